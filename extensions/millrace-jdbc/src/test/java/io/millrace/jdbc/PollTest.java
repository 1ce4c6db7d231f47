package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are read in the order of a column. */
class PollTest {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    record Item(long id, String name) {}

    enum Color {
        RED,
        GREEN
    }

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record All(
            int id,
            Long big,
            double price,
            BigDecimal exact,
            String text,
            Boolean flag,
            Color color,
            LocalDate born,
            LocalDateTime localTime,
            Instant at,
            UUID uid,
            byte[] bytes) {}

    record Strict(long id, int amount) {}

    static DataSource database(String kind) {
        return kind.equals("h2") ? Databases.newH2() : Databases.newPostgres();
    }

    private static Pipeline copying(Source<?> source, int parallelism) {
        Pipeline pipeline = Pipeline.create("copy");
        pipeline.source("table", source)
                .map(Object::toString)
                .parallelism(parallelism)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldReadEachRowOnceWhateverCrashesAndHoweverManyAreAlike(String kind) {
        DataSource database = database(kind);
        Seeds.check(kind.equals("h2") ? 15 : 4, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String table = "items" + seed;
            Databases.execute(
                    database,
                    "CREATE TABLE " + table
                            + " (id BIGINT NOT NULL, version INT NOT NULL, name VARCHAR(20), PRIMARY KEY (version, id))");
            JdbcTable<Item> items = Jdbc.table(database, table, Item.class);
            PollSource<Item> source = items.poll("version", "id").rows(1 + random.nextInt(7));
            List<String> expected = new ArrayList<>();
            int version = 0;
            Simulation run = Simulation.of(copying(source.every(INTERVAL), 1 + random.nextInt(3)))
                    .seed(seed)
                    .snapshots(INTERVAL)
                    .batchSize(1 + random.nextInt(5));
            for (int action = random.nextInt(15); action > 0; action--) {
                version++;
                insert(database, table, version, random, expected);
                run.steps(random.nextInt(60));
                if (random.nextInt(3) == 0) {
                    run.advance(INTERVAL);
                }
                if (random.nextInt(4) == 0) {
                    run.crashAndRestore();
                }
            }
            run.settle().stop().run();
            Simulation rest = run.next(copying(source, 1 + random.nextInt(3)))
                    .snapshots(INTERVAL)
                    .run();
            assertThat(rest.output("out")).hasSameElementsAs(expected).hasSameSizeAs(expected);
        });
    }

    private static void insert(
            DataSource database, String table, int version, SplittableRandom random, List<String> expected) {
        for (int row = random.nextInt(8); row > 0; row--) {
            int id = expected.size();
            Databases.execute(
                    database, "INSERT INTO " + table + " VALUES (" + id + ", " + version + ", 'n" + id + "')");
            expected.add(new Item(id, "n" + id).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldMapColumnsToComponentsByName(String kind) {
        DataSource database = database(kind);
        String zoned = "TIMESTAMP WITH TIME ZONE";
        Databases.execute(
                database,
                "CREATE TABLE a (color VARCHAR(10), id INT PRIMARY KEY, big BIGINT, price DOUBLE PRECISION, exact NUMERIC(20, 5),"
                        + " text VARCHAR(50), flag BOOLEAN, born DATE, local_time TIMESTAMP, at " + zoned
                        + ", uid UUID, bytes "
                        + (kind.equals("h2") ? "VARBINARY(10)" : "BYTEA") + ", ignored INT)",
                "INSERT INTO a (id) VALUES (7)".replace("(id) VALUES (7)", "(id, price) VALUES (7, 1.5)"));
        All full = new All(
                8,
                Long.MAX_VALUE,
                -0.25,
                new BigDecimal("123456789012345.67891"),
                "it's",
                true,
                Color.GREEN,
                LocalDate.of(1969, 2, 28),
                LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000),
                Instant.parse("1965-01-01T00:00:00.000001Z"),
                UUID.fromString("ffffffff-0000-4000-8000-0123456789ab"),
                new byte[] {0, -1, 5});
        Pipeline write = Pipeline.create("write");
        write.source("one", io.millrace.source.Sources.of(full))
                .to("a", Jdbc.table(database, "a", All.class).insert());
        Simulation.of(write).run();
        List<All> read = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("read");
        pipeline.source("a", Jdbc.table(database, "a", All.class).poll("id")).to("out", Sinks.callback(read::add));
        Simulation.of(pipeline).run();
        All nulls = new All(7, null, 1.5, null, null, null, null, null, null, null, null, null);
        assertThat(read.get(0)).isEqualTo(nulls);
        assertThat(read.get(1)).usingRecursiveComparison().isEqualTo(full);
        if (kind.equals("h2")) {
            // Wherever the machine is: a time without a zone is read as it is written, one with a zone is an instant.
            assertThat(Databases.rows(database, "SELECT CAST(local_time AS VARCHAR) FROM a WHERE id = 8"))
                    .containsExactly("2024-03-31 02:30:00.123456");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldSendRowsToTheDeadLettersThatCannotBeEvents(String kind) {
        DataSource database = database(kind);
        Databases.execute(
                database,
                "CREATE TABLE s (id BIGINT PRIMARY KEY, amount INT)",
                "INSERT INTO s VALUES (1, 10), (2, NULL), (3, 30)");
        Source<Strict> source = Jdbc.table(database, "s", Strict.class).poll("id");
        Pipeline pipeline = Pipeline.create("strict");
        pipeline.source("s", source).onError(Errors.deadLetter()).to("out", Sinks.discard());
        pipeline.deadLetters().map(letter -> letter.toString()).to("dead", Sinks.discard());
        Simulation run = Simulation.of(pipeline).run();
        assertThat(run.output("out")).containsExactly(new Strict(1, 10), new Strict(3, 30));
        assertThat(run.output("dead").toString())
                .contains("amount")
                .contains("table s")
                .contains("null");
        assertThatThrownBy(() -> Simulation.of(copying(source, 1)).run())
                .hasStackTraceContaining("of table s,")
                .hasStackTraceContaining(
                        "is null, which the component int amount does not take: have it be Integer, or the column NOT NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseWhatCannotBeReadWithTableColumnAndRemedy(String kind) {
        DataSource database = database(kind);
        Databases.execute(
                database,
                "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10), version INT)",
                "CREATE TABLE wrong (id VARCHAR(10) PRIMARY KEY, name VARCHAR(10))",
                "INSERT INTO t VALUES (1, 'a', 5), (2, 'b', 5), (3, 'c', NULL)");
        JdbcTable<Item> items = Jdbc.table(database, "t", Item.class);
        refused(Jdbc.table(database, "absent", Item.class).poll("id"), "absent", "Create the table");
        refused(Jdbc.table(database, "t", Strict.class).poll("id"), "no column for the component 'amount'");
        refused(Jdbc.table(database, "wrong", Item.class).poll("id"), "does not fit the component long id");
        refused(items.poll("nothing"), "has no column 'nothing'");
        refused(items.poll("version"), "rows that are null in [version]");
        refused(items.poll("version").where("version IS NOT NULL"), "two rows with [version]", "name a second column");
        refused(items.poll("id").settled(Duration.ofSeconds(1)), "is no timestamp");
    }

    /** Null has no place in the order: what follows would be left out, or read again. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseRowsWithoutAPlaceInTheOrderAlsoWhileItRuns(String kind) {
        DataSource database = database(kind);
        for (String type : List.of("BIGINT", "VARCHAR(10)")) {
            String table = type.substring(0, 3).toLowerCase(Locale.ROOT);
            Databases.execute(
                    database,
                    "CREATE TABLE " + table + " (id BIGINT NOT NULL, place " + type + ", name VARCHAR(10))",
                    "INSERT INTO " + table + " VALUES (1, '1', 'a')");
            PollSource<Item> source =
                    Jdbc.table(database, table, Item.class).poll("id", "place").every(INTERVAL);
            Simulation run =
                    Simulation.of(copying(source, 1)).snapshots(INTERVAL).settle();
            Databases.execute(
                    database, "INSERT INTO " + table + " VALUES (2, NULL, 'b'), (2, '1', 'c'), (2, '2', 'd')");
            assertThatThrownBy(() -> run.advance(INTERVAL).settle())
                    .hasStackTraceContaining("null in 'place' of [id, place]")
                    .hasStackTraceContaining("IS NOT NULL");
        }
    }

    /** Where the place is already, and where no place is. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseRowsThatNoPageHas(String kind) {
        DataSource database = database(kind);
        int tables = 0;
        for (String row : List.of("1, NULL", "NULL, 1", "NULL, NULL", "5, NULL")) {
            for (boolean crashes : new boolean[] {false, true}) {
                String table = "t" + tables++;
                Databases.execute(
                        database,
                        "CREATE TABLE " + table + " (id BIGINT, place INT, name VARCHAR(10))",
                        "INSERT INTO " + table + " VALUES (1, 1, 'a')");
                PollSource<Item> source = Jdbc.table(database, table, Item.class)
                        .poll("id", "place")
                        .where("name <> 'none'")
                        .every(INTERVAL);
                Simulation run =
                        Simulation.of(copying(source, 1)).snapshots(INTERVAL).settle();
                Databases.execute(database, "INSERT INTO " + table + " VALUES (" + row + ", 'none')");
                run.advance(INTERVAL).settle();
                Databases.execute(database, "INSERT INTO " + table + " VALUES (" + row + ", 'b')");
                assertThatThrownBy(() -> (crashes ? run.crashAndRestore() : run)
                                .advance(INTERVAL)
                                .settle())
                        .as("%s in %s", row, kind)
                        .hasStackTraceContaining("null in ")
                        .hasStackTraceContaining("IS NOT NULL");
            }
        }
    }

    private static void refused(Source<?> source, String... texts) {
        for (String text : texts) {
            assertThatThrownBy(() -> Simulation.of(copying(source, 1)).run()).hasStackTraceContaining(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldLeaveRowsForLaterThatMayStillGetOthersBeforeThem(String kind) {
        DataSource database = database(kind);
        Databases.execute(
                database,
                "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10), changed TIMESTAMP WITH TIME ZONE NOT NULL)",
                "INSERT INTO t VALUES (1, 'old', CURRENT_TIMESTAMP - INTERVAL '2' HOUR), (2, 'new', CURRENT_TIMESTAMP)");
        JdbcTable<Item> items = Jdbc.table(database, "t", Item.class);
        Simulation run = Simulation.of(copying(items.poll("changed", "id").settled(Duration.ofHours(1)), 1))
                .run();
        assertThat(run.output("out")).containsExactly(new Item(1, "old").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldReadAQueryByFunction(String kind) {
        DataSource database = database(kind);
        Databases.execute(database, "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10))");
        for (int id = 0; id < 30; id++) {
            Databases.execute(database, "INSERT INTO t VALUES (" + id + ", 'n" + id % 3 + "')");
        }
        Source<String> source = Jdbc.query(
                        database,
                        "SELECT name, MAX(id) AS last FROM t GROUP BY name",
                        String.class,
                        row -> row.getString("name") + row.getLong("last"))
                .poll("last")
                .rows(2);
        Simulation run = Simulation.of(copying(source, 1)).run();
        assertThat(run.output("out")).containsExactly("n027", "n128", "n229");
    }
}
