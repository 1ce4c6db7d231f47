package io.millrace.runtime.snapshot;

import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.operator.Redistribution;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.serde.Serde;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The committer of a sink, on a thread of its own: whatever it waits for keeps neither snapshots nor other sinks waiting.
 * Writers give it what they prepare, the coordinator tells it what becomes of snapshots.
 */
public final class SinkCommits<P> extends AbstractUnit implements CommitQueue<P> {

    /** The operator state that prepared results are in. */
    public static final String PREPARED = "prepared";

    private static final long NOT_CALLED = Long.MIN_VALUE;

    private final String sink;
    private final TransactionalSink<?, P> description;
    private final Serde<P> serde;
    private final JobContext job;
    private final JobControl control;
    private final RestorePlan plan;
    private final CommitterContext context;
    private final List<Prepared<P>> prepared = new ArrayList<>();
    private final Deque<News> news = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private SnapshotCoordinator coordinator;
    private Committer<P> committer;
    private boolean recovers;
    private boolean ends;
    private volatile long committed;
    private volatile long calledNanos = NOT_CALLED;

    /** A snapshot is complete, or given up. */
    private record News(long snapshot, boolean complete) {}

    SinkCommits(
            String sink,
            TransactionalSink<?, P> description,
            Serde<P> serde,
            JobContext job,
            JobControl control,
            SnapshotSetup setup) {
        super(sink + "-commit-0", true);
        this.sink = sink;
        this.description = description;
        this.serde = serde;
        this.job = job;
        this.control = control;
        plan = setup.plan();
        context = new CommitterContext(job.instance(sink, SinkContext.COMMITTER, 1), setup.where());
    }

    /** Who is told when it has recovered or committed; before the first step. */
    void tells(SnapshotCoordinator newCoordinator) {
        coordinator = newCoordinator;
    }

    public String sink() {
        return sink;
    }

    /** From any thread: the place of the snapshots is in order, and what is prepared in the one to go on from is to be committed. */
    void recover() {
        tell(() -> recovers = true);
    }

    @Override
    public void prepared(Prepared<P> results) {
        tell(() -> prepared.add(results));
    }

    /** From the thread of the coordinator: a snapshot is complete, or given up. */
    void snapshotEnded(long snapshot, boolean complete) {
        waiting.addAndGet(complete ? 1 : 0);
        tell(() -> news.add(new News(snapshot, complete)));
    }

    /** From any thread: nothing is left to commit. */
    void end() {
        tell(() -> ends = true);
    }

    @Override
    public long committed() {
        return committed;
    }

    /** From any thread: what it is at. */
    public CommitMetrics metrics() {
        long since = calledNanos;
        return new CommitMetrics(
                committed,
                waiting.get(),
                since == NOT_CALLED
                        ? Duration.ZERO
                        : Duration.ofNanos(Math.max(0, job.clock().nanos() - since)));
    }

    public MetricSet measured() {
        return context.metrics();
    }

    @Override
    public int doWork() {
        if (isDone()) {
            return 0;
        }
        try {
            int told = heed();
            return control.isTearingDown() || ends ? close() : told + proceed();
        } catch (Throwable e) {
            control.fail(e);
            return close();
        }
    }

    private int proceed() {
        if (!recovers && news.isEmpty()) {
            return 0;
        }
        calledNanos = job.clock().nanos();
        try {
            if (recovers) {
                recovers = false;
                recoverPrepared();
            } else {
                take(news.poll());
            }
        } finally {
            calledNanos = NOT_CALLED;
        }
        return 1;
    }

    private void recoverPrepared() {
        try {
            committer =
                    Objects.requireNonNull(description.committer(context), "committer returned null in place of one");
            committer.recover(plan.of(sink, 0, 1).elements(PREPARED, serde, Redistribution.UNION));
        } catch (Throwable e) {
            throw Refusals.ofSink(sink, e, () -> context.failure(e));
        }
        coordinator.sinkRecovered();
    }

    private void take(News next) {
        try {
            if (next.complete) {
                commit(next.snapshot);
            } else {
                committer.onSnapshotAborted(next.snapshot);
            }
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    /** What is behind it and complete as well is committed with it. */
    private void commit(long first) throws Exception {
        long latest = first;
        int snapshots = 1;
        while (!news.isEmpty() && news.peek().complete) {
            latest = news.poll().snapshot;
            snapshots++;
        }
        long snapshot = latest;
        List<Prepared<P>> ready = prepared.stream()
                .filter(each -> each.snapshot() <= snapshot)
                .sorted(Comparator.<Prepared<P>>comparingLong(Prepared::snapshot)
                        .thenComparing(Prepared::subtask))
                .toList();
        committer.commit(snapshot, ready.stream().map(Prepared::results).toList());
        prepared.removeAll(ready);
        committed = snapshot;
        waiting.addAndGet(-snapshots);
        coordinator.sinkCommitted();
    }

    private int close() {
        try {
            control.closing(this);
            context.metrics().settle();
            if (committer != null) {
                committer.close();
            }
        } catch (Throwable e) {
            control.fail(context.failure(e));
        } finally {
            finish();
            heed();
            control.closed(this);
        }
        return 1;
    }

    /** Not at once: readers would see that a part of it is done, for long if nobody starts the job again. */
    @Override
    public boolean isInterruptible() {
        return false;
    }

    /** A commit that does not return may still go on when the next attempt recovers: that one waits. */
    @Override
    public boolean mayOutliveItsAttempt() {
        return false;
    }

    @Override
    public String doing() {
        return calledNanos == NOT_CALLED ? "" : " in '" + sink + "'";
    }

    @Override
    public long nanosToDeadline() {
        return NO_DEADLINE;
    }
}
