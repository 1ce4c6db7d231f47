package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.tool.Spread;
import io.millrace.time.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A line for each fork, with an estimate of what is left. */
final class Progress {

    private final List<Turn> turns;
    private final Clock clock;
    private final PrintStream out;
    private final Map<Case, Long> nanos = new HashMap<>();
    private int done;
    private long start;

    Progress(List<Turn> turns, Clock clock, PrintStream out) {
        this.turns = turns;
        this.clock = clock;
        this.out = out;
    }

    void begin() {
        start = clock.nanos();
    }

    /** Prints what came out of the turn that has begun last. */
    void end(Measurement measurement) {
        line(
                measurement.what(),
                String.format(
                        Locale.ROOT,
                        "%s M events/s (%,d events in %.3f s%s)",
                        Spread.digits(measurement.speed()),
                        measurement.answer().events(),
                        measurement.answer().time().seconds(),
                        remarks(measurement.conditions())));
    }

    private static String remarks(Answer.Conditions conditions) {
        String busy = conditions.busy()
                ? String.format(
                        Locale.ROOT, ", beside others that had %.0f %% of the processors", 100 * conditions.others())
                : "";
        return conditions.steady() ? busy : ", still getting faster" + busy;
    }

    /** Prints that nothing came out of it. */
    void fail(Case what) {
        line(what, "FAILED");
    }

    private void line(Case what, String text) {
        nanos.put(what, clock.nanos() - start);
        done++;
        out.printf(Locale.ROOT, "%d/%d %s: %s; about %s left%n", done, turns.size(), what, text, left());
    }

    /** As long as the case took when it had its turn; else as the average one. */
    private String left() {
        double average =
                nanos.values().stream().mapToLong(taken -> taken).average().orElse(0);
        double sum = turns.subList(done, turns.size()).stream()
                .mapToDouble(turn -> nanos.containsKey(turn.what()) ? nanos.get(turn.what()) : average)
                .sum();
        return text(Duration.ofNanos((long) sum));
    }

    private static String text(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(2)) < 0
                ? duration.toSeconds() + " s"
                : TimeUnit.SECONDS.toMinutes(duration.toSeconds()) + " min";
    }
}
