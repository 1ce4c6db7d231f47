package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.ToolException;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Workload;
import java.util.HashMap;
import java.util.Map;

/** That all have done the same work: with the plain loop in their own JVM, and with all others on as many events. */
final class Agreement {

    private record Work(Workload workload, long events) {}

    private final Map<Work, Measurement> firsts = new HashMap<>();

    /**
     * Compares with what came before.
     *
     * @param measurement another one
     * @throws ToolException if its outcome is a different one
     */
    void check(Measurement measurement) {
        Answer answer = measurement.answer();
        check(measurement, Rivals.HAND + " in the same JVM", answer.expected());
        Work work = new Work(measurement.what().workload(), answer.events());
        Measurement first = firsts.putIfAbsent(work, measurement);
        if (first != null) {
            check(measurement, first.what().system(), first.answer().found());
        }
    }

    private static void check(Measurement measurement, String who, Outcome expected) {
        Outcome found = measurement.answer().found();
        if (!found.equals(expected)) {
            throw new ToolException("wrong results of " + measurement.what() + ", "
                    + measurement.answer().events() + " events: expected are " + text(expected) + ", as of " + who
                    + ", found were " + text(found));
        }
    }

    private static String text(Outcome outcome) {
        return outcome.results() + " results with checksum " + outcome.checksum();
    }
}
