package io.millrace.window.operator;

/** Some events of a key that follow one another as they came: an accumulator, and the time that they span. */
final class CountedWindow<A> {

    final A accumulator;
    final TimeSpan span = new TimeSpan();

    /** How many events there are. */
    long count;

    /** How many results have been emitted. */
    int emitted;

    CountedWindow(A accumulator) {
        this.accumulator = accumulator;
    }

    void count(long timestamp) {
        count++;
        span.add(timestamp);
    }
}
