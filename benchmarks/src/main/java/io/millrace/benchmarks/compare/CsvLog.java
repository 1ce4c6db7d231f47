package io.millrace.benchmarks.compare;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A row for each measurement, written at once: a run that is broken off leaves what it has found. */
final class CsvLog implements AutoCloseable {

    private final CsvWriter csv;

    private CsvLog(CsvWriter csv) {
        this.csv = csv;
    }

    /**
     * Begins the file.
     *
     * @param file is replaced if it is there
     */
    static CsvLog create(Path file) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(file);
        csv.writeRecord(
                "workload",
                "system",
                "parallelism",
                "events",
                "seconds",
                "mevents_per_s",
                "cpu_ns_per_event",
                "results",
                "checksum",
                "steady",
                "others");
        csv.flush();
        return new CsvLog(csv);
    }

    void write(Measurement measurement) throws IOException {
        Case what = measurement.what();
        Answer answer = measurement.answer();
        csv.writeRecord(
                what.workload().toString(),
                what.system(),
                Integer.toString(what.parallelism()),
                Long.toString(answer.events()),
                String.format(Locale.ROOT, "%.6f", answer.time().seconds()),
                String.format(Locale.ROOT, "%.6f", measurement.speed()),
                String.format(Locale.ROOT, "%.3f", measurement.cpuNanos()),
                Long.toString(answer.found().results()),
                Long.toString(answer.found().checksum()),
                Boolean.toString(answer.conditions().steady()),
                String.format(Locale.ROOT, "%.3f", answer.conditions().others()));
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
