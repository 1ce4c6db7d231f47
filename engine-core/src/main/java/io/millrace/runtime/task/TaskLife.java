package io.millrace.runtime.task;

import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.flight.TaskFlight;
import io.millrace.runtime.metrics.TaskMeter;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.SnapshotParticipant;
import io.millrace.runtime.snapshot.TaskRestore;
import io.millrace.runtime.task.TaskView.TaskState;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.StateBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The life of a task, whatever its steps are: its stages open, get their state, run, take part in snapshots, and close. */
abstract class TaskLife extends AbstractUnit implements SnapshotParticipant {

    /** A function that blocks does so again and again, which need not be told each time. */
    private static final Duration LONG_STEPS_TOLD = Duration.ofMinutes(1);

    private final int subtask;
    private final int parallelism;
    private final TaskEnvironment environment;
    private final JobContext job;
    private final JobControl control;
    private final TaskMeter meter;
    private final List<Stage> stages = new ArrayList<>();
    private final TaskSnapshots snapshots;
    private TaskState state = TaskState.CREATED;
    private TaskRestore restore;

    TaskLife(String name, int subtask, int parallelism, TaskEnvironment environment, boolean ownThread) {
        super(name, ownThread);
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.environment = environment;
        job = environment.job();
        control = environment.control();
        snapshots = new TaskSnapshots(this, environment);
        meter = new TaskMeter(
                name,
                subtask,
                job.clock(),
                job.warnings().at("long step of " + name, LONG_STEPS_TOLD),
                ownThread,
                this::remedy,
                new TaskFlight(job.name(), name));
    }

    /** What to do about a function that takes long. */
    String remedy() {
        return "a sink or callback that blocks should say so, to get a thread of its own";
    }

    /** A step while it runs; returns how much has been done. */
    abstract int step() throws Exception;

    /** A step behind the end of the stream, until all is sent and it {@linkplain #close closes}; returns how much has been done. */
    abstract int drain();

    public final void add(Stage stage) {
        stages.add(stage);
        meter.add(stage.context().metrics());
    }

    /** Whether it may be given something, or asked for something. */
    public final boolean isRunning() {
        return state == TaskState.RUNNING;
    }

    @Override
    public final int doWork() {
        try {
            int answered = heed();
            return switch (state) {
                case CREATED -> control.isTearingDown() ? close() : open();
                case RESTORING -> control.isTearingDown() ? close() : restore();
                case RUNNING -> control.isTearingDown() ? close() : answered + step() + (writeSnapshot() ? 1 : 0);
                case DRAINING -> control.isTearingDown() ? close() : drain();
                case CLOSED -> 0;
            };
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** Whatever goes wrong while telling so, the task closes: its job waits for it. */
    private int failed(Throwable error) {
        try {
            control.fail(error);
        } finally {
            if (state != TaskState.CLOSED) {
                close();
            }
        }
        return 1;
    }

    private int open() throws Exception {
        meter.start();
        Map<String, StateBackend<?>> keyed = new LinkedHashMap<>();
        for (Stage stage : stages) {
            if (control.isTearingDown()) {
                return close();
            }
            stage.open();
            stage.context().addKeyedState(keyed);
        }
        keyed.forEach(snapshots::add);
        restore = restored().restoreOf(roleName(), keyed, KeyGroups.rangeOf(subtask, parallelism));
        state = state.to(TaskState.RESTORING);
        return restore();
    }

    private int restore() throws Exception {
        if (!restore.step()) {
            return 1;
        }
        for (Stage stage : stages) {
            stage.restored();
        }
        FusedStages.fuse(stages);
        state = state.to(TaskState.RUNNING);
        control.opened(roleName());
        return 1;
    }

    /** All of the job has opened; nothing has been read by now. */
    public void begin() {
        if (state == TaskState.RUNNING) {
            stages.forEach(Stage::begin);
            RestorePlan plan = restored().plan();
            if (plan.isOfSnapshot()) {
                snapshotEnded(plan.origin().snapshot(), true);
            }
        }
    }

    private RestoredState restored() {
        return environment.restored();
    }

    /** Writes a portion of the keyed state, if a snapshot waits for it; returns whether it did. */
    public final boolean writeSnapshot() {
        return snapshots.step();
    }

    /** The end of the stream has come: nothing but sending is left. */
    final void endsStream() {
        state = state.to(TaskState.DRAINING);
    }

    /** Closes all that it has; returns 1, as a step that has done something. */
    final int close() {
        state = state.to(TaskState.CLOSED);
        try {
            control.closing(this);
            stages.forEach(stage -> close(stage::close));
            close(this::closeInput);
            meter.close();
            if (restore != null) {
                close(restore::close);
            }
        } finally {
            finish();
            heed();
            control.closed(this);
        }
        return 1;
    }

    private interface Closing {
        void close() throws Exception;
    }

    private void close(Closing part) {
        try {
            part.close();
        } catch (Throwable e) {
            control.fail(e);
        }
    }

    /** Releases what the input holds. */
    void closeInput() throws Exception {}

    @Override
    public boolean isSource() {
        return false;
    }

    @Override
    public void requestBarrier(long snapshot) {}

    @Override
    public void endStream() {}

    @Override
    public void endSnapshot(long snapshot, boolean complete) {
        // Behind the end of the stream, too: the message may have come in the step that met it.
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            snapshots.end(snapshot, complete);
            if (!control.isTearingDown()) {
                snapshotEnded(snapshot, complete);
            }
        }
    }

    /** Tells those who take part in snapshots what has become of one. */
    void snapshotEnded(long snapshot, boolean complete) {
        stages.forEach(stage -> stage.snapshotEnded(snapshot, complete));
    }

    @Override
    public final void beginChain() {
        snapshots.beginChain();
    }

    @Override
    public final double share() {
        return 1.0 / parallelism;
    }

    @Override
    public final int subtask() {
        return subtask;
    }

    @Override
    public final int parallelism() {
        return parallelism;
    }

    final TaskState state() {
        return state;
    }

    final List<Stage> stages() {
        return stages;
    }

    final TaskSnapshots snapshots() {
        return snapshots;
    }

    public final JobContext job() {
        return job;
    }

    public final JobControl control() {
        return control;
    }

    public final TaskMeter meter() {
        return meter;
    }

    @Override
    public final String toString() {
        return roleName() + " " + state;
    }
}
