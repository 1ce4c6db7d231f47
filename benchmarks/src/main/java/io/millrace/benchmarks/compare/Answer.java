package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.tool.Others;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;

/**
 * What a fork has found.
 *
 * @param events how many it has read in the run that counts
 * @param time what that took
 * @param found what came out
 * @param expected what comes out of the plain loop for as many events
 * @param conditions under which it was found
 */
record Answer(long events, Stopwatch.Time time, Outcome found, Outcome expected, Conditions conditions) {

    /**
     * What a figure may owe to the machine.
     *
     * @param steady whether the system had stopped getting faster
     * @param others what others had of the processors meanwhile, from 0 to 1
     */
    record Conditions(boolean steady, double others) {

        /** Whether others had so much that the figure is one of theirs, too. */
        boolean busy() {
            return others > Others.BUSY;
        }
    }

    /** On one line. */
    String line() {
        return events + " " + time.seconds() + " " + time.cpuSeconds() + " " + words(found) + " " + words(expected)
                + " " + conditions.steady() + " " + conditions.others();
    }

    private static String words(Outcome outcome) {
        return outcome.results() + " " + outcome.checksum();
    }

    /**
     * From one line.
     *
     * @param line as {@link #line} makes it
     */
    static Answer of(String line) {
        String[] words = line.split(" ", -1);
        return new Answer(
                Long.parseLong(words[0]),
                new Stopwatch.Time(Double.parseDouble(words[1]), Double.parseDouble(words[2])),
                outcome(words, 3),
                outcome(words, 5),
                new Conditions(Boolean.parseBoolean(words[7]), Double.parseDouble(words[8])));
    }

    private static Outcome outcome(String[] words, int first) {
        return new Outcome(Long.parseLong(words[first]), Long.parseLong(words[first + 1]));
    }
}
