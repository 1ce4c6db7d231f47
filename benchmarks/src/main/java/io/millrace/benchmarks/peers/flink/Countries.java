package io.millrace.benchmarks.peers.flink;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.java.tuple.Tuple2;

/** Counts the distinct countries of a user. */
final class Countries implements AggregateFunction<Tuple2<String, String>, Set<String>, Long> {

    @Override
    public Set<String> createAccumulator() {
        return new HashSet<>();
    }

    @Override
    public Set<String> add(Tuple2<String, String> userAndCountry, Set<String> countries) {
        countries.add(userAndCountry.f1);
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
