package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.tool.Spread;
import io.millrace.benchmarks.tool.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** What was measured at one rate: the runs of each system. */
final class Latencies {

    private final int rate;
    private final String measured;
    private final Map<String, List<Histogram>> nanos = new LinkedHashMap<>();

    /** @param measured from when until when, in words */
    Latencies(int rate, String measured, List<String> systems) {
        this.rate = rate;
        this.measured = measured;
        systems.forEach(system -> nanos.put(system, new ArrayList<>()));
    }

    void add(String system, Histogram run) {
        nanos.get(system).add(run);
    }

    /** A percentile of the runs of a system so far; empty if there were none. */
    Optional<Spread> micros(String system, double percentile) {
        List<Histogram> runs = nanos.get(system);
        return runs.isEmpty() ? Optional.empty() : Optional.of(Percentiles.micros(runs, percentile));
    }

    /** Medians; where there are several runs, the least and the greatest figures are below them. */
    void print(PrintStream out) {
        TextTable table = new TextTable("system", "events", "p50", "p90", "p99", "p99.9", "p99.99", "max");
        nanos.forEach((system, runs) -> {
            long events = runs.stream().mapToLong(Histogram::getTotalCount).sum();
            row(
                    table,
                    system,
                    String.format(Locale.ROOT, "%,d", events),
                    runs,
                    spread -> Spread.digits(spread.middle()));
            if (runs.size() > 1) {
                row(table, "", runs.size() + " runs", runs, Spread::range);
            }
        });
        out.printf(Locale.ROOT, "%n%,d/s, microseconds from when %s%n", rate, measured);
        table.print(out);
    }

    private static void row(
            TextTable table, String system, String events, List<Histogram> runs, Function<Spread, String> text) {
        List<String> cells = new ArrayList<>(List.of(system, events));
        Percentiles.SHOWN.forEach(percentile -> cells.add(text.apply(Percentiles.micros(runs, percentile))));
        table.row(cells.toArray(String[]::new));
    }

    void draw(Path directory) throws IOException {
        new CurveChart(rate, nanos).write(directory.resolve("latency-" + rate + ".svg"));
    }
}
