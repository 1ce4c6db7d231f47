package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.TreeMap;

/** What one thread counts by user in tumbling windows: a block at a time, in runs of the same window. */
final class CountedShare {

    private final int thread;
    private final Users users;
    private final long size;
    private final SharedWindows windows;
    private final TreeMap<Long, int[]> open = new TreeMap<>();
    private long newest = Long.MIN_VALUE;

    CountedShare(int thread, Users users, long size, SharedWindows windows) {
        this.thread = thread;
        this.users = users;
        this.size = size;
        this.windows = windows;
    }

    void run(TradeReader trades) {
        int[] slots = new int[TradeReader.BLOCK];
        for (Trade[] block = trades.nextBlock(); trades.blockSize() > 0; block = trades.nextBlock()) {
            users.slotsOf(block, trades.blockSize(), slots);
            add(block, slots, trades.blockSize());
        }
        finish();
    }

    void add(Trade[] block, int[] slots, int length) {
        for (int i = 0; i < length; i++) {
            newest = Math.max(newest, block[i].time());
        }
        for (int from = 0; from < length; ) {
            long start = block[from].time() - Math.floorMod(block[from].time(), size);
            int[] counts = open.computeIfAbsent(start, unused -> new int[users.limit()]);
            while (from < length && block[from].time() >= start && block[from].time() < start + size) {
                counts[slots[from++]]++;
            }
        }
        end(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
    }

    void finish() {
        end(Long.MAX_VALUE);
        windows.finish(thread);
    }

    private void end(long watermark) {
        while (!open.isEmpty() && open.firstKey() + size - 1 <= watermark) {
            long start = open.firstKey();
            windows.add(thread, start, open.remove(start));
        }
    }
}
