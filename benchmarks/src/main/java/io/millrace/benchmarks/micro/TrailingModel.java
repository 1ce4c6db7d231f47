package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** What trailing windows have to find, worked out from all trades of a user in the order of time. */
final class TrailingModel {

    private static final int AMOUNT_BITS = 10;
    private static final long AMOUNT_MASK = (1 << AMOUNT_BITS) - 1;

    private final long sizeMillis;
    private final long burst;
    private long windows;
    private long counts;
    private long maxima;
    private long bursts;

    /** Works everything out; a window of more than so many trades is a burst. */
    TrailingModel(TradeLog log, int events, long sizeMillis, long burst) {
        this.sizeMillis = sizeMillis;
        this.burst = burst;
        byUser(log, events)
                .values()
                .forEach(trades -> addUser(trades.build().sorted().toArray()));
    }

    private static Map<String, LongStream.Builder> byUser(TradeLog log, int events) {
        Map<String, LongStream.Builder> byUser = new HashMap<>();
        for (int index = 0; index < events; index++) {
            Trade trade = log.trade(index);
            byUser.computeIfAbsent(trade.user(), unused -> LongStream.builder())
                    .add(trade.time() << AMOUNT_BITS | (long) trade.amount());
        }
        return byUser;
    }

    private void addUser(long[] trades) {
        Deque<Long> candidates = new ArrayDeque<>();
        int first = 0;
        for (int i = 0; i < trades.length; i++) {
            while (!candidates.isEmpty() && amount(candidates.peekLast()) <= amount(trades[i])) {
                candidates.pollLast();
            }
            candidates.add(trades[i]);
            long time = time(trades[i]);
            if (i + 1 < trades.length && time(trades[i + 1]) == time) {
                continue;
            }
            while (time(trades[first]) <= time - sizeMillis) {
                first++;
            }
            while (time(candidates.peekFirst()) <= time - sizeMillis) {
                candidates.pollFirst();
            }
            addWindow(i + 1L - first, amount(candidates.peekFirst()));
        }
    }

    private void addWindow(long count, long max) {
        windows++;
        counts += count;
        maxima += max;
        bursts += count > burst ? 1 : 0;
    }

    private static long time(long trade) {
        return trade >> AMOUNT_BITS;
    }

    private static long amount(long trade) {
        return trade & AMOUNT_MASK;
    }

    /** The windows, and the sum of their counts. */
    Outcome counts() {
        return new Outcome(windows, counts);
    }

    /** The windows, and the sum of their highest amounts. */
    Outcome maxima() {
        return new Outcome(windows, maxima);
    }

    /** How many windows are bursts. */
    long bursts() {
        return bursts;
    }
}
