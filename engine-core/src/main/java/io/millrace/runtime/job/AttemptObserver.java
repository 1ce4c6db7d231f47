package io.millrace.runtime.job;

import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.Ledger;
import io.millrace.metrics.TaskMetrics;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobStatus;
import io.millrace.runtime.explain.Bookkeeper;
import io.millrace.runtime.explain.Explainer;
import io.millrace.runtime.explain.KeyLook;
import io.millrace.runtime.explain.Standstill;
import io.millrace.runtime.explain.WatermarkHolders;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.metrics.JobMeter.Progress;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.Task;
import io.millrace.runtime.task.TaskView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at an attempt from outside, for those who want to know how it gets on. Thread-safe. */
public final class AttemptObserver {

    /** A step is shorter, unless a function takes long. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    /** A task that has not answered by then is taken to hang. */
    private static final Duration PATIENCE_AT_STANDSTILL = Duration.ofSeconds(2);

    private final JobContext job;
    private final JobStatus status;
    private final JobMeter meter;
    private final Layout layout;
    private final List<Task> tasks;
    private final Scheduler scheduler;
    private final TaskAnswers answers;

    AttemptObserver(
            JobContext job, JobStatus status, JobMeter meter, Layout layout, List<Task> tasks, Scheduler scheduler) {
        this.job = job;
        this.status = status;
        this.meter = meter;
        this.layout = layout;
        this.tasks = tasks;
        this.scheduler = scheduler;
        answers = new TaskAnswers(tasks, scheduler.clock());
    }

    /** How far the tasks are. Runs nothing of the user's. */
    public List<Progress> progress() {
        return meter.progress();
    }

    /** Whether there is something on the way between tasks. */
    boolean hasInput() {
        return meter.hasInput();
    }

    /** What is counted, without asking the tasks; the gauges of users are asked here. */
    public JobMetrics counted() {
        return meter.read(job.name(), job.attempt(), status.state());
    }

    /** What is counted, and what the tasks say; one that does not answer in a moment has said it before. */
    public JobMetrics measured() {
        return scheduler.onEngineThread() ? counted() : measured(answers.within(PATIENCE));
    }

    /** As {@link #measured}, by the thread that runs the units, between their steps. */
    public JobMetrics measuredHere() {
        return scheduler.onEngineThread() ? counted() : measured(TaskAnswers.here(tasks));
    }

    private JobMetrics measured(Map<ObservedTask, TaskView> views) {
        Map<String, String> holders = new WatermarkHolders(layout, views).byTask();
        JobMetrics counted = counted();
        List<TaskMetrics> told = counted.tasks().stream()
                .map(task -> task.withWatermarkHeldBy(Optional.ofNullable(holders.get(task.task()))))
                .toList();
        return counted.withTasks(told);
    }

    /** Looks where the threads of the tasks are. */
    public void sample(StackSamples samples) {
        samples.look(tasks, scheduler);
    }

    /** The tasks of which a step is under way, as far as that can be told. */
    List<String> inStep() {
        return tasks.stream().filter(this::isInStep).map(Task::roleName).toList();
    }

    /** Whether a task is held back, by a consumer or by an operator that waits; about right. */
    boolean isHeldBack() {
        return tasks.stream().anyMatch(task -> task.meter().isBlocked());
    }

    private boolean isInStep(Unit task) {
        return scheduler.stackOf(task).length > 0;
    }

    /** Why it does not get on though it has something to do. */
    Standstill.Reason standstill() {
        Map<ObservedTask, TaskView> views = new HashMap<>(answers.within(PATIENCE_AT_STANDSTILL));
        views.keySet().removeAll(answers.silent());
        try {
            return new Standstill(layout, views, this::isInStep, scheduler::whereabouts).reason();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    /** Where each event has gone. */
    public Ledger ledger(Duration patience) throws InterruptedException {
        return bookkeeper(task -> task.books(patience)).ledger();
    }

    /** As {@link #ledger}, by the thread that runs the units, between their steps. */
    public Ledger ledgerHere() {
        try {
            return bookkeeper(task -> Optional.of(task.books())).ledger();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    /** What in {@link #ledgerHere} does not balance, in words. */
    public List<String> ledgerFaultsHere() {
        try {
            return bookkeeper(task -> Optional.of(task.books())).faults();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    private Bookkeeper bookkeeper(Bookkeeper.Asker asker) {
        return new Bookkeeper(job.name(), status.state(), layout, asker);
    }

    /** Looks what operators keep of keys. */
    public KeyLook keyLook(KeyLook.Asker asker) {
        return new KeyLook(job.name(), layout, asker, scheduler::whereabouts);
    }

    Explainer explainer(Explainer.Asker asker) {
        return new Explainer(job.name(), status, layout, asker, scheduler::whereabouts);
    }
}
