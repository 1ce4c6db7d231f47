package io.millrace.runtime.task;

import io.millrace.edge.RowOutput;
import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.task.ObservedTask.KeptState;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A fused chain of operators with its inputs and outputs. One step: send what is owed; if a consumer gives no credit,
 * do nothing; else go on with what was interrupted, or pass on a signal, or fire what processing time made due, or take
 * one batch of input.
 */
public abstract class Task extends TaskLife implements ObservedTask {

    static final int ROWS_PER_STEP = 1024;

    private final TaskResources resources;
    private final StepBudget budget = new StepBudget(ROWS_PER_STEP);
    private final TaskOutputs outputs = new TaskOutputs(budget.outbox());
    private final Supplier<String> blockers = this::blockers;
    private final ArrayDeque<Signal> signals = new ArrayDeque<>();

    /** Whether nothing is done before an operator is woken, or a time comes. */
    private boolean waits;

    /** Whether the stages are not done with what they were given, as of when they were called last. */
    private boolean busy;

    /** Whether a barrier passes, so that nothing that is behind it may begin. */
    private boolean passing;

    /** Whether the end of the data has been told to the stages. */
    private boolean endPassed;

    private final Alarms alarms;

    private final Firing firing;
    private final TaskViews views;

    Task(String name, int subtask, int parallelism, TaskEnvironment environment, boolean ownThread) {
        super(name, subtask, parallelism, environment, ownThread);
        ProcessingTime processingTime = new ProcessingTime(job().clock());
        alarms = new Alarms(processingTime, this);
        resources = new TaskResources(environment, budget, meter(), processingTime, alarms, snapshots());
        firing = new Firing(stages(), resources);
        views = new TaskViews(this, resources, stages(), outputs);
    }

    /** Tells what of it opens, and when. */
    public void expect(BiConsumer<JobControl.Phase, String> parts) {
        parts.accept(JobControl.Phase.TASKS, roleName());
    }

    /** What signals and resumption go to: the top of the tree of stages. */
    abstract Receiver root();

    /** Takes one portion of input, if there is any; returns whether it did. */
    abstract boolean takeInput() throws Exception;

    /** Adds an output, and who reads it, in the order of its edges; returns what rows are handed to that go there. */
    public Receiver add(RowOutput output, List<Task> readBy) {
        return outputs.add(output, readBy);
    }

    @Override
    final int step() throws Exception {
        meter().stepBegins();
        waits = false;
        outputs.shed(meter().stepBegan());
        long sentBefore = outputs.batchesSent();
        int sent = outputs.flush();
        if (!outputs.isReady()) {
            meter().stepBlockedBy(blockers);
            return sent;
        }
        meter().stepHasRoom();
        budget.begin();
        boolean worked = proceed();
        sent += outputs.flush();
        if (sent > 0) {
            outputs.sent(meter().stepBegan());
        }
        if (waits) {
            meter().stepBlocked();
        } else {
            meter().stepEnds(worked);
        }
        // An operator that waits may have handed on what fills batches all the same.
        return worked || outputs.batchesSent() > sentBefore ? 1 : sent;
    }

    private String blockers() {
        return outputs.blocking().stream().map(ObservedTask::roleName).collect(Collectors.joining(", "));
    }

    private boolean proceed() throws Exception {
        int before = alarms.calls();
        busy = !root().resume() || !firing.resume();
        if (busy) {
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
        if (passing) {
            return false;
        }
        boolean worked = firing.takeFiredLast() ? takeInput() || firing.fireDue() : firing.fireDue() || takeInput();
        busy = firing.isCalling();
        return worked;
    }

    /** Whether a step has to go on with what has come already, before anything else is given to the task. */
    public final boolean isBusy() {
        return busy || !signals.isEmpty();
    }

    /** Whether it does not go on before an operator is woken, or a time comes, as of the last step. */
    public final boolean isWaiting() {
        return waits;
    }

    /** Rows have been given to the stages outside of a step. */
    final void given(boolean done) {
        busy = !done;
    }

    /**
     * Queues a barrier outside of a step: all that comes before it has come. Nothing else is begun until it {@linkplain
     * #passed has passed}.
     */
    public final void barrier(long snapshot) {
        passing = true;
        enqueue(new Signal.Barrier(snapshot));
    }

    /** A barrier has passed that was queued outside of a step, or is not waited for any more. */
    public final void passed() {
        passing = false;
    }

    /** Whether such a barrier is waited for. */
    public final boolean isPassing() {
        return passing;
    }

    /** Whether the data have ended, and all operators are done with that. */
    public final boolean hasEnded() {
        return endPassed && !snapshots().holdsEnd() && !isBusy();
    }

    /** Says when whoever takes what leaves the task, other than by edges, has room for it; before the first step. */
    public final void waitFor(BooleanSupplier room) {
        outputs.waitFor(room);
    }

    /** The stream does not end before the operators are done with the end of the data. */
    private Signal nextSignal() {
        return snapshots().holdsEnd() && signals.peek() instanceof Signal.EndOfStream ? null : signals.poll();
    }

    private void forward(Signal signal) throws Exception {
        if (signal instanceof Signal.Watermark watermark) {
            meter().watermark(watermark.timestamp());
        }
        if (snapshots().areTaken() && signal instanceof Signal.Barrier barrier) {
            pass(barrier);
        } else {
            busy = !root().signal(signal);
        }
        endPassed |= signal instanceof Signal.EndOfData;
        if (signal instanceof Signal.EndOfStream) {
            endsStream();
        }
    }

    private void pass(Signal.Barrier barrier) throws Exception {
        if (snapshots().begin(barrier.snapshot(), stages().size())) {
            addParts(snapshots());
            snapshots().passed();
            busy = !root().signal(barrier);
        }
    }

    @Override
    final int drain() {
        meter().stepBegins();
        int sent = outputs.flush();
        if (!outputs.isDrained()) {
            meter().stepBlockedBy(blockers);
            return sent;
        }
        return close();
    }

    /** Adds what the task itself has to give to a snapshot. */
    void addParts(TaskSnapshots snapshot) throws Exception {}

    /** Whether those who make event time have said what there was to be said, and the consumers have worked that off. */
    final boolean isHeard() {
        return !firing.isDue(stage -> stage.context().makesWatermarks()) && outputs.isConsumed();
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

    @Override
    public final Future<TaskView> ask(Optional<KeyQuestion> question) {
        return ask(() -> view(question));
    }

    @Override
    public final Optional<TaskBooks> books(Duration patience) throws InterruptedException {
        return TaskViews.awaited(ask(this::books), this, patience);
    }

    private <V> Future<V> ask(Callable<V> question) {
        FutureTask<V> answer = new FutureTask<>(question);
        if (!isDone()) {
            tell(answer);
        }
        if (isDone()) {
            answer.run();
        }
        return answer;
    }

    @Override
    public final Optional<TaskView> answer(Optional<KeyQuestion> question, Duration patience)
            throws InterruptedException {
        return TaskViews.awaited(ask(question), this, patience);
    }

    @Override
    public final Optional<KeptState> kept(KeyQuestion question, Duration patience) throws InterruptedException {
        return TaskViews.awaited(ask(() -> kept(question)), this, patience);
    }

    @Override
    public final KeptState kept(KeyQuestion question) {
        return views.kept(state(), question);
    }

    @Override
    public final TaskView view(Optional<KeyQuestion> question) {
        return views.of(state(), inputViews(), question);
    }

    @Override
    public final TaskBooks books() {
        return views.books(sourceFlow());
    }

    /** What has become of what was read, where it is a source that it reads. */
    Optional<TaskBooks.Flow> sourceFlow() {
        return Optional.empty();
    }

    /** What is to be told of the input. */
    TaskView.Inputs inputViews() {
        return TaskView.Inputs.NONE;
    }

    /** While it is blocked, nothing that is due helps; the consumer that gives a credit wakes it. */
    @Override
    public final long nanosToDeadline() {
        if (waits) {
            return firing.nanosToResume();
        }
        return meter().isBlocked() ? NO_DEADLINE : Math.min(nanosToWake(), nanosToInput());
    }

    @Override
    public final long nanosToShed() {
        return isRunning() ? outputs.nanosToShed(job().clock().nanos()) : NO_DEADLINE;
    }

    /** Nanoseconds until there may be input though nobody wakes the task, or {@link #NO_DEADLINE}. */
    long nanosToInput() {
        return NO_DEADLINE;
    }

    private long nanosToWake() {
        return control().phase().isOpen() ? alarms.nanosLeft() : NO_DEADLINE;
    }

    @Override
    public final String doing() {
        return calling().map(operator -> " in '" + operator + "'").orElse("");
    }

    /** The last of the calls that are under way, of the tree of stages. */
    @Override
    public final Optional<String> calling() {
        Optional<String> operator = Optional.empty();
        for (Stage stage : stages()) {
            if (stage.isCalling()) {
                operator = Optional.of(stage.context().operator());
            }
        }
        return operator;
    }

    /** What its stages share. */
    public final TaskResources resources() {
        return resources;
    }

    public final StepBudget budget() {
        return budget;
    }
}
