package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.TreeMap;

/** What one thread counts by user in tumbling windows: a block at a time, in runs of the same window. */
final class CountedShare {

    private final long size;
    private final SharedWindows windows;
    private final TreeMap<Long, UserCounts> open = new TreeMap<>();
    private String[] users = {};
    private int[] slots = {};
    private long newest = Long.MIN_VALUE;
    private int expected;

    CountedShare(long size, SharedWindows windows) {
        this.size = size;
        this.windows = windows;
    }

    void run(TradeReader trades) {
        for (Trade[] block = trades.nextBlock(); trades.blockSize() > 0; block = trades.nextBlock()) {
            if (users.length < block.length) {
                users = new String[block.length];
                slots = new int[block.length];
            }
            count(block, trades.blockSize());
            end(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
        }
        end(Long.MAX_VALUE);
    }

    private void count(Trade[] block, int length) {
        for (int i = 0; i < length; i++) {
            users[i] = block[i].user();
            newest = Math.max(newest, block[i].time());
        }
        for (int from = 0; from < length; ) {
            long start = block[from].time() - Math.floorMod(block[from].time(), size);
            int end = from + 1;
            while (end < length && block[end].time() >= start && block[end].time() < start + size) {
                end++;
            }
            open.computeIfAbsent(start, unused -> new UserCounts(expected)).addAll(users, slots, from, end);
            from = end;
        }
    }

    private void end(long watermark) {
        while (!open.isEmpty() && open.firstKey() + size - 1 <= watermark) {
            long start = open.firstKey();
            UserCounts counts = open.remove(start);
            expected = counts.size();
            windows.add(start, counts);
        }
    }
}
