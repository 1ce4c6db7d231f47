package io.millrace.benchmarks.peers.flink;

import org.apache.flink.api.common.functions.AggregateFunction;

/** The average price, rounded down. */
final class Average implements AggregateFunction<Sold, long[], Long> {

    private static final long serialVersionUID = 1;

    @Override
    public long[] createAccumulator() {
        return new long[2];
    }

    @Override
    public long[] add(Sold sold, long[] average) {
        average[0]++;
        average[1] += sold.price();
        return average;
    }

    @Override
    public Long getResult(long[] average) {
        return average[1] / average[0];
    }

    @Override
    public long[] merge(long[] one, long[] other) {
        return new long[] {one[0] + other[0], one[1] + other[1]};
    }
}
