package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;

/** A user's session. While event time has not ended the one before, that is linked. */
abstract class Session {

    final String user;
    long first;
    long last;
    Session older;
    boolean ended;

    Session(Trade trade) {
        user = trade.user();
        first = trade.time();
        last = trade.time();
    }

    abstract void add(Trade trade);

    abstract void addAll(Session other);

    abstract void emit();
}
