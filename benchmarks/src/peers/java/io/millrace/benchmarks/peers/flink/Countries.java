package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Trade;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Counts distinct countries. */
final class Countries implements AggregateFunction<Trade, Set<String>, Long> {

    @Override
    public Set<String> createAccumulator() {
        return new HashSet<>();
    }

    @Override
    public Set<String> add(Trade trade, Set<String> countries) {
        countries.add(trade.country());
        return countries;
    }

    @Override
    public Long getResult(Set<String> countries) {
        return (long) countries.size();
    }

    @Override
    public Set<String> merge(Set<String> one, Set<String> other) {
        one.addAll(other);
        return one;
    }
}
