package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that are not what they were, or whose log does not have what is read: no change goes by without a word. */
class CapturedTableTest {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration TICK = Duration.ofMillis(25);
    private static final Duration LOOK = Duration.ofSeconds(12);

    record Item(long id, String note) {}

    record Code(String code) {}

    record Timed(long id, Instant at) {}

    private static Pipeline capturing(Source<?> source) {
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", source).to("out", Sinks.discard());
        return pipeline;
    }

    private static ChangeSource<Long, Item> items(DataSource database, String table) {
        return Jdbc.changes(database, table, Long.class, Item.class, "slot_of_" + database.hashCode());
    }

    private static void runTo(Simulation run, int events) {
        while (run.output("out").size() < events) {
            run.advance(TICK);
        }
    }

    private static DataSource withItems() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE SCHEMA other",
                "CREATE TABLE items (id BIGINT PRIMARY KEY, note TEXT)",
                "INSERT INTO items VALUES (1, 'loaded')");
        return database;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE items RENAME TO renamed|public.renamed|the table is called public.renamed now",
                "ALTER TABLE items SET SCHEMA other|other.items|the table is called other.items now",
                "ALTER TABLE items RENAME TO renamed; CREATE TABLE items (id BIGINT PRIMARY KEY, note TEXT)|items|the table is called public.renamed now",
                "DROP TABLE items|-|the table has been dropped",
                "DROP TABLE items; CREATE TABLE items (id BIGINT PRIMARY KEY, note TEXT)|items|the table has been dropped",
                "ALTER PUBLICATION named DROP TABLE items|items|the publication named does not have the table any more"
            })
    void shouldSayThatNoMoreComesOfATableThatIsNotWhatItWas(String change, String now, String told) {
        for (boolean isWritten : new boolean[] {true, false}) {
            DataSource database = withItems();
            Databases.execute(database, "CREATE PUBLICATION named FOR TABLE items");
            Simulation run = Simulation.of(capturing(items(database, "items").publication("named")))
                    .snapshots(INTERVAL);
            runTo(run, 1);
            Databases.execute(database, "INSERT INTO items VALUES (2, 'before')", change);
            if (isWritten && !now.equals("-")) {
                Databases.execute(database, "INSERT INTO " + now + " VALUES (3, 'behind')");
            }
            assertThatThrownBy(() -> run.advance(LOOK))
                    .hasStackTraceContaining("captures the changes of table items: " + told);
            if (!isWritten) {
                assertThat(run.output("out")).hasSize(2);
            }
        }
    }

    @Test
    void shouldTellATableThatWasMadeAnewFromTheOneBeforeItWhenAllTablesArePublished() {
        DataSource database = withItems();
        Databases.execute(database, "CREATE PUBLICATION everything FOR ALL TABLES");
        ChangeSource<Long, Item> source = items(database, "items").publication("everything");
        Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
        runTo(run, 1);
        run.advance(TICK).stop().run();
        Databases.execute(
                database,
                "INSERT INTO items VALUES (2, 'old')",
                "DROP TABLE items",
                "CREATE TABLE items (id BIGINT PRIMARY KEY, note TEXT)",
                "INSERT INTO items VALUES (7, 'new')");
        assertThatThrownBy(() -> run.next(capturing(source)).snapshots(INTERVAL).settle())
                .hasStackTraceContaining("the snapshot is of another table");
        Simulation anew = Simulation.of(capturing(source)).snapshots(INTERVAL);
        Databases.execute(database, "INSERT INTO items VALUES (8, 'newer')");
        runTo(anew, 2);
        assertThat(anew.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .containsExactly(new Item(7, "new"), new Item(8, "newer"));
        anew.stop().run();
    }

    @Test
    void shouldGoOnByTheNewNameWithWhatTheLogHasByTheOldOne() {
        DataSource database = withItems();
        Databases.execute(database, "CREATE PUBLICATION named FOR TABLE items");
        Simulation run = Simulation.of(capturing(items(database, "items").publication("named")))
                .snapshots(INTERVAL);
        runTo(run, 1);
        run.advance(TICK).stop().run();
        Databases.execute(
                database,
                "INSERT INTO items VALUES (2, 'by the old name')",
                "ALTER TABLE items RENAME TO renamed",
                "CREATE TABLE items (id BIGINT PRIMARY KEY, note TEXT)",
                "INSERT INTO items VALUES (9, 'of another')",
                "INSERT INTO renamed VALUES (3, 'by the new name')");
        Simulation next = run.next(capturing(items(database, "renamed").publication("named")))
                .snapshots(INTERVAL);
        runTo(next, 3);
        next.advance(LOOK);
        assertThat(next.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).key())
                .containsExactly(1L, 2L, 3L);
        next.stop().run();
    }

    @Test
    void shouldTellChangesOfAKeyThatAnIndexIdentifiesAndRefuseOneThatNoneDoes() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE coded (id BIGINT PRIMARY KEY, code TEXT NOT NULL UNIQUE, part TEXT NOT NULL)",
                "CREATE UNIQUE INDEX by_both ON coded (part, code) INCLUDE (id)",
                "ALTER TABLE coded REPLICA IDENTITY USING INDEX by_both",
                "INSERT INTO coded VALUES (1, 'a', 'p')");
        refused(Jdbc.changes(database, "coded", Long.class, Code.class, "coded_slot"), "does not tell the key [id]");
        ChangeSource<String, Code> source = Jdbc.changes(database, "coded", String.class, Code.class, "coded_slot")
                .key("code");
        Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
        runTo(run, 1);
        Databases.execute(
                database,
                "UPDATE coded SET part = 'q'",
                "UPDATE coded SET code = 'b', id = 2",
                "DELETE FROM coded WHERE id = 2");
        runTo(run, 5);
        assertThat(run.output("out"))
                .extracting(change -> ((Change<?, ?>) change).kind() + " " + ((Change<?, ?>) change).key())
                .containsExactly("LOADED a", "UPDATED a", "DELETED a", "INSERTED b", "DELETED b");
        run.stop().run();
    }

    @Test
    void shouldAskEachPartitionForWhatTheLogHasOfItsRows() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE parted (id BIGINT PRIMARY KEY, note TEXT) PARTITION BY RANGE (id)",
                "CREATE TABLE low PARTITION OF parted FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE high PARTITION OF parted FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE parted REPLICA IDENTITY FULL",
                "ALTER TABLE low REPLICA IDENTITY FULL",
                "INSERT INTO parted VALUES (1, 'a')");
        ChangeSource<Long, Item> source = items(database, "parted").withBefore();
        refused(source, "ALTER TABLE high REPLICA IDENTITY FULL");
        Databases.execute(database, "ALTER TABLE high REPLICA IDENTITY FULL");
        Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
        runTo(run, 1);
        Databases.execute(database, "UPDATE parted SET note = 'b'", "UPDATE parted SET id = 12");
        runTo(run, 4);
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).before())
                .containsExactly(null, new Item(1, "a"), new Item(1, "b"), null);
        run.stop().run();
    }

    @Test
    void shouldRefuseColumnsThatTheLogDoesNotHave() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE made (id BIGINT PRIMARY KEY, note TEXT GENERATED ALWAYS AS ('n') STORED, other INT)",
                "CREATE TABLE listed (id BIGINT PRIMARY KEY, note TEXT, other INT)");
        refused(items(database, "made"), "column 'note' of table made, a text, is generated");
        // A record without it.
        record Other(long id, Integer other) {}
        Simulation run = Simulation.of(capturing(Jdbc.changes(database, "made", Long.class, Other.class, "made_slot")))
                .snapshots(INTERVAL)
                .settle();
        Databases.execute(database, "INSERT INTO made VALUES (1, DEFAULT, 5)");
        runTo(run, 1);
        run.stop().run();
        boolean hasLists =
                Databases.rows(database, "SHOW server_version_num").get(0).compareTo("150000") >= 0;
        if (hasLists) {
            Databases.execute(database, "CREATE PUBLICATION some_columns FOR TABLE listed (id, other)");
            refused(
                    items(database, "listed").publication("some_columns"),
                    "column 'note' of table listed, a text, is not among those that the publication some_columns has");
            Databases.execute(database, "CREATE PUBLICATION some_rows FOR TABLE listed WHERE (id > 5)");
            refused(
                    items(database, "listed").publication("some_rows"),
                    "does not have all rows of table listed, but those WHERE (id > 5)");
            Simulation listed = Simulation.of(
                            capturing(Jdbc.changes(database, "listed", Long.class, Other.class, "listed_slot")
                                    .publication("some_columns")))
                    .snapshots(INTERVAL)
                    .settle();
            Databases.execute(database, "INSERT INTO listed VALUES (1, 'a', 5)");
            runTo(listed, 1);
            listed.stop().run();
        }
    }

    @Test
    void shouldSayWhoseASlotIs() {
        DataSource database = Databases.newPostgres();
        DataSource other = Databases.newPostgres();
        for (DataSource each : List.of(database, other)) {
            Databases.execute(each, "CREATE TABLE whose (id BIGINT PRIMARY KEY, note TEXT)");
        }
        Databases.execute(
                other,
                "SELECT pg_create_logical_replication_slot('whose_slot', 'pgoutput')",
                "SELECT pg_create_logical_replication_slot('plain_slot', 'test_decoding')");
        String name = Databases.rows(other, "SELECT current_database()").get(0);
        refused(
                Jdbc.changes(database, "whose", Long.class, Item.class, "whose_slot"),
                "the slot whose_slot is of the database " + name);
        refused(
                Jdbc.changes(other, "whose", Long.class, Item.class, "plain_slot"),
                "the slot plain_slot is of the plugin test_decoding");
    }

    @Test
    void shouldTakeDomainsForWhatTheyAre() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE DOMAIN moment AS TIMESTAMPTZ",
                "CREATE DOMAIN late AS moment CHECK (VALUE > '1970-01-01')",
                "CREATE TABLE timed (id BIGINT PRIMARY KEY, at late)",
                "INSERT INTO timed VALUES (1, '2024-05-01 12:00+02')");
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "timed", Long.class, Timed.class, "timed_slot")))
                .snapshots(INTERVAL);
        runTo(run, 1);
        Databases.execute(database, "INSERT INTO timed VALUES (2, '2024-05-01 12:00+02')");
        runTo(run, 2);
        Instant at = Instant.parse("2024-05-01T10:00:00Z");
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .isEqualTo(List.of(new Timed(1, at), new Timed(2, at)));
        run.stop().run();
    }

    @Test
    void shouldTakeDomainsAndArraysOfEachOtherForWhatTheyAre() {
        record Several(long id, List<Instant> plain, List<Instant> listed, List<Instant> domains) {}
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE DOMAIN moment AS TIMESTAMPTZ",
                "CREATE DOMAIN moments AS TIMESTAMPTZ[]",
                "CREATE DOMAIN few AS moments CHECK (cardinality(VALUE) < 5)",
                "CREATE TABLE several (id BIGINT PRIMARY KEY, plain TIMESTAMPTZ[], listed few, domains moment[])");
        List<Instant> times = List.of(Instant.parse("2024-05-01T10:00:00Z"));
        Several first = new Several(1, times, times, times);
        Pipeline write = Pipeline.create("write");
        write.source("rows", Sources.of(first))
                .to("out", Jdbc.table(database, "several", Several.class).insert());
        Simulation.of(write).run();
        Pipeline read = Pipeline.create("read");
        read.source("rows", Jdbc.table(database, "several", Several.class).poll("id"))
                .to("out", Sinks.discard());
        assertThat(Simulation.of(read).run().output("out")).isEqualTo(List.of(first));
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "several", Long.class, Several.class, "several_slot")))
                .snapshots(INTERVAL);
        runTo(run, 1);
        Databases.execute(database, "INSERT INTO several SELECT 2, plain, listed, domains FROM several");
        runTo(run, 2);
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .isEqualTo(List.of(first, new Several(2, times, times, times)));
        run.stop().run();
    }

    private static void refused(Source<?> source, String text) {
        assertThatThrownBy(() -> Simulation.of(capturing(source)).settle()).hasStackTraceContaining(text);
    }
}
