package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.tool.ToolException;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the turns, one after the other. */
final class Comparison {

    private final Settings settings;
    private final List<Turn> turns;
    private final CsvLog log;
    private final PrintStream out;
    private final Progress progress;
    private final Results results = new Results();
    private final Agreement agreement = new Agreement();
    private final Map<Case, Amount> fitting = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * Makes a comparison.
     *
     * @param settings what to do
     * @param log takes all measurements; null for none
     * @param out takes progress and failures
     */
    Comparison(Settings settings, CsvLog log, PrintStream out) {
        this.settings = settings;
        this.turns = settings.turns();
        this.log = log;
        this.out = out;
        progress = new Progress(turns, SystemClock.INSTANCE, out);
    }

    /**
     * Measures.
     *
     * @return what was measured, without what has failed
     * @throws ToolException at the first failure, unless the settings are to keep going
     */
    Results run() throws IOException, InterruptedException {
        for (Turn turn : turns) {
            progress.begin();
            try {
                progress.end(take(turn));
            } catch (ToolException e) {
                if (!settings.keepGoing()) {
                    throw e;
                }
                progress.fail(turn.what());
                out.println(e.getMessage());
                failures.add(e.getMessage().lines().findFirst().orElseThrow());
            }
        }
        return results;
    }

    /** What has failed, a line each. */
    List<String> failures() {
        return failures;
    }

    private Measurement take(Turn turn) throws IOException, InterruptedException {
        Measurement measurement = new Measurement(turn, fork(turn.what()));
        agreement.check(measurement);
        if (log != null) {
            log.write(measurement);
        }
        results.add(measurement);
        return measurement;
    }

    /** Later forks read no more events than the first, so that all are alike. */
    private Answer fork(Case what) throws IOException, InterruptedException {
        Amount amount = fitting.getOrDefault(what, settings.amount(what.workload()));
        try {
            String line = Fork.of(what, settings.jvmArgs(what.system()), amount, settings.limit())
                    .run();
            Answer answer = Answer.of(line);
            fitting.put(what, Amount.of(answer.events()));
            return answer;
        } catch (ToolException e) {
            throw new ToolException(what + ": the JVM " + e.getMessage());
        }
    }
}
