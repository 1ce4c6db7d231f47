package io.millrace.benchmarks.peers.flink;

import org.apache.flink.streaming.api.functions.windowing.AllWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Names the window that a number is of, of those without keys. */
final class AllWithWindow implements AllWindowFunction<Long, Answer, TimeWindow> {

    private final long offset;

    /** With what is added to the start, in milliseconds. */
    AllWithWindow(long offset) {
        this.offset = offset;
    }

    @Override
    public void apply(TimeWindow window, Iterable<Long> numbers, Collector<Answer> out) {
        out.collect(new Answer(window.getStart() + offset, numbers.iterator().next(), 0));
    }
}
