package io.millrace.runtime.task;

import io.millrace.edge.RowOutput;
import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.operator.Outstanding;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.metrics.TaskMeter;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.SnapshotParticipant;
import io.millrace.runtime.snapshot.TaskRestore;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.state.KeyedState;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * A fused chain of operators with its inputs and outputs. One step: send what is owed; if a consumer gives no credit,
 * do nothing; else go on with what was interrupted, or pass on a signal, or fire what processing time made due, or take
 * one batch of input.
 */
public abstract class Task extends AbstractUnit implements ObservedTask, SnapshotParticipant {

    static final int ROWS_PER_STEP = 1024;

    /** A function that blocks does so again and again, which need not be told each time. */
    private static final Duration LONG_STEPS_TOLD = Duration.ofMinutes(1);

    private final int subtask;
    private final int parallelism;
    private final JobContext job;
    private final JobControl control;
    private final TaskResources resources;
    private final StepBudget budget = new StepBudget(ROWS_PER_STEP);
    private final TaskMeter meter;
    private final List<Stage> stages = new ArrayList<>();
    private final TaskOutputs outputs = new TaskOutputs(budget.outbox());
    private final ArrayDeque<Signal> signals = new ArrayDeque<>();
    private TaskState state = TaskState.CREATED;

    /** Whether nothing is done before an operator is woken, or a time comes. */
    private boolean waits;

    private final ProcessingTime processingTime;

    private final Alarms alarms;

    private Stage fired;
    private boolean firedLast;
    private TaskRestore restore;

    private final TaskSnapshots snapshots;

    Task(String name, int subtask, int parallelism, TaskEnvironment environment, boolean ownThread) {
        super(name, ownThread);
        this.subtask = subtask;
        this.parallelism = parallelism;
        job = environment.job();
        control = environment.control();
        snapshots = new TaskSnapshots(this, environment);
        processingTime = new ProcessingTime(job.clock());
        alarms = new Alarms(processingTime, this);
        meter = new TaskMeter(
                name,
                subtask,
                job.clock(),
                job.warnings().at("long step of " + name, LONG_STEPS_TOLD),
                ownThread,
                this::remedy);
        resources = new TaskResources(environment, budget, meter, processingTime, alarms, snapshots);
    }

    /** Tells what of it opens, and when. */
    public void expect(BiConsumer<JobControl.Phase, String> parts) {
        parts.accept(JobControl.Phase.TASKS, roleName());
    }

    /** What to do about a function that takes long. */
    String remedy() {
        return "a sink or callback that blocks should say so, to get a thread of its own";
    }

    /** What signals and resumption go to: the top of the tree of stages. */
    abstract Receiver root();

    /** Takes one portion of input, if there is any; returns whether it did. */
    abstract boolean takeInput() throws Exception;

    public void add(Stage stage) {
        stages.add(stage);
        meter.add(stage.context().metrics());
    }

    /** Adds an output, and who reads it, in the order of its edges; returns what rows are handed to that go there. */
    public Receiver add(RowOutput output, List<Task> readBy) {
        return outputs.add(output, readBy);
    }

    @Override
    public final int doWork() {
        try {
            int answered = heed();
            return switch (state) {
                case CREATED -> control.isTearingDown() ? close() : open();
                case RESTORING -> control.isTearingDown() ? close() : restore();
                case RUNNING -> control.isTearingDown() ? close() : answered + step() + writeSnapshot();
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
        Map<String, KeyedState<?>> keyed = new LinkedHashMap<>();
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
        return resources.environment().restored();
    }

    private int writeSnapshot() {
        return snapshots.step() ? 1 : 0;
    }

    private int step() throws Exception {
        meter.stepBegins();
        waits = false;
        outputs.shed(meter.stepBegan());
        int sent = outputs.flush();
        if (!outputs.isReady()) {
            meter.stepBlocked();
            return sent;
        }
        budget.begin();
        boolean worked = proceed();
        sent += outputs.flush();
        if (sent > 0) {
            outputs.sent(meter.stepBegan());
        }
        if (waits) {
            meter.stepBlocked();
        } else {
            meter.stepEnds(worked);
        }
        return worked ? 1 : sent;
    }

    private boolean proceed() throws Exception {
        int before = alarms.calls();
        if (!root().resume() || !resumeFired()) {
            // Who is not done is called again, unless he waits.
            waits = alarms.calls() == before;
            return !waits;
        }
        Signal signal = nextSignal();
        if (signal != null) {
            forward(signal);
            return true;
        }
        // Input is asked for between any two firings: an operator that finds its input silent can look twice.
        boolean inputFirst = firedLast;
        firedLast = false;
        return inputFirst ? takeInput() || fireDue() : fireDue() || takeInput();
    }

    /** The stream does not end before the operators are done with the end of the data. */
    private Signal nextSignal() {
        return snapshots.holdsEnd() && signals.peek() instanceof Signal.EndOfStream ? null : signals.poll();
    }

    private void forward(Signal signal) throws Exception {
        if (signal instanceof Signal.Watermark watermark) {
            meter.watermark(watermark.timestamp());
        }
        if (snapshots.areTaken() && signal instanceof Signal.Barrier barrier) {
            pass(barrier);
        } else {
            root().signal(signal);
        }
        if (signal instanceof Signal.EndOfStream) {
            state = state.to(TaskState.DRAINING);
        }
    }

    private void pass(Signal.Barrier barrier) throws Exception {
        if (snapshots.begin(barrier.snapshot())) {
            root().signal(barrier);
            addParts(snapshots);
            snapshots.passed();
        }
    }

    private int drain() {
        meter.stepBegins();
        int sent = outputs.flush();
        if (!outputs.isDrained()) {
            meter.stepBlocked();
            return sent;
        }
        return close();
    }

    private int close() {
        state = state.to(TaskState.CLOSED);
        try {
            control.closing(this);
            stages.forEach(this::close);
            closeInput();
            closeRestore();
        } finally {
            finish();
            heed();
            control.closed(this);
        }
        return 1;
    }

    private void close(Stage stage) {
        try {
            stage.close();
        } catch (Throwable e) {
            control.fail(e);
        }
    }

    /** Releases what the input holds. */
    void closeInput() {}

    private void closeRestore() {
        try {
            if (restore != null) {
                restore.close();
            }
        } catch (Throwable e) {
            control.fail(e);
        }
    }

    /** Adds what the task itself has to give to a snapshot. */
    void addParts(TaskSnapshots snapshot) throws Exception {}

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

    /** Whether a signal waits for its turn that what comes from other inputs has to stay behind. */
    final boolean hasOrderedSignals() {
        return signals.size() > 1 || (!signals.isEmpty() && !(signals.peek() instanceof Signal.Watermark));
    }

    /** Queues a signal behind everything that the stages are at; of watermarks in a row, the last one says it all. */
    final void enqueue(Signal signal) {
        if (signal instanceof Signal.Watermark && signals.peekLast() instanceof Signal.Watermark) {
            signals.removeLast();
        }
        signals.add(signal);
    }

    private boolean fireDue() {
        if (!alarms.mayRing() || !control.phase().isOpen()) {
            return false;
        }
        long nanos = job.clock().nanos();
        long now = processingTime.millis(nanos);
        Stage due = alarms.rings(now, nanos) ? firstDue(now, nanos) : null;
        firedLast = due != null;
        if (due != null && job.settings().measuresLatency()) {
            budget.ingestedNanos(nanos);
        }
        if (due != null && !due.alarm(now)) {
            fired = due;
        }
        return due != null;
    }

    /** Looks at all alarms; those that have rung and are not the first have their turn next. */
    private Stage firstDue(long now, long nanos) {
        Stage first = null;
        for (Stage stage : stages) {
            if (alarms.looksAt(stage.context().alarm(), now, nanos)) {
                if (first != null) {
                    alarms.ringAgain();
                }
                first = first == null ? stage : first;
            }
        }
        return first;
    }

    /** What processing time began is gone on with from its stage: those above know nothing of it. */
    private boolean resumeFired() {
        if (fired != null && !fired.resume()) {
            return false;
        }
        fired = null;
        return true;
    }

    @Override
    public final Optional<TaskView> answer(Optional<KeyQuestion> question, Duration patience)
            throws InterruptedException {
        FutureTask<TaskView> answer = new FutureTask<>(() -> view(question));
        tell(answer);
        if (isDone()) {
            answer.run();
        }
        try {
            return Optional.of(answer.get(Times.nanos(patience), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "task " + roleName() + " cannot say what it is at: " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(false);
        }
    }

    @Override
    public final TaskView view(Optional<KeyQuestion> question) {
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            // Waiting and being held back are measured from step to step, and the last one may be long ago.
            meter.stepBegins();
        }
        Optional<Outstanding> outstanding = Optional.empty();
        Map<Integer, TaskView.StageView> views = new HashMap<>();
        for (Stage stage : stages) {
            if (!stage.isExchange()) {
                views.put(stage.node(), stage.view());
            }
            outstanding = outstanding.or(() -> question.flatMap(stage::outstanding));
        }
        return new TaskView(
                this,
                state,
                Instant.ofEpochMilli(processingTime.millis()),
                meter.rowsIn().value(),
                instant(meter.rowsSince()),
                outputs.blocking(),
                instant(meter.blockedSince()),
                inputViews(),
                inputWatermark(),
                inputsIdle(),
                views,
                outstanding);
    }

    private Instant instant(long nanos) {
        return nanos == TaskMeter.NEVER
                ? null
                : Instant.ofEpochMilli(processingTime.millis()
                        - TimeUnit.NANOSECONDS.toMillis(job.clock().nanos() - nanos));
    }

    /** The edges into the task. */
    List<TaskView.InputView> inputViews() {
        return List.of();
    }

    /** The watermark that the inputs make together. */
    long inputWatermark() {
        return EventTime.NONE;
    }

    /** Whether all inputs that have not ended are idle. */
    boolean inputsIdle() {
        return false;
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

    /** While it is blocked, nothing that is due helps; the consumer that gives a credit wakes it. */
    @Override
    public final long nanosToDeadline() {
        if (waits) {
            return nanosToResume();
        }
        return meter.isBlocked() ? NO_DEADLINE : Math.min(nanosToWake(), nanosToInput());
    }

    @Override
    public final long nanosToShed() {
        return state == TaskState.RUNNING ? outputs.nanosToShed(job.clock().nanos()) : NO_DEADLINE;
    }

    /** Nanoseconds until there may be input though nobody wakes the task, or {@link #NO_DEADLINE}. */
    long nanosToInput() {
        return NO_DEADLINE;
    }

    /** Of what is due, only what an operator waits for helps. */
    private long nanosToResume() {
        long nanos = job.clock().nanos();
        long now = processingTime.millis(nanos);
        return stages.stream()
                .filter(Stage::isWaiting)
                .mapToLong(stage -> stage.context().alarm().nanosLeft(now, nanos))
                .min()
                .orElse(NO_DEADLINE);
    }

    private long nanosToWake() {
        return control.phase().isOpen() ? alarms.nanosLeft() : NO_DEADLINE;
    }

    /** The last of the calls that are under way, of the tree of stages. */
    @Override
    public final String doing() {
        String operator = "";
        for (Stage stage : stages) {
            if (stage.isCalling()) {
                operator = " in '" + stage.context().operator() + "'";
            }
        }
        return operator;
    }

    /** What its stages share. */
    public final TaskResources resources() {
        return resources;
    }

    public final JobContext job() {
        return job;
    }

    public final JobControl control() {
        return control;
    }

    public final StepBudget budget() {
        return budget;
    }

    public final TaskMeter meter() {
        return meter;
    }

    @Override
    public final String toString() {
        return roleName() + " " + state;
    }
}
