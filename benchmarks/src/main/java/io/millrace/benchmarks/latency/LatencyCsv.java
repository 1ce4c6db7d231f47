package io.millrace.benchmarks.latency;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A row for each fork, written at once. */
final class LatencyCsv implements AutoCloseable {

    private final CsvWriter csv;

    private LatencyCsv(CsvWriter csv) {
        this.csv = csv;
    }

    /**
     * Begins the file.
     *
     * @param file is replaced if it is there
     */
    static LatencyCsv create(Path file) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(file);
        csv.writeRecord(
                "system", "rate", "run", "events", "p50_us", "p90_us", "p99_us", "p99.9_us", "p99.99_us", "max_us");
        csv.flush();
        return new LatencyCsv(csv);
    }

    void write(String system, int rate, int run, Histogram nanos) throws IOException {
        List<String> cells = new ArrayList<>(List.of(system, Integer.toString(rate), Integer.toString(run)));
        cells.add(Long.toString(nanos.getTotalCount()));
        Percentiles.SHOWN.forEach(
                percentile -> cells.add(String.format(Locale.ROOT, "%.3f", Percentiles.micros(nanos, percentile))));
        csv.writeRecord(cells);
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
