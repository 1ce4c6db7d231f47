package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.state.store.FileDisk;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of others, whose columns are of other types than the components. */
class ParquetReadingTest {

    record Whole(int value) {}

    record LongValue(long value) {}

    record Boxed(Optional<Short> value) {}

    record Truth(boolean value) {}

    record NumberValue(double value) {}

    record Single(float value) {}

    record Time(Instant value) {}

    record Date(LocalDate value) {}

    record DateTime(LocalDateTime value) {}

    record TimeOfDay(LocalTime value) {}

    record Text(String value) {}

    record Decimal(BigDecimal value) {}

    private static final Map<String, Class<?>> RECORDS = Map.ofEntries(
            Map.entry("int", Whole.class),
            Map.entry("long", LongValue.class),
            Map.entry("short", Boxed.class),
            Map.entry("boolean", Truth.class),
            Map.entry("double", NumberValue.class),
            Map.entry("float", Single.class),
            Map.entry("Instant", Time.class),
            Map.entry("LocalDate", Date.class),
            Map.entry("LocalDateTime", DateTime.class),
            Map.entry("LocalTime", TimeOfDay.class),
            Map.entry("String", Text.class),
            Map.entry("BigDecimal", Decimal.class));

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("a.parquet");
    }

    private static void write(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
    }

    private Reading read(Class<?> record) throws IOException {
        return Reading.of(Parquet.of(record), Files.readAllBytes(file));
    }

    /** Between two good ones, a value that is not the same in the component. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int | 5::BIGINT | 3000000000::BIGINT",
                "int | 5::UINTEGER | 4000000000::UINTEGER",
                "int | '007' | 'seven'",
                "long | 5.0::DOUBLE | 1.7::DOUBLE",
                "long | 5.00::DECIMAL(10, 2) | 12.75::DECIMAL(10, 2)",
                "long | 5::UBIGINT | 18446744073709551615::UBIGINT",
                "long | 5::BIGINT | NULL::BIGINT",
                "long | 5.0::DOUBLE | 'nan'::DOUBLE",
                "short | 5::INTEGER | 40000::INTEGER",
                "short | '5' | '40000'",
                "boolean | 1::INTEGER | 2::INTEGER",
                "boolean | 'TRUE' | 'yes'",
                "double | 5::BIGINT | 9007199254740993::BIGINT",
                "double | '5' | '1e400'",
                "double | 0.1::DECIMAL(10, 2) | 12345678901234567890.1::DECIMAL(30, 1)",
                "float | 0.5::DOUBLE | 0.1::DOUBLE",
                "float | 1::DOUBLE | 1e300::DOUBLE",
                "Instant | TIMESTAMP '2026-11-29 10:00:00' | 'infinity'::TIMESTAMP",
                "Instant | '2026-11-29T10:00:00Z' | '2026-11-29 10:00:00'",
                "Instant | DATE '2026-11-29' | 'infinity'::DATE",
                "LocalDate | TIMESTAMP '2026-11-29 00:00:00' | TIMESTAMP '2026-11-29 10:00:00'",
                "LocalDate | DATE '2026-11-29' | '-infinity'::DATE",
                "LocalDateTime | DATE '2026-11-29' | NULL::DATE",
                "LocalTime | TIME '10:00:00' | NULL::TIME",
                "LocalTime | '10:00' | '25:00'",
                "BigDecimal | 1.5::DOUBLE | 'inf'::DOUBLE",
                "String | encode('gr\u00fcn') | '\\xC3\\x28'::BLOB",
                "BigDecimal | encode('1.50') | encode('1,50')"
            })
    void shouldRejectARowWhoseValueWouldNotBeTheSame(String component, String good, String bad) throws Exception {
        Class<?> record = RECORDS.get(component);
        write(file, "SELECT " + good + " AS value UNION ALL SELECT " + bad + " UNION ALL SELECT " + good);
        Reading reading = read(record);
        boolean none = record == Boxed.class && bad.startsWith("NULL");
        assertThat(reading.records()).hasSize(none ? 3 : 2);
        assertThat(reading.records().get(0)).isEqualTo(reading.records().get(1));
        assertThat(reading.problems()).singleElement().asString().contains("line 2, column 'value': ");
    }

    @Test
    void shouldKeepNanosecondsAndTellWhatDoesNotFitFromNull() throws Exception {
        Instant time = Instant.parse("2026-11-29T10:00:00.123456789Z");
        write(file, "SELECT TIMESTAMP_NS '2026-11-29 10:00:00.123456789' AS value");
        assertThat(read(Time.class).records()).containsExactly(new Time(time));
        assertThat(read(DateTime.class).records())
                .containsExactly(new DateTime(LocalDateTime.parse("2026-11-29T10:00:00.123456789")));
        write(file, "SELECT 40000::INTEGER AS value UNION ALL SELECT NULL");
        Reading reading = read(Boxed.class);
        assertThat(reading.records()).containsExactly(new Boxed(Optional.empty()));
        assertThat(reading.problems())
                .singleElement()
                .asString()
                .contains("line 1, column 'value': '40000', a INTEGER, is not exactly a whole number from -32768");
    }

    @Test
    void shouldNotTakeAListOfNumbersForANumber() throws Exception {
        write(file, "SELECT [1.25::DECIMAL(18, 2)] AS value");
        Reading reading = read(Decimal.class);
        assertThat(reading.records()).isEmpty();
        assertThat(reading.problems())
                .singleElement()
                .asString()
                .contains("line 1, column 'value': '[1.25]' is not a decimal number");
    }

    @Test
    void shouldReadPathsAsValuesOfCsvAndRejectThoseThatWillNotDo() throws Exception {
        record Sale(int amount, Optional<Integer> part, LocalDate dt) {}
        write(file, "SELECT 1 AS amount");
        for (Map.Entry<String, Integer> each : Map.of("7", 1, "x", 0).entrySet()) {
            FileInput input = new FileInput(
                    file, FileDisk.INSTANCE, Compression.NONE, Map.of("part", each.getKey(), "dt", "2026-11-29"));
            RecordReader<Sale> reader = Parquet.of(Sale.class).reader(input, null, new NamedContext());
            Batch<Sale> batch = new Batch<>(10);
            reader.fetch(batch);
            assertThat(batch.size()).isEqualTo(each.getValue());
            reader.close();
        }
    }

    @Test
    void shouldReadTheFileThatIsNamedWhateverItsNameIs() throws Exception {
        write(directory.resolve("x1.parquet"), "SELECT 1 AS value");
        List<String> names =
                List.of("x[1].parquet", "x*.parquet", "x?.parquet", "x\\[1].parquet", "x\\*.parquet", "'[[]'.parquet");
        for (String name : names) {
            Path odd = directory.resolve(name);
            write(file, "SELECT 2 AS value");
            Files.copy(file, odd);
            FileInput input = new FileInput(odd, FileDisk.INSTANCE, Compression.NONE, Map.of());
            RecordReader<Whole> reader = Parquet.of(Whole.class).reader(input, null, new NamedContext());
            Batch<Whole> batch = new Batch<>(10);
            reader.fetch(batch);
            assertThat(batch.size()).as(name).isEqualTo(1);
            assertThat(batch.value(0)).isEqualTo(new Whole(2));
            reader.close();
            Files.delete(odd);
        }
    }

    @Test
    void shouldNotGoOnInAFileOfEqualLengthThatIsAnotherOne() throws Exception {
        write(file, "SELECT CASE WHEN range = 500 THEN 7 ELSE 1 END AS value FROM range(0, 1000)");
        FileInput input = new FileInput(file, FileDisk.INSTANCE, Compression.NONE, Map.of());
        RecordReader<LongValue> reader = Parquet.of(LongValue.class).reader(input, null, new NamedContext());
        reader.fetch(new Batch<>(10));
        List<Long> position = reader.position();
        reader.close();
        Parquet.of(LongValue.class).reader(input, position, new NamedContext()).close();
        long size = Files.size(file);
        write(file, "SELECT CASE WHEN range = 500 THEN 8 ELSE 1 END AS value FROM range(0, 1000)");
        assertThat(Files.size(file)).isEqualTo(size);
        assertThatThrownBy(() -> Parquet.of(LongValue.class).reader(input, position, new NamedContext()))
                .hasMessageContaining("it was replaced");
    }
}
