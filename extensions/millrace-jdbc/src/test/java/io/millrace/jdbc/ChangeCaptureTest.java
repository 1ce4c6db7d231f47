package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Changes of a table, whatever crashes. */
class ChangeCaptureTest {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration TICK = Duration.ofMillis(25);

    record Account(String id, int part, long amount, String note) {}

    record Id(String id, int part) {}

    record Marked(long id, String note) {}

    private static Pipeline capturing(Source<?> source) {
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", source).to("out", Sinks.discard());
        return pipeline;
    }

    private static void crash(DataSource database, String slot, Simulation run) {
        // As the death of the process does.
        Databases.rows(
                database,
                "SELECT pg_terminate_backend(active_pid)::text FROM pg_replication_slots WHERE active_pid IS NOT NULL AND slot_name = '"
                        + slot + "'");
        run.crashAndRestore();
    }

    /** Lets time pass until the last output is of a key. */
    private static void runTo(Simulation run, Object key) {
        while (!isLast(run.output("out"), key)) {
            run.advance(TICK);
        }
    }

    private static boolean isLast(List<Object> changes, Object key) {
        return !changes.isEmpty()
                && ((Change<?, ?>) changes.get(changes.size() - 1)).key().equals(key);
    }

    /** Every change goes on from the one before of its key. */
    private static <K> Map<K, Object> replayed(List<Object> changes, boolean hasBefore) {
        Map<K, Object> rows = new HashMap<>();
        for (Object each : changes) {
            @SuppressWarnings("unchecked")
            Change<K, Object> change = (Change<K, Object>) each;
            Object before = rows.get(change.key());
            boolean isNew = change.kind() == Change.Kind.INSERTED || change.kind() == Change.Kind.LOADED;
            assertThat(before == null).as(change + " after " + before).isEqualTo(isNew);
            if (hasBefore && !isNew) {
                assertThat(change.before()).as("%s", change).isEqualTo(before);
            }
            if (change.after() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.after());
            }
        }
        return rows;
    }

    @Test
    void shouldTellEachChangeOnceAndInOrderWhateverCrashes() {
        DataSource database = Databases.newPostgres();
        Seeds.check(3, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String table = "\"Accounts " + seed + "\"";
            String slot = "model_" + seed + "_" + database.hashCode() % 1000;
            slot = slot.replace('-', '_');
            boolean isFull = random.nextBoolean();
            Databases.execute(
                    database,
                    "CREATE TABLE " + table
                            + " (amount BIGINT NOT NULL, part INT, extra INT, id VARCHAR(20), note TEXT, PRIMARY KEY (id, part))");
            if (isFull) {
                Databases.execute(database, "ALTER TABLE " + table + " REPLICA IDENTITY FULL");
            }
            for (int i = random.nextInt(60); i > 0; i--) {
                change(database, table, random);
            }
            ChangeSource<Id, Account> source =
                    Jdbc.changes(database, table, Id.class, Account.class, slot).rows(1 + random.nextInt(5));
            Simulation run = Simulation.of(capturing(source))
                    .seed(seed)
                    .snapshots(INTERVAL)
                    .batchSize(1 + random.nextInt(6));
            for (int action = 3 + random.nextInt(12); action > 0; action--) {
                run.steps(random.nextInt(60));
                for (int i = random.nextInt(6); i > 0; i--) {
                    change(database, table, random);
                }
                if (random.nextInt(3) == 0) {
                    run.advance(TICK.multipliedBy(random.nextInt(8)));
                }
                if (random.nextInt(3) == 0) {
                    crash(database, slot, run);
                }
            }
            Databases.execute(database, "INSERT INTO " + table + " VALUES (0, 0, 0, 'last', NULL)");
            runTo(run, new Id("last", 0));
            Map<Id, Object> rows = replayed(run.output("out"), isFull);
            assertThat(rows.values().stream().map(Object::toString).toList())
                    .containsExactlyInAnyOrderElementsOf(Databases.rows(
                            database,
                            "SELECT 'Account[id=' || id || ', part=' || part || ', amount=' || amount || ', note=' ||"
                                    + " COALESCE(note, 'null') || ']' FROM " + table));
            run.stop().run();
        });
    }

    /** A transaction with some statements; now and then one that is given up. */
    private static void change(DataSource database, String table, SplittableRandom random) {
        List<String> sql = new ArrayList<>();
        sql.add("BEGIN");
        for (int statement = 1 + random.nextInt(3); statement > 0; statement--) {
            String id = "'k" + random.nextInt(8) + "'";
            int part = random.nextInt(2);
            String where = " WHERE id = " + id + " AND part = " + part;
            sql.add(
                    switch (random.nextInt(5)) {
                        case 0 -> "DELETE FROM " + table + where;
                        case 1 ->
                            "UPDATE " + table + " SET id = id || 'x' WHERE id = " + id
                                    + " AND length(id) < 5 AND NOT EXISTS" + " (SELECT 1 FROM " + table + " WHERE id = "
                                    + id + " || 'x')";
                        default ->
                            "INSERT INTO " + table + " VALUES (" + random.nextInt(100) + ", " + part + ", 1, " + id
                                    + ", NULL) ON CONFLICT (id, part) DO UPDATE SET amount = EXCLUDED.amount, note = '"
                                    + random.nextInt()
                                    + "'";
                    });
        }
        sql.add(random.nextInt(8) == 0 ? "ROLLBACK" : "COMMIT");
        Databases.execute(database, sql.toArray(String[]::new));
    }

    @Test
    void shouldLetTheLogGoWhenOthersWriteAndTheTableIsSilent() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE quiet (id BIGINT PRIMARY KEY, note TEXT)",
                "CREATE TABLE loud (id BIGINT)",
                "INSERT INTO quiet VALUES (1, 'a')");
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "quiet", Long.class, Marked.class, "quiet_slot")))
                .snapshots(INTERVAL);
        runTo(run, 1L);
        Databases.execute(database, "INSERT INTO loud SELECT generate_series(1, 1000)");
        String behind =
                Databases.rows(database, "SELECT pg_current_wal_lsn()::text").get(0);
        while (Databases.rows(
                        database,
                        "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'quiet_slot' AND confirmed_flush_lsn >= '"
                                + behind + "'")
                .isEmpty()) {
            run.advance(TICK);
            Databases.execute(database, "INSERT INTO loud VALUES (1)");
        }
        assertThat(run.output("out")).hasSize(1);
        run.stop().run();
    }

    @Test
    void shouldReadWhatIsNewAloneWhenToldSo() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database, "CREATE TABLE news (id BIGINT PRIMARY KEY, note TEXT)", "INSERT INTO news VALUES (1, 'a')");
        Simulation run = Simulation.of(capturing(Jdbc.changes(database, "news", Long.class, Marked.class, "news_slot")
                        .changesOnly()))
                .snapshots(INTERVAL)
                .settle();
        Databases.execute(database, "UPDATE news SET note = 'b'", "INSERT INTO news VALUES (2, 'c')");
        runTo(run, 2L);
        assertThat(run.output("out"))
                .extracting(change -> ((Change<?, ?>) change).kind())
                .containsExactly(Change.Kind.UPDATED, Change.Kind.INSERTED);
        run.stop().run();
    }

    @Test
    void shouldKeepLargeValuesThatHaveNotChanged() {
        DataSource database = Databases.newPostgres();
        String large = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 3000) i)";
        Databases.execute(
                database,
                "CREATE TABLE large (id BIGINT PRIMARY KEY, note TEXT, count INT)",
                "ALTER TABLE large ALTER note SET STORAGE EXTERNAL",
                "INSERT INTO large VALUES (1, " + large + ", 0)");
        Source<?> source = Jdbc.changes(database, "large", Long.class, Marked.class, "large_slot");
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", source).onError(Errors.deadLetter()).to("out", Sinks.discard());
        pipeline.deadLetters().map(Object::toString).to("dead", Sinks.discard());
        Simulation run = Simulation.of(pipeline).snapshots(INTERVAL);
        runTo(run, 1L);
        Databases.execute(database, "UPDATE large SET count = 1");
        while (run.output("dead").isEmpty()) {
            run.advance(TICK);
        }
        assertThat(run.output("dead").toString())
                .contains("column 'note' of table large")
                .contains("ALTER TABLE large REPLICA IDENTITY FULL");
        Databases.execute(
                database,
                "ALTER TABLE large REPLICA IDENTITY FULL",
                "UPDATE large SET count = 2",
                "INSERT INTO large VALUES (2, 'b', 0)");
        runTo(run, 2L);
        Change<?, ?> change = (Change<?, ?>) run.output("out").get(1);
        assertThat(change.kind()).isEqualTo(Change.Kind.UPDATED);
        assertThat(((Marked) change.after()).note()).hasSize(3000 * 32);
        assertThat(change.before()).isEqualTo(change.after());
        run.stop().run();
    }

    @Test
    void shouldGoOnWithColumnsThatAreNewAndSayWhichIsGone() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE altered (id BIGINT PRIMARY KEY, note TEXT)",
                "INSERT INTO altered VALUES (1, 'a')");
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "altered", Long.class, Marked.class, "altered_slot")))
                .snapshots(INTERVAL);
        runTo(run, 1L);
        Databases.execute(
                database,
                "ALTER TABLE altered ADD COLUMN more INT DEFAULT 5",
                "INSERT INTO altered VALUES (2, 'b', 6)");
        runTo(run, 2L);
        assertThat(((Change<?, ?>) run.output("out").get(1)).after()).isEqualTo(new Marked(2, "b"));
        Databases.execute(
                database, "ALTER TABLE altered RENAME note TO remark", "INSERT INTO altered VALUES (3, 'c', 6)");
        assertThatThrownBy(() -> runTo(run, 3L))
                .hasStackTraceContaining(
                        "table altered: the table has been altered, or what the publication has of it, and does not fit any more")
                .hasStackTraceContaining("no column for the component 'note'");
    }

    @Test
    void shouldFailOnTruncateUnlessItIsPassedOver() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database, "CREATE TABLE cut (id BIGINT PRIMARY KEY, note TEXT)", "INSERT INTO cut VALUES (1, 'a')");
        Source<?> source = Jdbc.changes(database, "cut", Long.class, Marked.class, "cut_slot");
        Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
        runTo(run, 1L);
        run.snapshot("loaded");
        Databases.execute(database, "TRUNCATE cut", "INSERT INTO cut VALUES (2, 'b')");
        assertThatThrownBy(() -> runTo(run, 2L)).hasStackTraceContaining("table cut was truncated");
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", source).onError(Errors.skip()).to("out", Sinks.discard());
        Simulation next = run.next(pipeline).snapshots(INTERVAL);
        runTo(next, 2L);
        assertThat(next.output("out")).hasSize(2);
        next.stop().run();
    }

    @Test
    void shouldSayInOneErrorThatTheSlotIsGone() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database, "CREATE TABLE lost (id BIGINT PRIMARY KEY, note TEXT)", "INSERT INTO lost VALUES (1, 'a')");
        Source<?> source = Jdbc.changes(database, "lost", Long.class, Marked.class, "lost_slot");
        Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
        runTo(run, 1L);
        run.advance(TICK).stop().run();
        Databases.execute(database, "SELECT pg_drop_replication_slot('lost_slot')");
        assertThatThrownBy(() -> run.next(capturing(source)).snapshots(INTERVAL).settle())
                .hasStackTraceContaining("the slot lost_slot is gone")
                .hasStackTraceContaining("Start without the snapshots");
        Databases.execute(
                database,
                "INSERT INTO lost VALUES (2, 'b')",
                "SELECT pg_create_logical_replication_slot('lost_slot', 'pgoutput')");
        assertThatThrownBy(() -> run.next(capturing(source)).snapshots(INTERVAL).settle())
                .hasStackTraceContaining("the slot lost_slot begins at")
                .hasStackTraceContaining("the changes between them are gone");
    }

    @Test
    void shouldSayHowToGoOnWhenTheLogOfASlotIsLost() throws IOException {
        try (EmbeddedPostgres server =
                Databases.start(Databases.postgres().setServerConfig("max_slot_wal_keep_size", "1MB"))) {
            DataSource database = Databases.newDatabase(server);
            Databases.execute(
                    database,
                    "CREATE TABLE kept (id BIGINT PRIMARY KEY, note TEXT)",
                    "INSERT INTO kept VALUES (1, 'a')");
            Source<?> source = Jdbc.changes(database, "kept", Long.class, Marked.class, "kept_slot");
            Simulation run = Simulation.of(capturing(source)).snapshots(INTERVAL);
            runTo(run, 1L);
            run.advance(TICK).stop().run();
            while (Databases.rows(database, "SELECT 1 FROM pg_replication_slots WHERE wal_status = 'lost'")
                    .isEmpty()) {
                Databases.execute(
                        database, "UPDATE kept SET note = note || 'b'", "SELECT pg_switch_wal()", "CHECKPOINT");
            }
            String remedy = "SELECT pg_drop_replication_slot('kept_slot')";
            assertThatThrownBy(() ->
                            run.next(capturing(source)).snapshots(INTERVAL).settle())
                    .hasStackTraceContaining("the slot kept_slot has lost the changes behind")
                    .hasStackTraceContaining(remedy);
            refused(source, "the slot kept_slot cannot be read any more");
            refused(source, remedy);
            Databases.execute(database, remedy);
            Simulation anew = Simulation.of(capturing(source)).snapshots(INTERVAL);
            runTo(anew, 1L);
            anew.stop().run();
        }
    }

    record Priced(long id, long total, Integer count) {}

    @Test
    void shouldReadWholeDecimalsAndKeysWithIncludedColumns() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE priced (note TEXT, total NUMERIC(10, 2), count NUMERIC(20, 4), id NUMERIC(9, 1),"
                        + " PRIMARY KEY (id) INCLUDE (note, total))",
                "INSERT INTO priced VALUES ('a', 5, 7, 1)");
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "priced", Long.class, Priced.class, "priced_slot")))
                .snapshots(INTERVAL);
        runTo(run, 1L);
        Databases.execute(database, "INSERT INTO priced VALUES ('b', -120, NULL, 2)");
        runTo(run, 2L);
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .containsExactly(new Priced(1, 5, 7), new Priced(2, -120, null));
        Databases.execute(database, "INSERT INTO priced VALUES ('c', 5.01, 1, 3)");
        assertThatThrownBy(() -> runTo(run, 3L)).hasStackTraceContaining("has '5.01', which the component long total");
    }

    record Amount(long id, long amount) {}

    @Test
    void shouldPassOverWhatTheLoadHasThoughItCouldBeNoEvent() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE early (id BIGINT PRIMARY KEY, amount BIGINT)",
                "CREATE PUBLICATION early_slot FOR TABLE early",
                "SELECT pg_create_logical_replication_slot('early_slot', 'pgoutput')",
                "INSERT INTO early VALUES (1, NULL)",
                "UPDATE early SET amount = 5",
                "TRUNCATE early",
                "INSERT INTO early VALUES (2, 6)");
        Simulation run = Simulation.of(
                        capturing(Jdbc.changes(database, "early", Long.class, Amount.class, "early_slot")))
                .snapshots(INTERVAL);
        runTo(run, 2L);
        Databases.execute(database, "INSERT INTO early VALUES (3, 7)");
        runTo(run, 3L);
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .containsExactly(new Amount(2, 6), new Amount(3, 7));
        run.stop().run();
    }

    @Test
    void shouldRefuseTablesWhoseChangesCannotBeTold() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE keyless (id BIGINT, note TEXT)",
                "CREATE TABLE nothing (id BIGINT PRIMARY KEY, note TEXT)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE VIEW seen AS SELECT * FROM nothing",
                "CREATE TABLE plain (id BIGINT PRIMARY KEY, note TEXT)",
                "CREATE PUBLICATION other FOR TABLE nothing",
                "CREATE PUBLICATION partly FOR TABLE plain WITH (publish = 'insert, update, delete')",
                "CREATE TABLE nullable (id BIGINT UNIQUE, note TEXT)",
                "ALTER TABLE nullable REPLICA IDENTITY FULL");
        refused(source(database, "plain").publication("partly"), "all of inserts, updates, deletes and truncates");
        refused(source(database, "nullable").key("id"), "ALTER TABLE nullable ALTER COLUMN id SET NOT NULL");
        refused(source(database, "keyless"), "has no primary key");
        refused(source(database, "keyless").key("id"), "ALTER TABLE keyless REPLICA IDENTITY FULL");
        refused(source(database, "nothing"), "ALTER TABLE nothing REPLICA IDENTITY FULL");
        refused(source(database, "seen"), "is no table");
        refused(source(database, "absent"), "does not exist");
        refused(source(database, "plain").withBefore(), "withBefore()");
        refused(source(database, "plain").publication("other"), "does not have the table plain");
        refused(Jdbc.changes(Databases.newH2(), "plain", Long.class, Marked.class, "s"), "PGSimpleDataSource");
        assertThatThrownBy(() -> Jdbc.changes(database, "plain", Long.class, Marked.class, "My-Slot"))
                .hasMessageContaining("the name of a slot");
    }

    private static ChangeSource<Long, Marked> source(DataSource database, String table) {
        return Jdbc.changes(database, table, Long.class, Marked.class, "refused_slot");
    }

    private static void refused(Source<?> source, String text) {
        assertThatThrownBy(() -> Simulation.of(capturing(source)).settle()).hasStackTraceContaining(text);
    }
}
