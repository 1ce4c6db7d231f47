package io.millrace.benchmarks.peers.flink;

import java.io.Serializable;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Makes a result of what was aggregated, with its key and its window. */
final class WithWindow<K, R> implements WindowFunction<Long, R, K, TimeWindow> {

    private final Result<K, R> result;

    WithWindow(Result<K, R> result) {
        this.result = result;
    }

    /** Makes it. */
    @FunctionalInterface
    interface Result<K, R> extends Serializable {
        R of(K key, long start, long number);
    }

    @Override
    public void apply(K key, TimeWindow window, Iterable<Long> numbers, Collector<R> out) {
        out.collect(result.of(key, window.getStart(), numbers.iterator().next()));
    }
}
