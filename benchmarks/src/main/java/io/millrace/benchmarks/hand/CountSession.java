package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;

final class CountSession extends Session {

    private long count = 1;

    CountSession(Trade trade) {
        super(trade);
    }

    @Override
    void add(Trade trade) {
        count++;
    }

    @Override
    void addAll(Session other) {
        count += ((CountSession) other).count;
    }

    @Override
    void emit() {
        Tally.add(1, Checksum.of(user, first, count));
    }
}
