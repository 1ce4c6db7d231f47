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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are arrays, as lists and arrays. */
@SuppressWarnings("ArrayRecordComponent") // what is tried
class ArraysTest {

    enum Mood {
        GOOD,
        BAD
    }

    record Sample(
            long id,
            List<Integer> counts,
            List<String> texts,
            List<Double> amounts,
            List<BigDecimal> prices,
            List<Boolean> flags,
            List<Instant> times,
            List<LocalDate> days,
            List<UUID> ids,
            List<Mood> moods,
            long[] numbers,
            String[] names,
            byte[][] parts) {}

    private static String tableOf(String kind) {
        String of = kind.equals("h2") ? " ARRAY" : "[]";
        return "CREATE TABLE samples (id BIGINT PRIMARY KEY, counts INT" + of + ", texts VARCHAR(50)" + of
                + ", amounts DOUBLE PRECISION" + of + ", prices NUMERIC(20, 5)" + of + ", flags BOOLEAN" + of
                + ", times TIMESTAMP WITH TIME ZONE" + of + ", days DATE" + of + ", ids UUID" + of
                + ", moods VARCHAR(10)" + of + ", numbers BIGINT" + of + ", names VARCHAR(50)" + of + ", parts "
                + (kind.equals("h2") ? "VARBINARY(10)" : "BYTEA") + of + ")";
    }

    private static Sample sample(long id, SplittableRandom random) {
        return new Sample(
                id,
                list(random, random::nextInt),
                list(random, () -> text(random)),
                list(random, () -> random.nextDouble() * Math.pow(10, random.nextInt(-20, 20))),
                list(random, () -> BigDecimal.valueOf(random.nextInt(), 5)),
                list(random, random::nextBoolean),
                list(random, () -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L)),
                list(random, () -> LocalDate.ofEpochDay(random.nextInt(-10_000, 40_000))),
                list(random, () -> new UUID(random.nextLong(), random.nextLong())),
                list(random, () -> Mood.values()[random.nextInt(2)]),
                random.longs(random.nextInt(4)).toArray(),
                new String[] {text(random), null, text(random)},
                new byte[][] {{}, {(byte) random.nextInt(), '\\', '"'}});
    }

    /** With what is special where PostgreSQL writes arrays as text. */
    private static String text(SplittableRandom random) {
        String special = "{}\"\\,\t 'NULLnull\u00fc";
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(8); left > 0; left--) {
            int at = random.nextInt(special.length());
            text.append(random.nextInt(8) == 0 ? "NULL" : special.substring(at, at + 1));
        }
        return text.toString();
    }

    private static <E> List<E> list(SplittableRandom random, Supplier<E> element) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        List<E> list = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            list.add(random.nextInt(5) == 0 ? null : element.get());
        }
        return list;
    }

    private static void write(JdbcTable<Sample> table, List<Sample> samples) {
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source("samples", Sources.collection(samples)).to("table", table.upsert("id"));
        Simulation.of(pipeline).run();
    }

    private static <T> List<T> read(Source<T> source) {
        List<T> read = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("read");
        pipeline.source("table", source).to("out", Sinks.callback(read::add));
        Simulation.of(pipeline).run();
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldGiveBackWhatWasWritten(String kind) {
        DataSource database = Databases.inZone(PollTest.database(kind), "Asia/Kolkata");
        Databases.execute(database, tableOf(kind));
        JdbcTable<Sample> table = Jdbc.table(database, "samples", Sample.class);
        List<Sample> samples = new ArrayList<>();
        Seeds.check(40, seed -> samples.add(sample(seed, new SplittableRandom(seed))));
        write(table, samples);
        write(table, samples);

        assertThat(read(table.poll("id"))).usingRecursiveComparison().isEqualTo(samples);
        JdbcLookup<Long, Sample> lookup = table.lookup("id");
        assertThat(lookup.apply(samples.get(0).id())).usingRecursiveComparison().isEqualTo(samples.get(0));
    }

    record Day(long id, List<Mood> moods) {}

    /** Of types that users have made: by which name, and where. */
    @ParameterizedTest
    @ValueSource(strings = {"mood", "\"Mood\"", "_moods", "elsewhere.mood", "elsewhere.\"Mood of the day\""})
    void shouldGiveBackArraysOfTypesOfOnesOwn(String type) {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE SCHEMA elsewhere",
                "CREATE TYPE " + type + " AS ENUM ('GOOD', 'BAD')",
                "CREATE TABLE days (id BIGINT PRIMARY KEY, moods " + type + "[])");
        List<Day> days = List.of(
                new Day(1, List.of(Mood.BAD, Mood.GOOD)), new Day(2, List.of()), new Day(3, List.of(Mood.GOOD)));
        JdbcTable<Day> table = Jdbc.table(database, "days", Day.class);
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source("days", Sources.collection(days)).to("table", table.upsert("id"));
        Simulation.of(pipeline).run();
        assertThat(read(table.poll("id"))).isEqualTo(days);
    }

    record Moods(long id, List<Mood> plain, List<Mood> quoted) {}

    @Test
    void shouldTellTypesApartThatDifferInCase() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TYPE humour AS ENUM ('GOOD')",
                "CREATE TYPE \"Humour\" AS ENUM ('BAD')",
                "CREATE TABLE moods (id BIGINT PRIMARY KEY, plain humour[], quoted \"Humour\"[])");
        List<Moods> moods = List.of(new Moods(1, List.of(Mood.GOOD), List.of(Mood.BAD)));
        JdbcTable<Moods> table = Jdbc.table(database, "moods", Moods.class);
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source("moods", Sources.collection(moods)).to("table", table.upsert("id"));
        Simulation.of(pipeline).run();
        assertThat(read(table.poll("id"))).isEqualTo(moods);
    }

    @Test
    void shouldTellChangesOfThem() {
        DataSource database = Databases.newPostgres();
        Databases.execute(database, tableOf("postgres"));
        JdbcTable<Sample> table = Jdbc.table(database, "samples", Sample.class);
        List<Sample> samples = new ArrayList<>();
        Seeds.check(20, seed -> samples.add(sample(seed, new SplittableRandom(seed))));
        int loaded = samples.size() / 2;
        write(table, samples.subList(0, loaded));
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", Jdbc.changes(database, "samples", Long.class, Sample.class, "samples_slot"))
                .to("out", Sinks.discard());
        Simulation run =
                Simulation.of(pipeline).snapshots(Duration.ofMillis(50)).settle();
        write(table, samples.subList(loaded, samples.size()));
        while (run.output("out").size() < samples.size()) {
            run.advance(Duration.ofMillis(25));
        }
        assertThat(run.output("out").stream()
                        .map(change -> ((Change<?, ?>) change).after())
                        .toList())
                .usingRecursiveComparison()
                .isEqualTo(samples);
        run.stop().run();
    }

    record Integers(long id, List<Integer> numbers) {}

    record Ints(long id, int[] numbers) {}

    record Plain(long id, int numbers) {}

    record Texts(long id, String[] numbers) {}

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldSayWhatDoesNotFit(String kind) {
        DataSource database = PollTest.database(kind);
        String of = kind.equals("h2") ? " ARRAY" : "[]";
        Databases.execute(
                database,
                "CREATE TABLE t (id BIGINT PRIMARY KEY, numbers BIGINT" + of + ", other BIGINT)",
                "INSERT INTO t VALUES (1, ARRAY[1, 5000000000], 1), (2, ARRAY[1, NULL], 1)");
        refuses(database, 1, Integers.class, "which the component List<Integer> numbers cannot be");
        refuses(
                database,
                2,
                Ints.class,
                "has an element that is null, which the component int[] numbers does not take");
        refuses(database, 1, Plain.class, "does not fit the component int numbers");
        refuses(database, 1, Texts.class, "does not fit the component String[] numbers");
        assertThatThrownBy(() -> Jdbc.query(database, "SELECT id, other AS numbers FROM t WHERE id = ?", Integers.class)
                        .lookup()
                        .apply(1L))
                .hasMessageContaining("does not fit the component List<Integer> numbers");
        if (!kind.equals("h2")) {
            Databases.execute(database, "INSERT INTO t VALUES (3, ARRAY[[1, 2], [3, 4]], 1)");
            refuses(
                    database,
                    3,
                    Integers.class,
                    "has '{{1,2},{3,4}}', which the component List<Integer> numbers cannot be");
        }
    }

    private static void refuses(DataSource database, long id, Class<?> type, String why) {
        JdbcLookup<Long, ?> lookup = Jdbc.table(database, "t", type).lookup("id");
        assertThatThrownBy(() -> lookup.apply(id)).hasMessageContaining(why);
    }

    /** As changes have them, of which nothing else is known. */
    @Test
    void shouldReadWhatPostgresWrites() {
        RecordShape.Component texts = RecordShape.of(Texts.class).components().get(1);
        RecordShape.Component ints = RecordShape.of(Integers.class).components().get(1);
        TableColumn column = new TableColumn("t", "numbers", Types.OTHER, "type of OID 1");
        assertThat(TextCells.read("{}", column, texts)).isEqualTo(new String[0]);
        assertThat(TextCells.read("{a,NULL,\"NULL\",\"\",\"a \\\"b\\\\ ,}\"}", column, texts))
                .isEqualTo(new String[] {"a", null, "NULL", "", "a \"b\\ ,}"});
        assertThat(TextCells.read("[0:1]={7,8}", column, ints)).isEqualTo(Arrays.asList(7, 8));
        for (String wrong : List.of("{{1},{2}}", "{1", "{\"1", "1", "", "{x}")) {
            assertThatThrownBy(() -> TextCells.read(wrong, column, ints))
                    .as(wrong)
                    .hasMessageContaining("has '" + wrong + "', which the component List<Integer> numbers cannot be");
        }
    }
}
