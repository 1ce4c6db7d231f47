package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.collections.Object2ObjectHashMap;

/** Both sides of each user in the order of time, in tree maps; now and then all that has been of use goes. */
final class HandJoin {

    private static final int NUMBER_BITS = 32;

    private final long reach;
    private final Object2ObjectHashMap<String, Sides> users = new Object2ObjectHashMap<>();
    private final Results results = new Results();
    private long number;
    private long newest = TradeLog.FIRST_MILLIS;
    private long swept = TradeLog.FIRST_MILLIS;

    /** The trades of a user by time and, of one time, by their number. */
    private static final class Sides {

        private final TreeMap<Long, Trade> left = new TreeMap<>();
        private final TreeMap<Long, Trade> right = new TreeMap<>();

        private boolean forget(long before) {
            left.headMap(before).clear();
            right.headMap(before).clear();
            return left.isEmpty() && right.isEmpty();
        }
    }

    HandJoin(long reachMillis) {
        reach = reachMillis;
    }

    void run(TradeLog log, long events) {
        for (TradeReader trades = new TradeReader(log, events); trades.hasNext(); ) {
            Trade trade = trades.next();
            add(trade);
            newest = Math.max(newest, trade.time());
            if (newest - swept > 2 * reach) {
                swept = newest;
                sweep(key(newest - TradeLog.MAX_DISORDER_MILLIS - reach));
            }
        }
        results.tally();
    }

    private void add(Trade trade) {
        Sides sides = users.get(trade.user());
        if (sides == null) {
            sides = new Sides();
            users.put(trade.user(), sides);
        }
        long key = key(trade.time()) + number++;
        if (TradeWork.isLeft(trade)) {
            sides.left.put(key, trade);
            for (Trade other : inReach(sides.right, trade)) {
                results.add(Met.of(trade, other).checksum());
            }
        } else {
            sides.right.put(key, trade);
            for (Trade other : inReach(sides.left, trade)) {
                results.add(Met.of(other, trade).checksum());
            }
        }
    }

    private Collection<Trade> inReach(NavigableMap<Long, Trade> others, Trade trade) {
        return others.subMap(key(trade.time() - reach), true, key(trade.time() + reach + 1), false)
                .values();
    }

    private static long key(long time) {
        return time << NUMBER_BITS;
    }

    private void sweep(long before) {
        for (Iterator<Sides> all = users.values().iterator(); all.hasNext(); ) {
            if (all.next().forget(before)) {
                all.remove();
            }
        }
    }
}
