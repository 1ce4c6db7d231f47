package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;

/** The logs of this JVM. Static, as sources are serialized; made before a job starts, so that no source waits. */
final class Logs {

    private Logs() {}

    static EventLog<Trade> trades(int users) {
        TradeLog.shared(users);
        return () -> TradeLog.shared(users)::trade;
    }

    static EventLog<NexmarkEvent> nexmark() {
        NexmarkLog.shared();
        return () -> NexmarkLog.shared()::event;
    }
}
