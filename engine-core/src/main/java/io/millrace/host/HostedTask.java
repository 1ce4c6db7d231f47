package io.millrace.host;

import io.millrace.edge.Signal;
import io.millrace.metrics.TaskMetrics;
import io.millrace.operator.Batch;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.task.OperatorTask;
import io.millrace.runtime.task.Task;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.source.Fetch;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A task of a {@link Plan} that a {@link Host} drives: the operators, sources and sinks are called as the engine calls
 * them, in the same order and with the same state, and what they emit goes to the host.
 *
 * <p>Between {@link #open} and {@link #close} a task without inputs is {@linkplain #poll polled}; the others are
 * given rows and signals. A call returns whether all it has given is done with. If not, because the {@linkplain
 * Host#hasRoom host has no room} or an operator waits for a wake, no row may be given to the task until {@link #resume} has returned true; signals wait for their turn.
 *
 * <p>Not thread-safe: one thread at a time drives a task. What a method throws besides {@link SnapshotFailedException},
 * {@link IllegalStateException} and {@link IllegalArgumentException} has closed the task: the attempt has failed, and the next
 * one goes on from the latest snapshot that all tasks have completed.
 */
public final class HostedTask implements AutoCloseable {

    private final PlannedTask planned;
    private final Host host;
    private final int subtask;
    private final HostControl control = new HostControl();
    private final JobMeter meter;
    private final Task task;
    private final TaskDriver driver;
    private final HostedInputs inputs;
    private final HostedSnapshots snapshots;
    private final Batch<Object> row = new Batch<>(1);

    /** Whether it has been polled to its end. */
    private boolean over;

    /**
     * Makes one of the tasks that are planned, from the beginning: its operators are opened, and its sinks. On the thread that drives it from then on.
     *
     * @param planned what it is one of
     * @param host what it works with
     * @param subtask which of them, from 0 on
     * @return the task, which has to be {@linkplain #begin begun}, and closed
     * @throws io.millrace.refusal.JobRefusedException when something has to be changed first
     * @throws io.millrace.operator.OperatorException when a function of the user's fails
     */
    public static HostedTask open(PlannedTask planned, Host host, int subtask) {
        return new HostedTask(planned, host, subtask, RestoredState.nothing());
    }

    /**
     * Makes one of the tasks that are planned, which goes on from a snapshot. The parallelism may be another one than it was.
     *
     * @param planned what it is one of
     * @param host what it works with
     * @param subtask which of them, from 0 on
     * @param parts what {@link HostedSnapshot#parts} of all tasks that are planned so gave to the snapshot, in any order; of
     *     other tasks it has no effect
     * @param groups the keyed state of the {@linkplain io.millrace.state.table.KeyGroups#rangeOf key groups} of the subtask:
     *     what was written for each that something was written for, in any order; each stream is closed before the next is
     *     asked for. That of other tasks is skipped
     * @return the task, which has to be {@linkplain #begin begun}, and closed
     * @throws io.millrace.refusal.JobRefusedException when something has to be changed first: such as when the snapshot has state that is not declared any more
     * @throws io.millrace.operator.OperatorException when a function of the user's fails
     */
    public static HostedTask open(
            PlannedTask planned,
            Host host,
            int subtask,
            Iterable<byte[]> parts,
            Iterable<? extends InputStream> groups) {
        return new HostedTask(planned, host, subtask, HostedState.of(planned, parts, groups));
    }

    /**
     * The operators whose state tasks have given to a snapshot, and that run in other tasks by now, since the pipeline has changed. They
     * find their state where the host gives all tasks what all tasks gave; a host that does not has to refuse them.
     *
     * @param planned the task
     * @param parts what {@link HostedSnapshot#parts} of tasks gave to a snapshot; only those of its label count
     * @return their names
     */
    public static Set<String> moved(PlannedTask planned, Iterable<byte[]> parts) {
        return HostedState.moved(planned, parts);
    }

    private HostedTask(PlannedTask planned, Host host, int subtask, RestoredState restored) {
        this.planned = planned;
        this.host = host;
        this.subtask = subtask;
        if (subtask < 0 || subtask >= planned.parallelism()) {
            throw new IllegalArgumentException("there is no subtask " + subtask + " of " + planned);
        }
        MadeTask made = MadeTask.of(planned, host, subtask, restored, control);
        meter = made.meter();
        task = made.task();
        driver = new TaskDriver(toString(), made, control);
        inputs = new HostedInputs(toString(), task, planned, subtask);
        snapshots = new HostedSnapshots(toString(), made, driver);
    }

    /**
     * Has the task begin, once all tasks of the job have opened as far as the host can tell: a sink may empty what it writes
     * to, what is read is opened, operators may be woken. The splits of a source are looked for at the first {@link #poll}, or
     * on the thread that fetches where the source blocks; only then is {@link Host#splits} called.
     */
    public void begin() {
        driver.begin(host.threads());
    }

    /**
     * Gives the task a row of an input that is not by key.
     *
     * @param input by which it comes
     * @param value the event
     * @param timestamp epoch milliseconds, or {@link io.millrace.time.EventTime#NONE}
     * @return whether the task is done with it
     */
    public boolean row(int input, Object value, long timestamp) {
        inputs.checkNeedsNoHash(input);
        return row(input, value, timestamp, 0);
    }

    /**
     * Gives the task a row of an input that is by key.
     *
     * @param input by which it comes
     * @param value the event
     * @param timestamp epoch milliseconds, or {@link io.millrace.time.EventTime#NONE}
     * @param hash the hash of its key, with which it has left the task before
     * @return whether the task is done with it
     */
    public boolean row(int input, Object value, long timestamp, int hash) {
        checkCanBeGiven();
        row.clear();
        row.add(value, timestamp, hash);
        return rows(input, row);
    }

    /**
     * Gives the task rows of an input, those of one that is by key with the hashes of their keys.
     *
     * @param input by which they come
     * @param rows the task's until it is done with them: it may change them
     * @return whether the task is done with them
     */
    public boolean rows(int input, Batch<Object> rows) {
        checkCanBeGiven();
        OperatorTask operators = inputs.taking(input);
        if (rows.isEmpty()) {
            return true;
        }
        inputs.checkRoute(input, rows);
        try {
            inputs.unpack(input, rows);
            operators.rows(input, rows);
        } catch (Throwable e) {
            driver.fail(e);
        }
        return !task.isBusy() || driver.settle();
    }

    private void checkCanBeGiven() {
        snapshots.checkNothingPasses();
        if (task.isBusy()) {
            throw new IllegalStateException(
                    "task " + this + " is not done with what it was given before: call resume() until it returns true");
        }
    }

    /**
     * Tells the task a watermark of an input, behind its rows: the least of those of all tasks that it comes from. {@link
     * io.millrace.time.EventTime#MAX} when event time is over.
     *
     * @param input which it is of
     * @param timestamp epoch milliseconds
     * @return whether the task is done with it
     */
    public boolean watermark(int input, long timestamp) {
        return signal(input, new Signal.Watermark(timestamp));
    }

    /**
     * Tells the task that an input is idle, and not to be waited for until its next row or watermark, or {@link #active}.
     *
     * @param input which it is
     * @return whether the task is done with it
     */
    public boolean idle(int input) {
        return signal(input, Signal.IDLE);
    }

    /**
     * Tells the task that an input is not idle any more, though neither a row nor a watermark has come.
     *
     * @param input which it is
     * @return whether the task is done with it
     */
    public boolean active(int input) {
        return signal(input, Signal.ACTIVE);
    }

    /**
     * Tells the task that no more rows come by an input; again has no effect. When all inputs have ended, the operators are told. Some may
     * not be done with that when this is: see {@link #hasEnded}.
     *
     * @param input which it is
     * @return whether the task is done with it
     */
    public boolean endOfData(int input) {
        snapshots.checkNothingPasses();
        inputs.taking(input);
        return inputs.end(input) ? signal(input, Signal.END_OF_DATA) : driver.settle();
    }

    private boolean signal(int input, Signal signal) {
        snapshots.checkNothingPasses();
        inputs.taking(input).signal(input, signal);
        return driver.settle();
    }

    /**
     * Goes on with what was interrupted, and does what is due by processing time or since an operator was woken: to be called
     * after {@link Host#wake}, when the time of {@link #nanosToWake} has passed, and when there is room again.
     *
     * @return whether the task is done with all that it was given, and with what is due
     */
    public boolean resume() {
        driver.checkFailure();
        if (driver.isClosed() || planned.isSource()) {
            throw new IllegalStateException(
                    "task " + this + (driver.isClosed() ? " is closed" : " reads a source: poll it"));
        }
        driver.resume();
        return !task.isBusy() && !task.meter().isBlocked();
    }

    /**
     * Has a task that reads a source fetch some rows and send what becomes of them, or do what else is due.
     *
     * @return whether there may be more right now; or whether to {@link Fetch#WAIT} for {@link Host#wake}, for room, or for
     *     {@link #nanosToWake}; or whether this was the end, behind which nothing comes
     */
    public Fetch poll() {
        driver.checkGoesOn();
        if (!planned.isSource()) {
            throw new IllegalStateException("task " + this + " reads no source: give it rows");
        }
        boolean worked = driver.step();
        boolean stopped = control.stopMode() == StopMode.STOP && host.takesSnapshots();
        over = stopped ? snapshots.collector().hasSourceEnded() && !task.isBusy() : hasEnded();
        return over ? Fetch.END : worked ? Fetch.MORE : Fetch.WAIT;
    }

    /**
     * Has a task that reads a source end it, by and by: see {@link #poll}. The first call decides how; later ones have no effect.
     *
     * @param drain whether its data end with that, so that all windows fire; or else it can be gone on with from the snapshot that follows
     */
    public void stop(boolean drain) {
        control.stop(drain ? StopMode.DRAIN : StopMode.STOP);
        task.wake();
    }

    /**
     * Whether the data of all inputs, or of the source, have ended, and all operators are done with that. While some are not, snapshots can be taken.
     *
     * @return whether nothing comes out of the task any more
     */
    public boolean hasEnded() {
        return task.hasEnded();
    }

    /**
     * When to call {@link #resume}, or {@link #poll}, though nobody wakes it. Changes with every call.
     *
     * @return nanoseconds from now, 0 for at once; {@link Long#MAX_VALUE} for not before it is woken, or given something
     */
    public long nanosToWake() {
        if (over && !task.isBusy() && !task.isPassing()) {
            return Long.MAX_VALUE;
        }
        boolean wantsRoom = !task.isWaiting() && (task.isBusy() || task.meter().isBlocked());
        if (wantsRoom) {
            return host.hasRoom() ? 0 : Long.MAX_VALUE;
        }
        return task.nanosToDeadline();
    }

    /**
     * Has a barrier come to the task: all that it was given so far belongs to a snapshot, and nothing that comes later. Takes as long for much keyed state as for little.
     *
     * @param snapshot the number of the snapshot, from 1 on, higher than that of every one that has been begun or ended. The
     *     barrier of a snapshot that has been ended is only sent on by the host, without this
     * @param byGroup the stream for the keyed state of a key group, asked for when there is some; written and closed on the thread of the task
     * @return its part of the snapshot, whose barrier has to {@linkplain HostedSnapshot#passes pass} before the task is given anything else
     * @throws IllegalArgumentException when the number is not higher
     */
    public HostedSnapshot snapshot(long snapshot, IntFunction<? extends OutputStream> byGroup) {
        snapshots.begin(snapshot, byGroup);
        return new HostedSnapshot(this, snapshot, snapshots);
    }

    /**
     * Tells the task what became of a snapshot: that all of it is safe, or that it is void. One that the task has written may have been followed by
     * others by then, whose {@link HostedSnapshot#prepared} has what was prepared for it, too, since it might be void; of one that is not written this has to be
     * told before the next one begins. When its barrier had not passed, {@link #resume} is to be called next.
     *
     * @param snapshot its number
     * @param complete whether it is safe
     * @throws IllegalStateException when it is to be safe though this task has not written its part
     */
    public void endSnapshot(long snapshot, boolean complete) {
        snapshots.end(snapshot, complete);
    }

    /**
     * Tells the task that its sinks have committed what was prepared up to a snapshot: once {@link HostedCommitter#commit} of
     * each has returned. Before that all of it is in {@link HostedSnapshot#parts}, too, to be committed when a later attempt goes on from there.
     *
     * @param snapshot its number
     */
    public void committed(long snapshot) {
        if (snapshots.commits() != null) {
            snapshots.commits().committed(snapshot);
        }
    }

    /**
     * What the task and its operators have measured. From any thread.
     *
     * @return the metrics as of now
     */
    public TaskMetrics metrics() {
        return meter.read(planned.plan().graph().name(), host.attempt(), control.state())
                .tasks()
                .get(0);
    }

    /**
     * What it is one of.
     *
     * @return the task of the plan
     */
    public PlannedTask planned() {
        return planned;
    }

    /**
     * Which of them it is.
     *
     * @return the subtask, from 0 on
     */
    public int subtask() {
        return subtask;
    }

    /**
     * Closes operators, readers and writers, whatever the task is at; once. Throws the first of their failures, when there are
     * any. Also to be called after a failure: one on the thread that fetches is not noticed before the next call.
     */
    @Override
    public void close() {
        driver.close();
    }

    @Override
    public String toString() {
        return "'" + planned.name() + "-" + subtask + "'";
    }
}
