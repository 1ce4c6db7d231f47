package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The best that we can do by hand: in blocks, with what is kept by user in arrays, in as many threads as there is to be
 * parallelism. Each thread reads its share of the events. It counts them by itself, and the counts are added up when a
 * window ends, so that no event changes threads. For sessions the events do, packed and in blocks.
 */
public final class HandBestRival implements Rival {

    private TradeLog log;
    private int users;

    /** What each thread does with the trades that it reads. */
    interface Share {
        void run(int thread, TradeReader trades);
    }

    @Override
    public String name() {
        return "hand-best";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return !workload.isNexmark() && workload != Workload.INTERVAL_JOIN && workload != Workload.INTERVAL_JOIN_1M;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws ExecutionException, InterruptedException {
        if (users != workload.users()) {
            users = workload.users();
            log = new TradeLog(users);
        }
        Share share = shareOf(workload, events, parallelism);
        ExecutorService threads = Executors.newFixedThreadPool(parallelism);
        try {
            Stopwatch.start();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                int thread = i;
                TradeReader trades = new TradeReader(log, thread, parallelism, events);
                done.add(threads.submit(() -> share.run(thread, trades)));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Share shareOf(Workload workload, long events, int threads) {
        Users users = new Users(workload.users());
        return switch (workload) {
            case STATELESS -> (thread, trades) -> HandStateless.filterAndMap(trades);
            case CHAIN -> (thread, trades) -> HandStateless.chain(trades);
            case TUMBLING -> counted(users, TradeWork.TUMBLING, threads, new CountedWindows(users, 0, 0));
            case TUMBLING_1M -> counted(users, TradeWork.LONG_TUMBLING, threads, new CountedWindows(users, 0, 0));
            case SLIDING ->
                counted(
                        users,
                        TradeWork.SLIDE,
                        threads,
                        new SlidingTotals(users, TradeWork.SLIDING.toMillis(), TradeWork.SLIDE.toMillis()));
            case SESSION -> new SessionShares(users, threads, events);
            case FRAUD -> new FraudShares(users, threads, events);
            default -> throw new UnsupportedOperationException("no loop has been written for " + workload);
        };
    }

    private static Share counted(Users users, Duration size, int threads, SharedWindows.Ending ending) {
        SharedWindows windows = new SharedWindows(threads, ending);
        return (thread, trades) -> new CountedShare(thread, users, size.toMillis(), windows).run(trades);
    }
}
