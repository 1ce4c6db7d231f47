package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;

/** The three rules in one loop. */
final class HandFraud {

    private final HandTumbling velocity = new HandTumbling(TradeWork.VELOCITY.toMillis(), HandFraud::alertIfFast);
    private final HandSessions trips = new HandSessions(TradeWork.TRIP_GAP.toMillis(), CountrySession::new);

    void run(TradeLog log, long events) {
        long newest = Long.MIN_VALUE;
        for (TradeReader trades = new TradeReader(log, events); trades.hasNext(); ) {
            Trade trade = trades.next();
            if (TradeWork.isHigh(trade)) {
                Tally.add(1, Checksum.of(trade.user(), trade.time(), TradeWork.HIGH_RULE));
            }
            velocity.count(trade);
            trips.add(trade);
            newest = Math.max(newest, trade.time());
            velocity.advance(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
            trips.advance(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
        }
        velocity.advance(Long.MAX_VALUE);
        trips.advance(Long.MAX_VALUE);
    }

    private static void alertIfFast(String user, long start, long count) {
        if (count > TradeWork.VELOCITY_LIMIT) {
            Tally.add(1, Checksum.of(user, start, TradeWork.VELOCITY_RULE + count));
        }
    }
}
