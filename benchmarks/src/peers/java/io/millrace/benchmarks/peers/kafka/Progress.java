package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Tally;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the threads of an application tell the one that waits for it. */
final class Progress {

    private final CountDownLatch read;
    private final CountDownLatch ended;
    private final List<TallyProcessor<?, ?>> tallies = new CopyOnWriteArrayList<>();
    private volatile Throwable failure;

    Progress(TradeTopic topic) {
        read = new CountDownLatch(topic.filledPartitions());
        ended = new CountDownLatch(topic.partitions());
    }

    void add(TallyProcessor<?, ?> tally) {
        tallies.add(tally);
    }

    /** The last trade of a partition is there. */
    void lastRead() {
        read.countDown();
    }

    /** All results of a partition are there. */
    void ended() {
        ended.countDown();
    }

    void failed(Throwable throwable) {
        failure = throwable;
    }

    boolean awaitRead(long millis) throws InterruptedException {
        return await(read, millis);
    }

    boolean awaitEnded(long millis) throws InterruptedException {
        return await(ended, millis);
    }

    private boolean await(CountDownLatch latch, long millis) throws InterruptedException {
        if (failure != null) {
            throw new IllegalStateException("the application has failed", failure);
        }
        return latch.await(millis, TimeUnit.MILLISECONDS);
    }

    /** After the end, which has made visible what the threads have added up. */
    void report() {
        for (TallyProcessor<?, ?> tally : tallies) {
            Tally.add(tally.results(), tally.checksum());
        }
    }
}
