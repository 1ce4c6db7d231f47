package io.millrace.runtime.snapshot;

import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.flight.SnapshotFlight;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.snapshot.SnapshotCollector.TaskAck;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.time.Times;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Decides when snapshots are taken, collects what the tasks give, makes it safe, and has the sinks commit. One snapshot
 * is in flight at a time; one that fails does so alone. Everything that touches the store happens on its thread.
 */
public final class SnapshotCoordinator extends AbstractUnit implements SnapshotCollector {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");
    /** What opens when the sinks have committed what they had to. */
    public static final String RECOVERY = "what sinks have to commit";

    private static final int BLOCK_BYTES = 64 << 10;
    private static final long MAX_PENDING_BYTES = 64L << 20;

    private final JobContext job;
    private final JobControl control;
    private final SnapshotSetup setup;
    private final Snapshots options;
    private final Commits commits;
    private final SnapshotFiles files;
    private final UncommittedSnapshots uncommitted;
    private final SnapshotSchedule schedule;
    private final SnapshotRequests requests = new SnapshotRequests();
    private List<SnapshotParticipant> tasks = List.of();
    private boolean begun;
    private int sinksToRecover;
    private PendingSnapshot pending;
    private long nextId;
    private boolean hasNothingLeft;

    /** The latest complete one, or null. */
    private Manifest latest;

    public SnapshotCoordinator(JobContext job, JobControl control, SnapshotSetup setup, Commits commits) {
        super(job.name() + "-snapshots-0", true);
        this.job = job;
        this.control = control;
        this.setup = setup;
        this.commits = commits;
        options = setup.options();
        files = new SnapshotFiles(job, setup);
        schedule = new SnapshotSchedule(job.clock(), Optional.ofNullable(options.interval()));
        uncommitted = new UncommittedSnapshots(job, commits::behind);
        commits.tell(sink -> sink.tells(this));
        nextId = setup.nextId();
        latest = setup.restored().orElse(null);
    }

    /** From any thread: the oldest snapshot that is kept, 0 for none or when that is not known. */
    public long oldest() {
        return files.oldest();
    }

    /** All tasks of the job; told before the first step. */
    public void expect(List<? extends SnapshotParticipant> all) {
        tasks = List.copyOf(all);
        schedule.expect(tasks);
    }

    /** From any thread: takes a snapshot as soon as possible. */
    public CompletableFuture<SnapshotInfo> request(String name) {
        CompletableFuture<SnapshotInfo> answer = new CompletableFuture<>();
        tell(() -> requests.add(name, answer));
        if (isDone()) {
            answer.completeExceptionally(over());
        }
        return answer;
    }

    @Override
    public RecordFiles filesOf(SnapshotParticipant task, long snapshot) {
        return RecordFiles.one(new RecordWriter(BLOCK_BYTES, MAX_PENDING_BYTES, new TaskBlocks(this, task, snapshot)));
    }

    @Override
    public int doWork() {
        if (isDone()) {
            return 0;
        }
        if (control.isTearingDown() || hasNothingLeft) {
            return close();
        }
        try {
            if (!begun) {
                return recover();
            }
            return heed() + proceed();
        } catch (Throwable e) {
            control.fail(e);
            return close();
        }
    }

    private int recover() {
        begun = true;
        // First: a disk that is full has room again then.
        files.discard();
        files.look();
        sinksToRecover = commits.sinks().size();
        if (sinksToRecover == 0) {
            recovered();
        }
        commits.tell(SinkCommits::recover);
        return 1;
    }

    /** From the thread of a committer: it has recovered. */
    void sinkRecovered() {
        tell(() -> {
            if (--sinksToRecover == 0) {
                recovered();
            }
        });
    }

    private void recovered() {
        schedule.begin();
        control.opened(RECOVERY);
        if (setup.isComplete()) {
            end();
        }
    }

    private int proceed() {
        int told = uncommitted.tellSlow();
        if (pending != null) {
            return told + giveUpOverdue();
        }
        if (schedule.isOver()) {
            requests.refuse(over());
        }
        if (schedule.isOver() || hasNothingLeft || !control.phase().isOpen() || !schedule.isDue(!requests.isEmpty())) {
            return told;
        }
        begin(schedule.isBehindEnd());
        return 1;
    }

    private void begin(boolean last) {
        if (!files.canBeAddedTo()) {
            tasks.forEach(task -> task.tell(task::beginChain));
        }
        String name = requests.nextName();
        long id = nextId++;
        schedule.begun();
        pending = new PendingSnapshot(id, name, last, now(), job.clock().millis(), tasks, setup.store());
        pending.answers = requests.take(name);
        pending.flight = SnapshotFlight.of(job.name(), id);
        tasks.forEach(task -> task.requestBarrier(id));
    }

    @Override
    public void sourceEnded(boolean complete) {
        tell(() -> schedule.sourceEnded(complete));
    }

    @Override
    public void endHeld(SnapshotParticipant task, boolean held) {
        tell(() -> schedule.endHeld(task, held));
    }

    void block(SnapshotParticipant task, long snapshot, byte[] bytes, int length) {
        if (pending == null || pending.id != snapshot) {
            return;
        }
        try {
            pending.write(task, bytes, length);
        } catch (IOException | RuntimeException e) {
            fail("cannot be written: " + SafeText.message(e), e);
        }
    }

    @Override
    public void acknowledge(TaskAck ack) {
        tell(() -> acknowledged(ack));
    }

    private void acknowledged(TaskAck ack) {
        if (pending == null || pending.id != ack.snapshot()) {
            return;
        }
        Manifest manifest;
        try {
            if (!pending.acknowledge(ack)) {
                return;
            }
            manifest = pending.manifest(
                    job.name(), options.labels(), pending.isLast() && schedule.isInputComplete(), files.chains());
            setup.store().publish(manifest);
        } catch (IOException | RuntimeException e) {
            fail("cannot be written: " + SafeText.message(e), e);
            return;
        }
        complete(manifest);
    }

    @Override
    public void decline(SnapshotParticipant task, long snapshot, Throwable reason) {
        tell(() -> declined(task, snapshot, reason));
    }

    private void declined(SnapshotParticipant task, long snapshot, Throwable reason) {
        if (pending != null && pending.id == snapshot) {
            fail("cannot be written by task " + task.roleName() + ": " + SafeText.message(reason), reason);
        }
    }

    private void complete(Manifest manifest) {
        PendingSnapshot snapshot = pending;
        pending = null;
        latest = manifest;
        files.chains().advance();
        SnapshotInfo info =
                SnapshotMeter.infoOf(manifest, Duration.ofNanos(now() - snapshot.begunNanos), snapshot.bytes());
        setup.meter().completed(info);
        snapshot.flight.complete(info.bytes());
        LOG.log(
                Logger.Level.DEBUG,
                "{0}: {1} is complete, {2} bytes in {3}",
                job.name(),
                info,
                info.bytes(),
                info.duration());
        if (snapshot.isLast()) {
            schedule.lastIsComplete();
        }
        uncommitted.add(info, snapshot);
        tellEnd(snapshot.id, true);
        files.retain();
        committed();
    }

    /** From the thread of a committer: it has committed what it was told. */
    void sinkCommitted() {
        tell(this::committed);
    }

    private void committed() {
        if (uncommitted.takeCommitted()) {
            endStream();
        }
    }

    private void endStream() {
        tasks.forEach(task -> task.tell(task::endStream));
        end();
    }

    private void end() {
        hasNothingLeft = true;
        commits.tell(SinkCommits::end);
    }

    private int giveUpOverdue() {
        if (nanosToTimeout() > 0) {
            return 0;
        }
        fail(
                "has taken longer than " + options.timeout() + "; these tasks have not given their part: "
                        + pending.waitingFor() + "; they may be behind a slow consumer, or the timeout too short",
                null);
        return 1;
    }

    /** The snapshot fails; the job goes on. */
    private void fail(String reason, Throwable cause) {
        PendingSnapshot failed = pending;
        pending = null;
        failed.close();
        files.discard();
        files.chains().forget();
        String message = "snapshot " + failed.id + " of job '" + job.name() + "' " + reason;
        job.warnings()
                .at("snapshot")
                .log(
                        Logger.Level.WARNING,
                        () -> message + "; the job goes on, and is as safe as its latest complete snapshot");
        setup.meter().failed(failed.id, message);
        failed.flight.failed(message);
        tellEnd(failed.id, false);
        SnapshotFailedException failure = new SnapshotFailedException(message, cause);
        failed.answers.forEach(answer -> answer.completeExceptionally(failure));
        if (failed.isLast()) {
            lastFailed(failure);
        }
    }

    private void lastFailed(SnapshotFailedException failure) {
        int failures = schedule.lastFailed();
        if (!schedule.isLastGivenUp()) {
            return;
        }
        String message = "job '" + job.name() + "' has worked off its input, but its last snapshot has failed "
                + failures + " times; started again, it works off once more what came after "
                + (latest == null ? "its beginning" : "snapshot " + latest.id());
        if (!commits.sinks().isEmpty()) {
            control.fail(new SnapshotFailedException(
                    message + ", and what its sinks " + commits.names()
                            + " have prepared since then is not committed before that: " + failure.getMessage(),
                    failure));
        } else if (control.failWhenWorkedOff(
                new SnapshotFailedException(message + ": " + failure.getMessage(), failure))) {
            endStream();
        }
    }

    private void tellEnd(long snapshot, boolean complete) {
        commits.tell(sink -> sink.snapshotEnded(snapshot, complete));
        tasks.forEach(task -> task.tell(() -> task.endSnapshot(snapshot, complete)));
    }

    private int close() {
        try {
            control.closing(this);
            closePending();
            uncommitted.close();
        } catch (Throwable e) {
            control.fail(e);
        } finally {
            finish();
            heed();
            requests.refuse(over());
            control.closed(this);
        }
        return 1;
    }

    private void closePending() {
        if (pending != null) {
            PendingSnapshot failed = pending;
            pending = null;
            failed.answers.forEach(answer -> answer.completeExceptionally(over()));
            failed.flight.failed("the job closes");
            failed.close();
            files.discard();
        }
    }

    private SnapshotFailedException over() {
        String state = control.willRestart() ? "has failed and starts again" : "is over";
        return new SnapshotFailedException(
                "job '" + job.name() + "' " + state + ", no snapshot can be taken", control.failure());
    }

    private long nanosToTimeout() {
        long taken = now() - pending.begunNanos;
        return Math.max(0, Times.nanos(options.timeout()) - taken);
    }

    private long now() {
        return job.clock().nanos();
    }

    /** An interrupt closes the file that is being written, and leaves the place of the snapshots in doubt. */
    @Override
    public boolean isInterruptible() {
        return false;
    }

    /** What it writes would be in the way of the next one's. */
    @Override
    public boolean mayOutliveItsAttempt() {
        return false;
    }

    @Override
    public long nanosToDeadline() {
        if (!begun) {
            return 0;
        }
        return isDone() || !control.phase().isOpen() ? NO_DEADLINE : Math.min(uncommitted.nanosToSlow(), nanosToNext());
    }

    private long nanosToNext() {
        return pending != null ? nanosToTimeout() : schedule.nanosToNext();
    }
}
