package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.Spread;
import io.millrace.benchmarks.tool.TextTable;
import io.millrace.benchmarks.workload.Workload;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of a workload. Ratios are geometric means of those within a block, with the least and the greatest of them.
 *
 * @param results of the run
 * @param systems in the order of rows
 * @param parallelisms a part of the table each
 */
record Report(Results results, List<String> systems, List<Integer> parallelisms) {

    private static final String NONE = "-";

    void print(Workload workload, PrintStream out) {
        TextTable table = new TextTable(
                "system",
                "parallelism",
                "events",
                "M events/s",
                "min - max",
                "CPU ns/event",
                "x hand",
                "",
                "millrace is x",
                "");
        for (int parallelism : parallelisms) {
            if (parallelism != parallelisms.get(0)) {
                table.gap();
            }
            for (String system : systems) {
                Case what = Case.of(workload, system, parallelism);
                results.speed(what).ifPresent(speed -> row(table, what, speed, parallelism));
            }
        }
        out.println();
        out.println(workload);
        table.print(out);
    }

    /** Says which figures say little. */
    void printDoubts(PrintStream out) {
        List<Measurement> doubtful = results.doubtful();
        if (doubtful.isEmpty()) {
            return;
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "Too busy or too cold to tell, %d of %d forks: measure again on a quiet machine%n",
                doubtful.size(),
                results.size());
        for (Measurement each : doubtful) {
            out.printf(
                    Locale.ROOT,
                    "  %s: others had %.0f %% of the processors%s%n",
                    each.what(),
                    100 * each.conditions().others(),
                    each.conditions().steady() ? "" : "; it was still getting faster");
        }
    }

    private void row(TextTable table, Case what, Spread speed, int parallelism) {
        Optional<Spread> toHand = results.ratio(what, Case.of(what.workload(), Rivals.HAND, parallelism));
        Optional<Spread> ofMillrace = results.ratio(Case.of(what.workload(), Rivals.MILLRACE, parallelism), what);
        table.row(
                what.system(),
                Integer.toString(what.parallelism()),
                String.format(Locale.ROOT, "%,d", results.events(what)),
                Spread.digits(speed.middle()),
                speed.range(),
                middle(results.cpuNanos(what)),
                middle(toHand),
                range(toHand),
                middle(ofMillrace),
                range(ofMillrace));
    }

    private static String middle(Optional<Spread> ratio) {
        return ratio.map(spread -> Spread.digits(spread.middle())).orElse(NONE);
    }

    private static String range(Optional<Spread> ratio) {
        return ratio.map(spread -> "(" + spread.range() + ")").orElse("");
    }
}
