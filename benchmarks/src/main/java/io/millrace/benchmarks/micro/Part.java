package io.millrace.benchmarks.micro;

/** How much of its work a benchmark does: all when it measures, a part when a test only asks whether its results are right. */
final class Part {

    /** Set by who asks no more than that, before the first benchmark is made. */
    static final String PROPERTY = "millrace.benchmarks.part";

    private static final int PARTS = 32;

    private Part() {}

    static int of(int events) {
        return Boolean.getBoolean(PROPERTY) ? events / PARTS : events;
    }
}
