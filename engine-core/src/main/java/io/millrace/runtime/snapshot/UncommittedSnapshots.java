package io.millrace.runtime.snapshot;

import io.millrace.metrics.internal.HumanText;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.schedule.Unit;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.state.time.Times;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * The snapshots that are complete, and that not all sinks have committed. Whoever has asked for one is told when they have,
 * or when that takes long: what is committed late is safe all the same. Confined to the coordinator's thread.
 */
final class UncommittedSnapshots {

    /** A commit that takes longer is told of, and whoever has asked for the snapshot does not wait for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration SLOW_COMMITS_TOLD = Duration.ofMinutes(1);

    private final JobContext job;
    private final LongFunction<List<String>> behind;
    private final Deque<Uncommitted> snapshots = new ArrayDeque<>();

    /** @param behind the sinks that have not committed a snapshot */
    UncommittedSnapshots(JobContext job, LongFunction<List<String>> behind) {
        this.job = job;
        this.behind = behind;
    }

    private static final class Uncommitted {

        private final SnapshotInfo info;
        private final boolean last;
        private final long sinceNanos;
        private List<CompletableFuture<SnapshotInfo>> answers;
        private boolean slow;

        private Uncommitted(SnapshotInfo info, PendingSnapshot snapshot, long sinceNanos) {
            this.info = info;
            this.last = snapshot.isLast();
            this.answers = snapshot.answers;
            this.sinceNanos = sinceNanos;
        }

        private void answer() {
            answers.forEach(answer -> answer.complete(info));
            answers = List.of();
        }
    }

    void add(SnapshotInfo info, PendingSnapshot snapshot) {
        snapshots.add(new Uncommitted(info, snapshot, now()));
    }

    /** Answers for those that all sinks have committed by now; returns whether the last snapshot is among them. */
    boolean takeCommitted() {
        boolean last = false;
        while (!snapshots.isEmpty() && behind.apply(snapshots.peek().info.id()).isEmpty()) {
            Uncommitted done = snapshots.poll();
            done.answer();
            last |= done.last;
        }
        return last;
    }

    /** Tells of commits that take long; returns of how many. */
    int tellSlow() {
        int told = 0;
        for (Uncommitted each : snapshots) {
            if (!each.slow && now() - each.sinceNanos >= Times.nanos(PATIENCE)) {
                each.slow = true;
                each.answer();
                tellSlow(each.info);
                told++;
            }
        }
        return told;
    }

    private void tellSlow(SnapshotInfo snapshot) {
        List<String> sinks = behind.apply(snapshot.id());
        job.warnings()
                .at("slow commits of " + sinks, SLOW_COMMITS_TOLD)
                .log(
                        Logger.Level.WARNING,
                        () -> "job " + job.name() + ": snapshot " + snapshot.id() + " is complete, but sinks "
                                + sinks + " have not committed it for " + HumanText.duration(PATIENCE)
                                + "; their results become visible when they have. The job goes on, but does not end before");
    }

    long nanosToSlow() {
        return snapshots.stream()
                .filter(each -> !each.slow)
                .mapToLong(each -> Math.max(0, Times.nanos(PATIENCE) - (now() - each.sinceNanos)))
                .findFirst()
                .orElse(Unit.NO_DEADLINE);
    }

    /** They are safe, whatever becomes of the commits. */
    void close() {
        snapshots.forEach(Uncommitted::answer);
    }

    private long now() {
        return job.clock().nanos();
    }
}
