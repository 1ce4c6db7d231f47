package io.millrace.benchmarks.peers.flink;

import org.apache.flink.api.common.functions.AggregateFunction;

/** The highest of numbers. */
final class Highest implements AggregateFunction<Long, Long, Long> {

    @Override
    public Long createAccumulator() {
        return Long.MIN_VALUE;
    }

    @Override
    public Long add(Long number, Long highest) {
        return Math.max(number, highest);
    }

    @Override
    public Long getResult(Long highest) {
        return highest;
    }

    @Override
    public Long merge(Long one, Long other) {
        return Math.max(one, other);
    }
}
