package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.tool.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was measured at one rate: by system, that of all runs together. */
final class Latencies {

    private final int rate;
    private final Map<String, Histogram> nanos = new LinkedHashMap<>();

    Latencies(int rate, List<String> systems) {
        this.rate = rate;
        systems.forEach(system -> nanos.put(system, new Histogram(3)));
    }

    void add(String system, Histogram run) {
        nanos.get(system).add(run);
    }

    void print(PrintStream out) {
        TextTable table = new TextTable("system", "events", "p50", "p90", "p99", "p99.9", "p99.99", "max");
        nanos.forEach((system, histogram) -> {
            List<String> cells = new ArrayList<>(List.of(system));
            cells.add(String.format(Locale.ROOT, "%,d", histogram.getTotalCount()));
            cells.addAll(Percentiles.texts(histogram));
            table.row(cells.toArray(String[]::new));
        });
        out.printf(Locale.ROOT, "%n%,d events/s, microseconds from when an event is due until it is seen%n", rate);
        table.print(out);
    }

    void draw(Path directory) throws IOException {
        new CurveChart(rate, nanos).write(directory.resolve("latency-" + rate + ".svg"));
    }
}
