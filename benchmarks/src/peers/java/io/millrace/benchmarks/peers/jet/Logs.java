package io.millrace.benchmarks.peers.jet;

import io.millrace.benchmarks.workload.TradeLog;

/** The trades of the run that this JVM is doing; static, as jobs are serialized. */
final class Logs {

    private static volatile TradeLog trades;
    private static int users;

    private Logs() {}

    /** Makes the log before the job starts, so that nobody waits for it. */
    static void makeTrades(int users) {
        if (Logs.users != users) {
            trades = new TradeLog(users);
            Logs.users = users;
        }
    }

    static TradeLog trades() {
        return trades;
    }
}
