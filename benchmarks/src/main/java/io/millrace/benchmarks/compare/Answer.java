package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.workload.Outcome;

/**
 * What a fork has found.
 *
 * @param events how many it has read in the run that counts
 * @param seconds what that took
 * @param found what came out
 * @param expected what comes out of the plain loop for as many events
 */
record Answer(long events, double seconds, Outcome found, Outcome expected) {

    /** On one line. */
    String line() {
        return events + " " + seconds + " " + words(found) + " " + words(expected);
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
                Double.parseDouble(words[1]),
                new Outcome(Long.parseLong(words[2]), Long.parseLong(words[3])),
                new Outcome(Long.parseLong(words[4]), Long.parseLong(words[5])));
    }
}
