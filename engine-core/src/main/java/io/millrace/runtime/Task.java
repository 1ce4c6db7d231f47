package io.millrace.runtime;

import io.millrace.edge.RowOutput;
import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.edge.Waker;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.UnfitSnapshotException;
import io.millrace.runtime.MetricSet.Count;
import io.millrace.state.KeyedState;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A fused chain of operators with its inputs and outputs. One step: send what is owed; if a consumer gives no credit,
 * do nothing; else go on with what was interrupted, or pass on a signal, or fire what processing time made due, or take
 * one batch of input.
 */
abstract class Task implements Unit {

    static final int ROWS_PER_STEP = 1024;

    /** A function that blocks does so again and again, which need not be told each time. */
    private static final Duration LONG_STEPS_TOLD = Duration.ofMinutes(1);

    /** For outputs that no operator announces event time on. */
    static final Port.Announcer NO_ANNOUNCEMENTS = new Port.Announcer() {
        @Override
        public void announceWatermark(long watermark) {}

        @Override
        public void announceIdle() {}
    };

    private final String name;
    private final int subtask;
    private final int parallelism;
    private final Execution execution;
    private final StepBudget budget = new StepBudget(ROWS_PER_STEP);
    private final TaskMeter meter;
    private final List<Stage> stages = new ArrayList<>();
    private final List<MetricSet> metrics = new ArrayList<>();
    private final TaskOutputs outputs = new TaskOutputs(budget.outbox());
    private final Mailbox mail = new Mailbox();
    private final ArrayDeque<Signal> signals = new ArrayDeque<>();
    private final boolean ownThread;
    private Waker scheduler = () -> {};
    private TaskState state = TaskState.CREATED;
    private volatile boolean done;
    private final ProcessingTime processingTime;

    /** What the stages have asked for together. */
    private final WakeUp wakeUp = new WakeUp();

    private Stage fired;
    private boolean firedLast;
    private TaskRestore restore;

    /** Null in a job without snapshots. */
    private final TaskSnapshots snapshots;

    Task(String name, int subtask, int parallelism, Execution execution, boolean ownThread) {
        this.name = name;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.execution = execution;
        snapshots = execution.coordinator() == null ? null : new TaskSnapshots(this, execution.coordinator());
        this.ownThread = ownThread;
        processingTime = new ProcessingTime(execution.clock());
        meter = new TaskMeter(
                name,
                execution.clock(),
                execution.warnings().at("long step of " + name, LONG_STEPS_TOLD),
                ownThread,
                this::remedy);
    }

    /** What to do about a function that takes long. */
    String remedy() {
        return "a sink or callback that blocks should say so, to get a thread of its own";
    }

    final Port newPort(Port.Announcer announcer, Count rowsOut) {
        return new Port(budget, execution.settings().batchSize(), announcer, rowsOut);
    }

    /** Counts what operators emit. */
    final Count rowsOut() {
        return meter.rowsOut();
    }

    /** What signals and resumption go to: the top of the tree of stages. */
    abstract Receiver root();

    /** Takes one portion of input, if there is any; returns whether it did. */
    abstract boolean takeInput() throws Exception;

    void add(Stage stage) {
        stages.add(stage);
        metrics.add(stage.context().metrics());
    }

    void add(MetricSet ofReader) {
        metrics.add(ofReader);
    }

    /** What its operators measure, and its reader. */
    final List<MetricSet> metrics() {
        return metrics;
    }

    /** Adds an output, and who reads it, in the order of its edges. */
    void add(RowOutput output, List<Task> readBy) {
        outputs.add(output, readBy);
    }

    @Override
    public final int doWork() {
        try {
            int answered = mail.isEmpty() ? 0 : mail.run();
            return switch (state) {
                case CREATED -> execution.isTearingDown() ? close() : open();
                case RESTORING -> execution.isTearingDown() ? close() : restore();
                case RUNNING -> execution.isTearingDown() ? close() : answered + step() + writeSnapshot();
                case DRAINING -> execution.isTearingDown() ? close() : drain();
                case CLOSED -> 0;
            };
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** Whatever goes wrong while telling so, the task closes: its job waits for it. */
    private int failed(Throwable error) {
        try {
            execution.fail(error);
        } finally {
            if (state != TaskState.CLOSED) {
                close();
            }
        }
        return 1;
    }

    private int open() throws Exception {
        if (!execution.isRecovered()) {
            return 0;
        }
        meter.start();
        Map<String, KeyedState<?>> keyed = new LinkedHashMap<>();
        for (Stage stage : stages) {
            if (execution.isTearingDown()) {
                return close();
            }
            stage.open();
            stage.context().addKeyedState(keyed);
        }
        if (snapshots != null) {
            keyed.forEach(snapshots::add);
        }
        restore = execution.restoreOf(keyed, KeyGroups.rangeOf(subtask, parallelism));
        state = state.to(TaskState.RESTORING);
        return restore();
    }

    private int restore() throws Exception {
        if (!restoreStep()) {
            return 1;
        }
        for (Stage stage : stages) {
            stage.restored();
        }
        FusedStages.fuse(stages);
        state = state.to(TaskState.RUNNING);
        execution.ready(this);
        return 1;
    }

    /** All of the job has opened; nothing has been read by now. */
    void begin() {
        if (state == TaskState.RUNNING) {
            stages.forEach(Stage::begin);
            if (execution.plan().isOfSnapshot()) {
                snapshotEnded(execution.plan().origin().snapshot(), true);
            }
        }
    }

    private boolean restoreStep() throws IOException {
        try {
            return restore.step();
        } catch (JobRefusedException e) {
            throw e;
        } catch (DiskException e) {
            if (e.isPermanent()) {
                throw unfit(e);
            }
            throw e;
        } catch (DamagedSnapshotException | UnfitStateException e) {
            throw unfit(e);
        } catch (IOException | UncheckedIOException e) {
            // the store may give it at another time
            throw new IOException(cannotGoOn(e), e);
        }
    }

    private UnfitSnapshotException unfit(IOException reason) {
        return new UnfitSnapshotException(cannotGoOn(reason), reason);
    }

    private String cannotGoOn(Throwable cause) {
        return "task " + name + " cannot go on from the snapshot: " + SafeText.message(cause);
    }

    private int writeSnapshot() {
        return snapshots != null && snapshots.step() ? 1 : 0;
    }

    private int step() throws Exception {
        meter.stepBegins();
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
        meter.stepEnds(worked);
        return worked ? 1 : sent;
    }

    private boolean proceed() throws Exception {
        if (!root().resume() || !resumeFired()) {
            return true;
        }
        Signal signal = signals.poll();
        if (signal != null) {
            forward(signal);
            return true;
        }
        // Input is asked for between any two firings: an operator that finds its input silent can look twice.
        boolean inputFirst = firedLast;
        firedLast = false;
        return inputFirst ? takeInput() || fireDue() : fireDue() || takeInput();
    }

    private void forward(Signal signal) throws Exception {
        if (signal instanceof Signal.Watermark watermark) {
            meter.watermark(watermark.timestamp());
        }
        if (snapshots != null && signal instanceof Signal.Barrier barrier) {
            snapshots.pass(barrier, root());
        } else {
            root().signal(signal);
        }
        if (signal instanceof Signal.EndOfStream) {
            state = state.to(TaskState.DRAINING);
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
            execution.closing(this);
            stages.forEach(this::close);
            closeInput();
            closeRestore();
        } finally {
            done = true;
            mail.run();
            execution.closed(this);
        }
        return 1;
    }

    private void close(Stage stage) {
        try {
            stage.close();
        } catch (Throwable e) {
            execution.fail(e);
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
            execution.fail(e);
        }
    }

    /** Adds what the task itself has to give to a snapshot. */
    void addParts(TaskSnapshots snapshot) throws Exception {}

    /** The last snapshot is safe, so that nothing keeps the stream from ending; for the tasks of sources. */
    void endStream() {}

    /** A snapshot is complete, or given up; may be told late, and more than once. */
    void endSnapshot(long snapshot, boolean complete) {
        // Behind the end of the stream, too: the message may have come in the step that met it.
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            snapshots.end(snapshot, complete);
            if (!execution.isTearingDown()) {
                snapshotEnded(snapshot, complete);
            }
        }
    }

    /** Tells those who take part in snapshots what has become of one. */
    void snapshotEnded(long snapshot, boolean complete) {
        stages.forEach(stage -> stage.snapshotEnded(snapshot, complete));
    }

    /** What it has given for earlier snapshots is lost: the next one gets everything. */
    void beginChain() {
        snapshots.beginChain();
    }

    /** From any thread: has something done on the thread of the task. */
    final void tell(Runnable message) {
        mail.add(message);
        wake();
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
        if (wakeUp.isNever()) {
            return false;
        }
        long nanos = clock().nanos();
        long now = processingTime.millis(nanos);
        if (!wakeUp.take(now, nanos)) {
            return false;
        }
        Stage due = null;
        wakeUp.clear();
        for (Stage stage : stages) {
            if (due == null && stage.context().wakeUp().take(now, nanos)) {
                due = stage;
            }
            wakeUp.at(stage.context().wakeUp());
        }
        firedLast = due != null;
        if (due != null && execution.settings().measureLatency()) {
            budget.ingestedNanos(clock().nanos());
        }
        if (due != null && !due.processingTime(now)) {
            fired = due;
        }
        return due != null;
    }

    /** What processing time began is gone on with from its stage: those above know nothing of it. */
    private boolean resumeFired() {
        if (fired != null && !fired.resume()) {
            return false;
        }
        fired = null;
        return true;
    }

    /**
     * Has the task say what it is at, on its own thread and between steps; called by another thread. A task that has
     * closed answers at once. Empty when it does not answer in time.
     *
     * @param question null to ask about no key
     */
    final Optional<TaskView> answer(KeyQuestion question, Duration patience) throws InterruptedException {
        FutureTask<TaskView> answer = new FutureTask<>(() -> view(question));
        tell(answer);
        if (done) {
            answer.run();
        }
        try {
            return Optional.of(answer.get(Times.nanos(patience), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "task " + name + " cannot say what it is at: " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(false);
        }
    }

    /** To be called by whoever runs the task. */
    final TaskView view(KeyQuestion question) {
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            // Waiting and being held back are measured from step to step, and the last one may be long ago.
            meter.stepBegins();
        }
        return TaskView.of(this, question);
    }

    /** The consumers that give no credit. */
    final List<Task> blockedBy() {
        return outputs.blocking();
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
    public final void runBy(Waker newScheduler) {
        scheduler = newScheduler;
    }

    @Override
    public final void wake() {
        scheduler.wake();
    }

    @Override
    public final boolean isDone() {
        return done;
    }

    @Override
    public final boolean needsOwnThread() {
        return ownThread;
    }

    @Override
    public final double share() {
        return 1.0 / parallelism;
    }

    final int subtask() {
        return subtask;
    }

    final int parallelism() {
        return parallelism;
    }

    final TaskSnapshots snapshots() {
        return snapshots;
    }

    /** While it is blocked, nothing that is due helps; the consumer that gives a credit wakes it. */
    @Override
    public final long nanosToDeadline() {
        return meter.isBlocked() ? NO_DEADLINE : Math.min(nanosToWake(), nanosToInput());
    }

    @Override
    public final long nanosToShed() {
        return state == TaskState.RUNNING ? outputs.nanosToShed(clock().nanos()) : NO_DEADLINE;
    }

    /** Nanoseconds until there may be input though nobody wakes the task, or {@link #NO_DEADLINE}. */
    long nanosToInput() {
        return NO_DEADLINE;
    }

    private long nanosToWake() {
        if (wakeUp.isNever()) {
            return NO_DEADLINE;
        }
        long nanos = clock().nanos();
        return wakeUp.nanosLeft(processingTime.millis(nanos), nanos);
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

    @Override
    public final String roleName() {
        return name;
    }

    final WakeUp wakeUp() {
        return wakeUp;
    }

    final ProcessingTime processingTime() {
        return processingTime;
    }

    final Execution execution() {
        return execution;
    }

    final StepBudget budget() {
        return budget;
    }

    final TaskMeter meter() {
        return meter;
    }

    final Clock clock() {
        return execution.clock();
    }

    final long unblockedNanos() {
        return meter.unblockedNanos();
    }

    final long waitedNanos() {
        return meter.waitedNanos();
    }

    final List<Stage> stages() {
        return stages;
    }

    final TaskState state() {
        return state;
    }

    @Override
    public final String toString() {
        return name + " " + state;
    }
}
