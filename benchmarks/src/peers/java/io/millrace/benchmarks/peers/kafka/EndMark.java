package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Trade;

/** A trade of nobody that makes time go on behind the last one; those of earlier runs stay in the topic. */
final class EndMark {

    private static final String NOBODY = "";

    private EndMark() {}

    static Trade of(int run, long time) {
        return new Trade(NOBODY, -run, "", time);
    }

    static boolean is(Trade trade) {
        return trade.user().isEmpty();
    }

    static boolean isOf(Trade trade, int run) {
        return trade.amount() == -run;
    }
}
