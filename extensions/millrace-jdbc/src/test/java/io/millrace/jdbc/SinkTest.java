package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in tables at the end, whatever crashes meanwhile. */
class SinkTest {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    record Row(long id, String owner, long amount) {}

    record Edit(long id, Long amount) {
        Row row() {
            return amount == null ? null : new Row(id, "o" + id, amount);
        }
    }

    private static final String COLUMNS = " (id BIGINT NOT NULL, owner VARCHAR(20), amount BIGINT NOT NULL";

    private static Pipeline writing(int events, int parallelism, Sink<? super Row> sink) {
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source(
                        "numbers",
                        Sources.generate(i -> new Row(i, "o" + i % 3, i * i)).count(events))
                .parallelism(1 + parallelism % 2)
                .to("rows", sink);
        return pipeline;
    }

    private static List<String> expected(int events) {
        return LongStream.range(0, events)
                .mapToObj(i -> i + ",o" + i % 3 + "," + i * i)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldHaveEachRowOnceWhateverCrashes(String kind) {
        DataSource database = PollTest.database(kind);
        Seeds.check(kind.equals("h2") ? 15 : 4, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String table = "rows" + seed;
            // Without a key: a row that is written again is there twice.
            Databases.execute(
                    database, "DROP TABLE IF EXISTS millrace_commits", "CREATE TABLE " + table + COLUMNS + ")");
            Sink<Row> sink = Jdbc.table(database, table, Row.class).insert().exactlyOnce();
            int events = random.nextInt(120);
            int batch = 1 + random.nextInt(8);
            Simulation run = Simulation.of(writing(events, random.nextInt(4), sink))
                    .seed(seed)
                    .snapshots(INTERVAL)
                    .parallelism(1 + random.nextInt(3))
                    .batchSize(batch);
            for (int life = random.nextInt(3); life > 0; life--) {
                act(run, random);
                run.stop().run();
                run = run.next(writing(events, random.nextInt(4), sink))
                        .snapshots(INTERVAL)
                        .parallelism(1 + random.nextInt(3))
                        .batchSize(batch);
            }
            act(run, random);
            run.run();
            assertThat(Databases.rows(database, "SELECT * FROM " + table + " ORDER BY id"))
                    .isEqualTo(expected(events));
        });
    }

    /** Commits are held up at times, so that crashes come between a snapshot and what is written for it. */
    private static void act(Simulation run, SplittableRandom random) {
        for (int crash = random.nextInt(5); crash > 0; crash--) {
            run.steps(random.nextInt(80));
            if (run.state().isTerminal()) {
                return;
            }
            if (random.nextBoolean()) {
                holdCommits(run, random.nextInt(80));
            }
            if (random.nextInt(3) > 0) {
                run.crashAndRestore();
            }
        }
    }

    private static void holdCommits(Simulation run, int steps) {
        try {
            run.hold("rows-commit");
        } catch (IllegalArgumentException e) {
            return; // The committer has nothing to do any more.
        }
        run.steps(steps).release("rows-commit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldBeTheTableThatChangesMakeWhateverCrashes(String kind) {
        DataSource database = PollTest.database(kind);
        Seeds.check(kind.equals("h2") ? 8 : 3, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String table = "rows" + seed;
            Databases.execute(
                    database,
                    "DROP TABLE IF EXISTS millrace_commits",
                    "CREATE TABLE " + table + COLUMNS + ", PRIMARY KEY (id))");
            JdbcSink<TableChange<Long, Row>> changes = Jdbc.table(database, table, Row.class)
                    .upsert("id")
                    .changes(TableChange::before, TableChange::after);
            List<Edit> edits = new ArrayList<>();
            Map<Long, Row> model = new TreeMap<>();
            for (int i = random.nextInt(120); i > 0; i--) {
                long id = random.nextInt(10);
                Edit edit = new Edit(id, random.nextInt(3) == 0 ? null : random.nextLong(100));
                edits.add(edit);
                model.put(id, edit.row());
                model.values().removeIf(row -> row == null);
            }
            Pipeline pipeline = Pipeline.create("edits");
            var table1 = pipeline.source("edits", Sources.collection(edits))
                    .keyBy(Edit::id, Long.class)
                    .join(Tables.upserts("table", Edit::row, Row.class))
                    .changes();
            if (random.nextBoolean()) {
                table1.to("rows", changes.exactlyOnce(new Type<TableChange<Long, Row>>() {}));
            } else {
                table1.to("rows", changes);
            }
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(INTERVAL)
                    .parallelism(1 + random.nextInt(3))
                    .batchSize(1 + random.nextInt(8));
            for (int crash = random.nextInt(5); crash > 0; crash--) {
                run.steps(random.nextInt(150)).crashAndRestore();
            }
            run.run();
            assertThat(Databases.rows(database, "SELECT * FROM " + table + " ORDER BY id"))
                    .isEqualTo(model.values().stream()
                            .map(row -> row.id() + "," + row.owner() + "," + row.amount())
                            .toList());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldNameTableColumnEventAndRemedyOfWhatIsRefused(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE taken" + COLUMNS + ", PRIMARY KEY (id))",
                "INSERT INTO taken VALUES (5, 'x', 1)",
                "CREATE TABLE checked" + COLUMNS + " CHECK (amount < 10))",
                "CREATE TABLE strict (id BIGINT, owner VARCHAR(1) NOT NULL, amount BIGINT)",
                "CREATE TABLE other (id BIGINT, owner BIGINT, amount BIGINT)",
                "CREATE TABLE fewer (id BIGINT, owner VARCHAR(10))");
        fails(database, "taken", "Row[id=", "write by key, with upsert");
        fails(database, "checked", "Row[id=4", "breaks a constraint");
        fails(database, "strict", "Row[id=0", "does not fit its column");
        fails(database, "other", "of table other", "does not fit the component String owner");
        fails(database, "fewer", "table fewer has no column for the component 'amount'");
        fails(database, "absent", "absent", "Create the table");
        Sink<Row> sink = Jdbc.table(database, "fewer", Row.class).upsert("id");
        assertThatThrownBy(() -> Simulation.of(writing(10, 0, sink)).run()).hasStackTraceContaining("amount");
        assertThatThrownBy(() -> Jdbc.table(database, "taken", Row.class).upsert("nothing"))
                .hasMessageContaining("'nothing'");
        assertThatThrownBy(
                        () -> Jdbc.table(database, "taken", Row.class).insert().changes(r -> null, r -> null))
                .hasMessageContaining("upsert(");
        assertThatThrownBy(() -> Jdbc.table(database, "taken", Object.class)).hasMessageContaining("no record");
    }

    record Felt(long id, String mood) {}

    @Test
    void shouldWriteNullToColumnsOfTypesOfTheirOwn() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TYPE mood AS ENUM ('GOOD')",
                "CREATE TABLE felt (id BIGINT PRIMARY KEY, mood mood)",
                "CREATE TABLE told (id BIGINT PRIMARY KEY, mood JSONB)");
        for (String table : List.of("felt", "told")) {
            String mood = table.equals("felt") ? "GOOD" : "[]";
            Pipeline pipeline = Pipeline.create("feel");
            pipeline.source("felt", Sources.collection(List.of(new Felt(1, mood), new Felt(2, null))))
                    .to("rows", Jdbc.table(database, table, Felt.class).upsert("id"));
            Simulation.of(pipeline).run();
            assertThat(Databases.rows(database, "SELECT * FROM " + table + " ORDER BY id"))
                    .containsExactly("1," + mood, "2,null");
        }
    }

    private static void fails(DataSource database, String table, String... texts) {
        JdbcSink<Row> sink = Jdbc.table(database, table, Row.class).insert();
        for (Sink<Row> each : List.of(sink, sink.exactlyOnce())) {
            for (String text : texts) {
                assertThatThrownBy(() -> Simulation.of(writing(10, 0, each))
                                .snapshots(INTERVAL)
                                .run())
                        .as(table)
                        .hasStackTraceContaining(text)
                        .hasStackTraceContaining("sink 'rows'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldExecuteAStatementForEachEvent(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE sums (owner VARCHAR(10), amount BIGINT)",
                "INSERT INTO sums VALUES ('o0', 0), ('o1', 0), ('o2', 0)");
        Sink<Row> sink = Jdbc.statement(
                        database,
                        "UPDATE sums SET amount = amount + ? WHERE owner = ?",
                        Row.class,
                        (statement, row) -> {
                            statement.setLong(1, row.id());
                            statement.setString(2, row.owner());
                        })
                .exactlyOnce();
        Simulation.of(writing(30, 0, sink))
                .snapshots(INTERVAL)
                .steps(40)
                .crashAndRestore()
                .run();
        assertThat(Databases.rows(database, "SELECT owner, amount FROM sums ORDER BY owner"))
                .containsExactly("o0,135", "o1,145", "o2,155");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseToWriteAgainWhatAnotherJobHasWrittenByThatName(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(database, "CREATE TABLE t" + COLUMNS + ")");
        Sink<Row> sink = Jdbc.table(database, "t", Row.class).insert().exactlyOnce();
        Simulation.of(writing(10, 0, sink)).snapshots(INTERVAL).run();
        assertThatThrownBy(() ->
                        Simulation.of(writing(10, 0, sink)).snapshots(INTERVAL).run())
                .hasStackTraceContaining("has written already")
                .hasStackTraceContaining("DELETE FROM millrace_commits WHERE job = 'write' AND sink = 'rows'");
        assertThat(Databases.rows(database, "SELECT COUNT(*) FROM t")).containsExactly("10");
    }
}
