package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {

    private static final Path OUT = Path.of("/out").toAbsolutePath();

    record Row(
            long id,
            @Column("the \"text\"") String text,
            int whole,
            short small,
            byte tiny,
            boolean truth,
            double number,
            float single,
            char letter,
            BigDecimal amount,
            BigInteger large,
            Instant time,
            LocalDate date,
            LocalDateTime dateTime,
            LocalTime timeOfDay,
            Duration duration,
            UUID uuid,
            Sample.Colour colour,
            Optional<String> note,
            Optional<Long> count) {}

    private static Row random(long id, SplittableRandom random) {
        Sample from = Sample.one(id, random);
        return new Row(
                id,
                from.text(),
                from.whole(),
                from.small(),
                from.tiny(),
                from.truth(),
                from.number(),
                from.single(),
                (char) random.nextInt(' ', 0xD800),
                new BigDecimal(BigInteger.valueOf(random.nextLong()), 9),
                BigInteger.valueOf(random.nextLong()).pow(2),
                from.time().truncatedTo(ChronoUnit.MICROS),
                from.date(),
                from.dateTime().truncatedTo(ChronoUnit.MICROS),
                from.timeOfDay().truncatedTo(ChronoUnit.MICROS),
                Duration.ofNanos(random.nextLong()),
                from.uuid(),
                from.colour(),
                from.note(),
                from.count());
    }

    @Test
    void shouldHaveEachRowOnceWhateverBecomesOfTheDisk() {
        Seeds.check(4, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = new ArrayList<>();
            for (int i = random.nextInt(150); i >= 0; i--) {
                rows.add(random(i, random));
            }
            Simulation run = Simulation.of(writing(rows, random)).seed(seed).snapshots(Duration.ofMillis(50));
            run.disk().makeDirectory(OUT);
            run.disk().forceAll();
            run.steps(random.nextInt(200))
                    .crashAndRestore()
                    .steps(random.nextInt(200))
                    .crashAndRestore()
                    .run();
            Simulation back = run.next(reading())
                    .snapshots(Snapshots.in(run.disk(), Path.of("/others").toAbsolutePath())
                            .every(Duration.ofMillis(50)));
            back.steps(random.nextInt(30))
                    .crashAndRestore()
                    .steps(random.nextInt(30))
                    .crashAndRestore()
                    .run();
            assertThat(back.output("back")).containsExactlyInAnyOrderElementsOf(rows);
        });
    }

    private static Pipeline writing(List<Row> rows, SplittableRandom random) {
        Pipeline pipeline = Pipeline.create("writing");
        FileSink<Row> sink = FileSink.in(OUT, Parquet.of(Row.class));
        pipeline.source("in", Sources.collection(rows))
                .to("out", random.nextBoolean() ? sink : sink.rollAt(3_000).rollEvery(Duration.ofHours(1)));
        return pipeline;
    }

    private static Pipeline reading() {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("in", FileSource.in(OUT, Parquet.of(Row.class)))
                .parallelism(2)
                .to("back", Sinks.discard());
        return pipeline;
    }

    record Order(long id, Optional<String> note, BigDecimal amount) {}

    private static void write(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
    }

    private static Reading read(Path file, Parquet<?> format) throws IOException {
        return Reading.of(format, Files.readAllBytes(file));
    }

    @Test
    void shouldReadWhatOthersWriteAndRejectRowsThatWillNotDo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("a.parquet");
        write(
                file,
                "SELECT 12.5::DECIMAL(10,2) AS amount, 1::INTEGER AS id UNION ALL SELECT NULL, 2 UNION ALL SELECT 3, 3");
        Reading reading = read(file, Parquet.of(Order.class));
        assertThat(reading.records())
                .containsExactly(
                        new Order(1, Optional.empty(), new BigDecimal("12.50")),
                        new Order(3, Optional.empty(), new BigDecimal("3.00")));
        assertThat(reading.problems())
                .singleElement()
                .asString()
                .contains("line 2, column 'amount': it is null", "make the component an Optional");
    }

    @Test
    void shouldRefuseAFileOnceWhenItsColumnsWillNotDo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("a.parquet");
        write(file, "SELECT 1 AS id, 2 AS amount, 3 AS more FROM range(10)");
        assertThat(read(file, Parquet.of(Order.class)).problems())
                .singleElement()
                .asString()
                .contains("column 'more': it is not a component of Order");
        assertThat(read(file, Parquet.of(Order.class).ignoringUnknownColumns()).records())
                .hasSize(10);
        write(file, "SELECT 1 AS id FROM range(10)");
        assertThat(read(file, Parquet.of(Order.class)).problems())
                .singleElement()
                .asString()
                .contains("column 'amount': it is missing");
        Files.writeString(file, "no Parquet at all");
        assertThatThrownBy(() -> read(file, Parquet.of(Order.class))).hasMessageContaining("cannot read");
    }

    @Test
    void shouldFailWithWhatItsColumnsCannotHold() {
        for (Object bad : List.of(
                new Order(1, Optional.empty(), new BigDecimal("0.0000000001")),
                new Order(1, Optional.empty(), new BigDecimal("1e30")))) {
            Pipeline pipeline = Pipeline.create("bad");
            pipeline.source("in", Sources.of((Order) bad)).to("out", FileSink.in(OUT, Parquet.of(Order.class)));
            Simulation run = Simulation.of(pipeline);
            assertThatThrownBy(() -> {
                        run.disk().makeDirectory(OUT);
                        run.run();
                    })
                    .hasMessageContaining("column 'amount'")
                    .hasMessageContaining("is not of 38 digits, 9 of them decimals");
        }
        assertThatThrownBy(() -> FileSink.in(OUT, Parquet.of(Order.class)).compressed(Compression.GZIP))
                .hasMessageContaining("compressed inside");
    }
}
