package io.millrace.benchmarks.peers.jet;

import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.workload.TradeLog;

/** The events of the run that this JVM is doing; static, as jobs are serialized. */
final class Logs {

    private static volatile TradeLog trades;
    private static volatile NexmarkLog nexmark;
    private static volatile int users;

    private Logs() {}

    /** Makes the log of trades before the job starts, so that nobody waits for it. */
    static void makeTrades(int users) {
        if (Logs.users != users) {
            trades = new TradeLog(users);
            Logs.users = users;
        }
    }

    static TradeLog trades() {
        return trades;
    }

    static void makeNexmark() {
        if (nexmark == null) {
            nexmark = new NexmarkLog();
        }
    }

    static NexmarkLog nexmark() {
        return nexmark;
    }
}
