package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeWork;

/** Loops that keep nothing. */
final class HandStateless {

    private HandStateless() {}

    static void filterAndMap(TradeReader trades) {
        long results = 0;
        long sum = 0;
        while (trades.hasNext()) {
            Trade trade = trades.next();
            if (TradeWork.keeps(trade)) {
                results++;
                sum += TradeWork.priced(trade).cents();
            }
        }
        Tally.add(results, sum);
    }

    static void chain(TradeReader trades) {
        long results = 0;
        long sum = 0;
        while (trades.hasNext()) {
            Trade trade = trades.next();
            trade = TradeWork.step(trade, 0);
            trade = TradeWork.step(trade, 1);
            trade = TradeWork.step(trade, 2);
            trade = TradeWork.step(trade, 3);
            trade = TradeWork.step(trade, 4);
            trade = TradeWork.step(trade, 5);
            trade = TradeWork.step(trade, 6);
            trade = TradeWork.step(trade, 7);
            trade = TradeWork.step(trade, 8);
            trade = TradeWork.step(trade, 9);
            sum += (long) trade.amount();
            results++;
        }
        Tally.add(results, sum);
    }
}
