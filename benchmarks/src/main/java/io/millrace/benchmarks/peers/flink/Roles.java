package io.millrace.benchmarks.peers.flink;

import org.apache.flink.api.common.functions.AggregateFunction;

/** All that a person did. */
final class Roles implements AggregateFunction<Role, Long, Long> {

    @Override
    public Long createAccumulator() {
        return 0L;
    }

    @Override
    public Long add(Role role, Long flags) {
        return flags | role.flags();
    }

    @Override
    public Long getResult(Long flags) {
        return flags;
    }

    @Override
    public Long merge(Long one, Long other) {
        return one | other;
    }
}
