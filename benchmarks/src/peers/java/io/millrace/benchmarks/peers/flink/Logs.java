package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of this JVM. Static, as sources are serialized; made before a job starts, so that no source waits. */
final class Logs {

    private static final Map<Integer, TradeLog> TRADES = new ConcurrentHashMap<>();

    private Logs() {}

    static EventLog<Trade> trades(int users) {
        TRADES.computeIfAbsent(users, TradeLog::new);
        return () -> TRADES.get(users)::trade;
    }

    static EventLog<NexmarkEvent> nexmark() {
        NexmarkLog.shared();
        return () -> NexmarkLog.shared()::event;
    }
}
