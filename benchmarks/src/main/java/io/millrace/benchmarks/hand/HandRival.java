package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Questions;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.util.concurrent.CompletableFuture;

/** A plain loop for each workload: the reference for results and for speed. */
public final class HandRival implements Rival {

    private TradeLog log;
    private int users;

    @Override
    public String name() {
        return "hand";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return true;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        if (workload.isNexmark()) {
            HandNexmark.run(workload, events);
            return;
        }
        TradeLog trades = log(workload);
        Stopwatch.start();
        switch (workload) {
            case STATELESS -> HandStateless.filterAndMap(new TradeReader(trades, events));
            case CHAIN -> HandStateless.chain(new TradeReader(trades, events));
            case TUMBLING -> new HandTumbling(TradeWork.TUMBLING.toMillis()).run(trades, events);
            case TUMBLING_1M -> new HandTumbling(TradeWork.LONG_TUMBLING.toMillis()).run(trades, events);
            case SLIDING ->
                new HandSliding(TradeWork.SLIDING.toMillis(), TradeWork.SLIDE.toMillis()).run(trades, events);
            case SESSION ->
                HandSessions.run(trades, events, new HandSessions(TradeWork.GAP.toMillis(), CountSession::new));
            case FRAUD -> new HandFraud().run(trades, events);
            case INTERVAL_JOIN -> new HandJoin(TradeWork.REACH.toMillis()).run(trades, events);
            case INTERVAL_JOIN_1M -> new HandJoin(TradeWork.LONG_REACH.toMillis()).run(trades, events);
            default -> throw new UnsupportedOperationException("no loop has been written for " + workload);
        }
    }

    private TradeLog log(Workload workload) {
        if (users != workload.users()) {
            users = workload.users();
            log = new TradeLog(users);
        }
        return log;
    }

    @Override
    public boolean answers() {
        return true;
    }

    /** A thread that spins. */
    @Override
    public Asking answering() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    answerAll();
                    ended.complete(null);
                },
                "answers");
        thread.start();
        return new Asking() {
            @Override
            public CompletableFuture<Long> ask(long question) {
                return Questions.ask(question);
            }

            @Override
            public void close() {
                thread.interrupt();
                ended.join();
            }
        };
    }

    private static void answerAll() {
        while (!Thread.currentThread().isInterrupted()) {
            long number = Questions.take();
            if (number == Questions.NONE) {
                Thread.onSpinWait();
            } else {
                Questions.answer(number, Questions.value(number) + 1);
            }
        }
    }
}
