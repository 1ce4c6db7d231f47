package io.millrace.benchmarks.peers.flink;

import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Names the user and the window that a count is of. */
final class WithWindow implements WindowFunction<Long, Counted, String, TimeWindow> {

    @Override
    public void apply(String user, TimeWindow window, Iterable<Long> counts, Collector<Counted> out) {
        out.collect(new Counted(user, window.getStart(), counts.iterator().next()));
    }
}
