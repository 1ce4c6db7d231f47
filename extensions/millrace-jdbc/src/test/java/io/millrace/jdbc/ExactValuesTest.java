package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are what the column has, or an error: of any size, in any time zone, and where the database finds alike what Java does not. */
class ExactValuesTest {

    record Doubles(long id, double amount) {}

    record Floats(long id, float amount) {}

    record Longs(long id, long amount) {}

    record Decimals(long id, BigDecimal amount) {}

    record Timed(long id, Instant at) {}

    record Item(long id, String name) {}

    private static <T> List<T> read(Source<T> source) {
        List<T> read = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("read");
        pipeline.source("table", source).to("out", Sinks.callback(read::add));
        Simulation.of(pipeline).run();
        return read;
    }

    /** As a query gives it. */
    private static <T> T cast(DataSource database, String text, String type, Class<T> record) {
        String sql = "SELECT CAST(1 AS BIGINT) AS id, CAST('" + text + "' AS " + type + ") AS amount";
        return Jdbc.query(database, sql, record).<List<Object>>lookup().apply(List.of());
    }

    /** As a change of a table has it. */
    private static Object read(String text, Class<?> record) {
        TableColumn column = new TableColumn("t", "amount", Types.OTHER, "type of OID 1");
        return TextCells.read(text, column, RecordShape.of(record).components().get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldReadNumbersAsTheyAreOrRefuseThem(String kind) {
        DataSource database = PollTest.database(kind);
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String whole = Long.toString(random.nextLong() >> random.nextInt(64));
            boolean isDouble = new BigDecimal(Double.parseDouble(whole)).compareTo(new BigDecimal(whole)) == 0;
            boolean isFloat = new BigDecimal(Float.parseFloat(whole)).compareTo(new BigDecimal(whole)) == 0;
            for (String type : List.of("BIGINT", "NUMERIC(20, 0)")) {
                String what = type + " " + whole;
                check(
                        () -> cast(database, whole, type, Doubles.class),
                        isDouble ? new Doubles(1, Double.parseDouble(whole)) : null,
                        what);
                check(
                        () -> cast(database, whole, type, Floats.class),
                        isFloat ? new Floats(1, Float.parseFloat(whole)) : null,
                        what);
            }
            check(() -> read(whole, Doubles.class), isDouble ? Double.valueOf(whole) : null, whole);
            check(() -> read(whole, Floats.class), isFloat ? Float.valueOf(whole) : null, whole);
            String fraction =
                    new BigDecimal(random.nextLong()).scaleByPowerOfTen(-6).toPlainString();
            assertThat(cast(database, fraction, "NUMERIC(20, 6)", Doubles.class).amount())
                    .isEqualTo(Double.parseDouble(fraction));
            String floating = Double.toString((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(300)));
            double value = Double.parseDouble(floating);
            assertThat(cast(database, floating, "DOUBLE PRECISION", Doubles.class)
                            .amount())
                    .isEqualTo(value);
            check(
                    () -> cast(database, floating, "DOUBLE PRECISION", Floats.class),
                    Float.isInfinite((float) value) ? null : new Floats(1, (float) value),
                    floating);
        });
        assertThat(cast(database, "Infinity", "DOUBLE PRECISION", Floats.class).amount())
                .isInfinite();
        assertThat(cast(database, "NaN", "REAL", Doubles.class).amount()).isNaN();
    }

    @Test
    void shouldRefuseNumbersThatAreTooLargeAsTexts() {
        for (String text : List.of("1e400", "-1e400", "1" + "0".repeat(400), "9007199254740993")) {
            check(() -> read(text, Doubles.class), null, text);
        }
        check(() -> read("1e39", Floats.class), null, "1e39");
        assertThat(read("-Infinity", Doubles.class)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read("NaN", Floats.class)).isEqualTo(Float.NaN);
        assertThat(read("0.1", Doubles.class)).isEqualTo(0.1);
        DataSource database = Databases.newPostgres();
        check(() -> cast(database, "1e400", "NUMERIC", Doubles.class), null, "1e400");
        check(() -> cast(database, "1e39", "NUMERIC", Floats.class), null, "1e39");
        assertThat(cast(database, "NaN", "NUMERIC", Doubles.class).amount()).isNaN();
    }

    /** @param expected null where it is to be refused */
    private static void check(Supplier<Object> read, Object expected, String what) {
        if (expected == null) {
            assertThatThrownBy(read::get).as(what).hasStackTraceContaining(", which the component");
        } else {
            assertThat(read.get()).as(what).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldWriteNumbersAsTheyAreOrRefuseThem(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE whole (id BIGINT, amount BIGINT)",
                "CREATE TABLE doubles (id BIGINT, amount DOUBLE PRECISION)",
                "CREATE TABLE reals (id BIGINT, amount REAL)");
        writes(database, "whole", new Doubles(1, 1e15), null);
        writes(database, "whole", new Doubles(1, 1.7), "cannot be exactly 1.7");
        writes(database, "whole", new Floats(1, Float.NaN), "cannot be exactly NaN");
        writes(database, "whole", new Decimals(1, new BigDecimal("12.00")), null);
        writes(database, "whole", new Decimals(1, new BigDecimal("12.75")), "cannot be exactly 12.75");
        writes(database, "doubles", new Longs(1, 1L << 60), null);
        writes(database, "doubles", new Longs(1, (1L << 53) + 1), "cannot be exactly 9007199254740993");
        writes(database, "reals", new Longs(1, (1L << 24) + 1), "cannot be exactly 16777217");
        writes(database, "reals", new Floats(1, 0.1f), null);
        assertThat(Databases.rows(database, "SELECT amount FROM whole ORDER BY amount"))
                .containsExactly("12", "1000000000000000");
    }

    private static <R> void writes(DataSource database, String table, R row, String refusal) {
        @SuppressWarnings("unchecked")
        Class<R> type = (Class<R>) row.getClass();
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source("row", Sources.collection(List.of(row)))
                .to("rows", Jdbc.table(database, table, type).insert());
        if (refusal == null) {
            Simulation.of(pipeline).run();
        } else {
            assertThatThrownBy(() -> Simulation.of(pipeline).run())
                    .hasStackTraceContaining("of table " + table)
                    .hasStackTraceContaining(refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldTakeTimesWithoutAZoneForUtcWhateverTheZoneOfTheConnection(String kind) {
        DataSource plain = PollTest.database(kind);
        Databases.execute(plain, "CREATE TABLE timed (id BIGINT PRIMARY KEY, at TIMESTAMP NOT NULL)");
        Instant now = Instant.parse(Databases.rows(Databases.inZone(plain, "UTC"), "SELECT CURRENT_TIMESTAMP")
                .get(0)
                .replaceFirst("(\\S+) (\\S{8}).*", "$1T$2Z"));
        List<Timed> rows = List.of(new Timed(1, now.minusSeconds(3000)), new Timed(2, now.plusSeconds(3000)));
        for (String zone : List.of("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")) {
            DataSource database = Databases.inZone(plain, zone);
            JdbcTable<Timed> table = Jdbc.table(database, "timed", Timed.class);
            Databases.execute(plain, "DELETE FROM timed");
            Pipeline pipeline = Pipeline.create("write");
            pipeline.source("rows", Sources.collection(rows)).to("table", table.insert());
            Simulation.of(pipeline).run();
            assertThat(read(table.poll("at", "id"))).isEqualTo(rows);
            assertThat(read(table.poll("at", "id").settled(Duration.ofSeconds(1))))
                    .as(zone)
                    .containsExactly(rows.get(0));
            JdbcLookup<Instant, Timed> byColumn = table.lookup("at");
            assertThat(byColumn.apply(rows.get(1).at())).isEqualTo(rows.get(1));
            JdbcLookup<List<Object>, Timed> byQuery = Jdbc.query(
                            database, "SELECT id, at FROM timed WHERE at = ? AND id > ?", Timed.class)
                    .lookup();
            for (Timed row : rows) {
                assertThat(byQuery.apply(List.of(row.at(), 0L))).as(zone).isEqualTo(row);
                assertThat(byQuery.apply(List.of(row.at().plusSeconds(1), 0L))).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldFindRowsByTimesWithAZone(String kind) {
        DataSource database = Databases.inZone(PollTest.database(kind), "Asia/Tokyo");
        Databases.execute(
                database,
                "CREATE TABLE zoned (id BIGINT PRIMARY KEY, at TIMESTAMP WITH TIME ZONE)",
                "INSERT INTO zoned VALUES (1, '2024-05-01 12:00:00+02:00')");
        JdbcLookup<Instant, Timed> lookup = Jdbc.query(database, "SELECT * FROM zoned WHERE at = ?", Timed.class)
                .lookup();
        Instant at = Instant.parse("2024-05-01T10:00:00Z");
        assertThat(lookup.apply(at)).isEqualTo(new Timed(1, at));
    }

    /** A page of any size: the two may be at its end. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseRowsThatTheDatabaseFindsAlike(String kind) {
        DataSource database = PollTest.database(kind);
        boolean isH2 = kind.equals("h2");
        if (!isH2) {
            Databases.execute(
                    database,
                    "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        String text = isH2 ? "VARCHAR_IGNORECASE(10)" : "TEXT COLLATE any_case";
        Databases.execute(
                database,
                "CREATE TABLE texts (id BIGINT, name " + text + ")",
                "INSERT INTO texts VALUES (1, 'a'), (2, 'b'), (3, 'C'), (4, 'c'), (5, 'D')",
                "CREATE TABLE decimals (id BIGINT, name VARCHAR(10), amount " + (isH2 ? "DECFLOAT" : "NUMERIC") + ")",
                "INSERT INTO decimals VALUES (1, 'a', 0.5), (2, 'b', 1.0), (3, 'c', 1.00), (4, 'd', 2)");
        for (int rows = 1; rows <= 5; rows++) {
            PollSource<Item> texts =
                    Jdbc.table(database, "texts", Item.class).poll("name").rows(rows);
            assertThatThrownBy(() -> read(texts)).hasStackTraceContaining("table texts has two rows with [name]");
            assertThat(read(Jdbc.table(database, "texts", Item.class)
                            .poll("name", "id")
                            .rows(rows)))
                    .extracting(Item::id)
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            if (!isH2) {
                PollSource<Item> decimals = Jdbc.table(database, "decimals", Item.class)
                        .poll("amount")
                        .rows(rows);
                assertThatThrownBy(() -> read(decimals))
                        .hasStackTraceContaining("table decimals has two rows with [amount]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldReadColumnsByNameWhateverTheTableGetsMeanwhile(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE moved (extra VARCHAR(10), id BIGINT PRIMARY KEY, name VARCHAR(10), other VARCHAR(10))",
                "INSERT INTO moved VALUES ('x', 1, 'a', 'o')");
        Pipeline pipeline = Pipeline.create("poll");
        pipeline.source(
                        "table",
                        Jdbc.table(database, "moved", Item.class).poll("id").every(Duration.ofMillis(5)))
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        JdbcLookup<Long, Item> byColumn =
                Jdbc.table(database, "moved", Item.class).lookup("id");
        JdbcLookup<Long, Item> byQuery = Jdbc.query(database, "SELECT * FROM moved WHERE id = ?", Item.class)
                .lookup();
        assertThat(byColumn.apply(1L)).isEqualTo(byQuery.apply(1L)).isEqualTo(new Item(1, "a"));
        Databases.execute(
                database,
                "ALTER TABLE moved DROP COLUMN extra",
                "ALTER TABLE moved ADD COLUMN more VARCHAR(10)",
                "INSERT INTO moved VALUES (2, 'b', 'p', 'm')");
        run.advance(Duration.ofMillis(20));
        assertThat(run.output("out")).containsExactly(new Item(1, "a"), new Item(2, "b"));
        assertThat(byColumn.apply(2L)).isEqualTo(byQuery.apply(2L)).isEqualTo(new Item(2, "b"));
        run.stop().run();
    }
}
