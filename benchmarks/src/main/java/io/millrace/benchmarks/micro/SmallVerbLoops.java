package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The small verbs as loops by hand, over trades that are read in blocks, as those of the comparison are. */
final class SmallVerbLoops {

    private static final int BLOCK = 512;

    private final TradeLog log;
    private final int events;
    private long results;
    private long sum;

    SmallVerbLoops(TradeLog log, int events) {
        this.log = log;
        this.events = events;
    }

    private Outcome over(Consumer<Trade> loop, Runnable end) {
        results = 0;
        sum = 0;
        Trade[] block = new Trade[BLOCK];
        for (long read = 0; read < events; ) {
            int count = log.read(read, 1, events, block);
            for (int i = 0; i < count; i++) {
                loop.accept(block[i]);
            }
            read += count;
        }
        end.run();
        return new Outcome(results, sum);
    }

    private void emit(Trade trade) {
        results++;
        sum += (long) trade.amount();
    }

    Outcome ofCondition() {
        return over(
                trade -> {
                    if (trade.amount() < 512) {
                        emit(trade);
                    }
                },
                () -> {});
    }

    /** What is near can only be near to the latest that has passed, as disorder is less. */
    Outcome dedup(long within) {
        Map<String, long[]> passed = new HashMap<>();
        return over(
                trade -> {
                    long[] last = passed.get(trade.user());
                    if (last == null) {
                        passed.put(trade.user(), new long[] {trade.time()});
                        emit(trade);
                    } else if (Math.abs(trade.time() - last[0]) >= within) {
                        last[0] = trade.time();
                        emit(trade);
                    }
                },
                () -> {});
    }

    Outcome reorder() {
        PriorityQueue<Trade> kept = new PriorityQueue<>(Comparator.comparingLong(Trade::time));
        long[] newest = {Long.MIN_VALUE};
        return over(
                trade -> {
                    newest[0] = Math.max(newest[0], trade.time());
                    kept.add(trade);
                    while (kept.peek().time() < newest[0] - TradeLog.MAX_DISORDER_MILLIS) {
                        emit(kept.poll());
                    }
                },
                () -> kept.forEach(this::emit));
    }

    Outcome batch(int most) {
        List<Trade> list = new ArrayList<>();
        Runnable end = () -> {
            results++;
            sum += List.copyOf(list).size();
            list.clear();
        };
        return over(
                trade -> {
                    list.add(trade);
                    if (list.size() == most) {
                        end.run();
                    }
                },
                () -> {
                    if (!list.isEmpty()) {
                        end.run();
                    }
                });
    }
}
