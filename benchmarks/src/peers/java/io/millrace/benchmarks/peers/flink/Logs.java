package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of this JVM. Static, as sources are serialized. */
final class Logs {

    private static final Map<Integer, TradeLog> TRADES = new ConcurrentHashMap<>();

    private Logs() {}

    /** Makes the log before the job starts, so that no source waits for it. */
    static EventLog<Trade> trades(int users) {
        TRADES.computeIfAbsent(users, TradeLog::new);
        return () -> TRADES.get(users)::trade;
    }
}
