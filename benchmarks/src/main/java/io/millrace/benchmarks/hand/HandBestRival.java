package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The best that we can do by hand: in blocks, with primitive tables, in as many threads as there is to be parallelism.
 * Each thread reads its share of the events and counts them by itself; what they have is put together when a window
 * ends, so that no event changes threads.
 */
public final class HandBestRival implements Rival {

    private TradeLog log;
    private int users;

    @Override
    public String name() {
        return "hand-best";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return switch (workload) {
            case STATELESS, CHAIN, TUMBLING, TUMBLING_1M -> true;
            default -> false;
        };
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws ExecutionException, InterruptedException {
        if (users != workload.users()) {
            users = workload.users();
            log = new TradeLog(users);
        }
        SharedWindows windows = new SharedWindows(parallelism);
        ExecutorService threads = Executors.newFixedThreadPool(parallelism);
        try {
            Stopwatch.start();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                TradeReader trades = new TradeReader(log, i, parallelism, events);
                done.add(threads.submit(() -> share(workload, trades, windows)));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void share(Workload workload, TradeReader trades, SharedWindows windows) {
        switch (workload) {
            case STATELESS -> HandStateless.filterAndMap(trades);
            case CHAIN -> HandStateless.chain(trades);
            case TUMBLING -> new CountedShare(TradeWork.TUMBLING.toMillis(), windows).run(trades);
            case TUMBLING_1M -> new CountedShare(TradeWork.LONG_TUMBLING.toMillis(), windows).run(trades);
            default -> throw new UnsupportedOperationException("no loop has been written for " + workload);
        }
    }
}
