package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.collections.Object2LongCounterMap;

/** Counts by user in sliding windows: a map for each slide, and the maps of a window added up when it ends. */
final class HandSliding {

    private final long size;
    private final long slide;
    private final TreeMap<Long, Object2LongCounterMap<String>> panes = new TreeMap<>();
    private Object2LongCounterMap<String> current;
    private long currentStart = Long.MAX_VALUE;
    private long nextEnd = Long.MAX_VALUE;

    HandSliding(long size, long slide) {
        this.size = size;
        this.slide = slide;
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

    private void count(Trade trade) {
        long time = trade.time();
        if (time < currentStart || time >= currentStart + slide) {
            currentStart = time - Math.floorMod(time, slide);
            current = panes.computeIfAbsent(currentStart, start -> new Object2LongCounterMap<>(0));
            nextEnd = Math.min(nextEnd, currentStart + slide - 1);
        }
        current.incrementAndGet(trade.user());
    }

    private void advance(long watermark) {
        while (watermark >= nextEnd && !panes.isEmpty()) {
            long start = nextEnd + 1 - size;
            sum(panes.subMap(start, nextEnd)).forEach((user, count) -> Tally.add(1, Checksum.of(user, start, count)));
            panes.headMap(start + slide).clear();
            nextEnd += slide;
            currentStart = Long.MAX_VALUE;
        }
    }

    private static Object2LongCounterMap<String> sum(Map<Long, Object2LongCounterMap<String>> window) {
        Object2LongCounterMap<String> sum = new Object2LongCounterMap<>(0);
        for (Object2LongCounterMap<String> pane : window.values()) {
            pane.forEach(sum::getAndAdd);
        }
        return sum;
    }
}
