package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.TreeMap;
import org.agrona.collections.Object2LongCounterMap;

/** Counts by user in tumbling windows: a map for each open window, the one in use at hand. */
final class HandTumbling {

    private final long size;
    private final Results results;
    private final TreeMap<Long, Object2LongCounterMap<String>> windows = new TreeMap<>();
    private Object2LongCounterMap<String> current;
    private long currentStart = Long.MAX_VALUE;
    private long nextEnd = Long.MAX_VALUE;

    interface Results {
        void add(String user, long start, long count);
    }

    HandTumbling(long size) {
        this(size, (user, start, count) -> Tally.add(1, Checksum.of(user, start, count)));
    }

    HandTumbling(long size, Results results) {
        this.size = size;
        this.results = results;
    }

    void run(TradeLog log, long events) {
        long newest = Long.MIN_VALUE;
        for (TradeReader trades = new TradeReader(log, events); trades.hasNext(); ) {
            Trade trade = trades.next();
            count(trade);
            newest = Math.max(newest, trade.time());
            advance(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
        }
        advance(Long.MAX_VALUE);
    }

    void count(Trade trade) {
        long time = trade.time();
        if (time < currentStart || time >= currentStart + size) {
            currentStart = time - Math.floorMod(time, size);
            current = windows.computeIfAbsent(currentStart, start -> new Object2LongCounterMap<>(0));
            nextEnd = windows.firstKey() + size - 1;
        }
        current.incrementAndGet(trade.user());
    }

    void advance(long watermark) {
        while (watermark >= nextEnd) {
            long start = windows.firstKey();
            windows.remove(start).forEach((user, count) -> results.add(user, start, count));
            currentStart = Long.MAX_VALUE;
            nextEnd = windows.isEmpty() ? Long.MAX_VALUE : windows.firstKey() + size - 1;
            if (windows.isEmpty()) {
                return;
            }
        }
    }
}
