package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.servers.TestJvm;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library of each format alone, beside a job that does the same; in turns, each at its best of several rounds. {@code -Dtest=FilesComparison} runs it, in a JVM of its own; {@code -Drows} and
 * {@code -Drounds} say how much.
 */
final class FilesComparison {

    private static final int ROWS = Integer.getInteger("rows", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final double GOAL = 0.7;
    private static final PrintStream OUT = System.out;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldReadAndWriteBesideTheLibraries(@TempDir Path directory) throws Exception {
        Process measuring = TestJvm.command(
                        List.of("-Xmx2g", "-Drows=" + ROWS, "-Drounds=" + ROUNDS),
                        FilesComparison.class.getName(),
                        directory.toString())
                .start();
        try (var lines = measuring.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(OUT::println);
        }
        assertThat(measuring.waitFor()).isZero();
    }

    record Trade(long id, String account, BigDecimal amount, String country, Instant time, double price) {}

    /** The same, with nothing made of the fields. */
    record Texts(String id, String account, String amount, String country, String time, String price) {}

    private static Trade trade(long index) {
        return new Trade(
                index,
                "account-" + index * 31 % 100_003,
                BigDecimal.valueOf(index * 7919 % 1_000_000, 2),
                index % 3 == 0 ? "DE" : "FR",
                Instant.ofEpochMilli(1_700_000_000_000L + index * 17),
                index % 1_000 / 8.0);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Of all threads of the process: what the clock on the wall says, others that run on the machine take part in. */
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * What a round took, seconds.
     *
     * @param cpu of all threads
     */
    private record Cost(double time, double cpu) {

        private static final Cost NONE = new Cost(Double.MAX_VALUE, Double.MAX_VALUE);

        static Cost of(Work work) throws Exception {
            long cpu = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            work.run();
            return new Cost((System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        }

        Cost least(Cost other) {
            return new Cost(Math.min(time, other.time), Math.min(cpu, other.cpu));
        }
    }

    private static void compare(String what, Work alone, Work job) throws Exception {
        Cost bestAlone = Cost.NONE;
        Cost bestJob = Cost.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            bestAlone = bestAlone.least(Cost.of(alone));
            bestJob = bestJob.least(Cost.of(job));
        }
        OUT.printf(
                Locale.ROOT,
                "%-16s alone %,10.0f rows/s, job %,10.0f: %.2f x (goal %.1f)   by CPU time %,10.0f and %,10.0f: %.2f x%n",
                what,
                ROWS / bestAlone.time,
                ROWS / bestJob.time,
                bestAlone.time / bestJob.time,
                GOAL,
                ROWS / bestAlone.cpu,
                ROWS / bestJob.cpu,
                bestAlone.cpu / bestJob.cpu);
    }

    /** Takes a directory that is empty. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (Engine engine = Engine.withWorkers(1)) {
            Path csv = directory.resolve("trades.csv");
            Path written = Files.createDirectory(directory.resolve("written"));
            compare("CSV write", () -> writeCsv(csv), () -> write(engine, written, Csv.of(Trade.class)));
            compare(
                    "CSV read, texts",
                    () -> readCsv(csv, FilesComparison::texts),
                    () -> read(engine, csv, Csv.of(Texts.class)));
            compare(
                    "CSV read",
                    () -> readCsv(csv, FilesComparison::trade),
                    () -> read(engine, csv, Csv.of(Trade.class)));
            Path parquet = directory.resolve("trades.parquet");
            compare(
                    "Parquet write",
                    () -> writeParquet(parquet),
                    () -> write(engine, written, Parquet.of(Trade.class)));
            compare("Parquet read", () -> readParquet(parquet), () -> read(engine, parquet, Parquet.of(Trade.class)));
        }
    }

    private static <T> void run(Engine engine, Source<T> source, Sink<? super T> sink) {
        Pipeline pipeline = Pipeline.create("compare");
        pipeline.source("in", source).to("out", sink);
        engine.start(pipeline, JobOptions.parallelism(1)).join();
    }

    private static void write(Engine engine, Path directory, FileFormat<Trade> format) throws IOException {
        try (Stream<Path> old = Files.walk(directory)) {
            for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        }
        run(
                engine,
                Sources.generate(FilesComparison::trade).count(ROWS),
                FileSink.in(directory, format).rollAt(1L << 40));
    }

    private static void read(Engine engine, Path file, FileFormat<?> format) {
        run(engine, FileSource.of(file, format), Sinks.discard());
    }

    private static void writeCsv(Path file) throws IOException {
        try (CsvWriter writer = CsvWriter.builder().build(file)) {
            writer.writeRecord("id", "account", "amount", "country", "time", "price");
            for (long i = 0; i < ROWS; i++) {
                Trade trade = trade(i);
                writer.writeRecord(
                        Long.toString(trade.id),
                        trade.account,
                        trade.amount.toString(),
                        trade.country,
                        trade.time.toString(),
                        Double.toString(trade.price));
            }
        }
    }

    private static Texts texts(CsvRecord row) {
        return new Texts(
                row.getField(0), row.getField(1), row.getField(2), row.getField(3), row.getField(4), row.getField(5));
    }

    private static Trade trade(CsvRecord row) {
        return new Trade(
                Long.parseLong(row.getField(0)),
                row.getField(1),
                new BigDecimal(row.getField(2)),
                row.getField(3),
                Instant.parse(row.getField(4)),
                Double.parseDouble(row.getField(5)));
    }

    private static void readCsv(Path file, Function<CsvRecord, Object> maker) throws IOException {
        long sum = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord each : reader) {
                if (each.getStartingLineNumber() > 1) {
                    sum += maker.apply(each) == null ? 0 : 1;
                }
            }
        }
        if (sum != ROWS) {
            throw new IllegalStateException(sum + " rows");
        }
    }

    private static void writeParquet(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute("CREATE TABLE t (id BIGINT, account VARCHAR, amount DECIMAL(38, 9), country VARCHAR,"
                    + " time TIMESTAMPTZ, price DOUBLE)");
            try (DuckDBAppender rows = connection.unwrap(DuckDBConnection.class).createAppender("t")) {
                for (long i = 0; i < ROWS; i++) {
                    Trade trade = trade(i);
                    rows.beginRow()
                            .append(trade.id)
                            .append(trade.account)
                            .append(trade.amount.setScale(9))
                            .append(trade.country)
                            .append(trade.time.atOffset(ZoneOffset.UTC))
                            .append(trade.price)
                            .endRow();
                }
            }
            statement.execute("COPY t TO '" + file + "' (FORMAT parquet, COMPRESSION zstd)");
        }
    }

    private static void readParquet(Path file) throws Exception {
        double sum = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id, account, amount, country, epoch_us(time), price FROM '" + file + "'")) {
                while (rows.next()) {
                    sum += new Trade(
                                    rows.getLong(1),
                                    rows.getString(2),
                                    rows.getBigDecimal(3),
                                    rows.getString(4),
                                    Instant.ofEpochSecond(0, rows.getLong(5) * 1_000),
                                    rows.getDouble(6))
                            .price;
                }
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing there");
        }
    }
}
