package io.millrace.runtime.job;

import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.metrics.internal.HumanText;
import io.millrace.runtime.explain.Standstill.Reason;
import io.millrace.runtime.schedule.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Notices when a job stands still though it has something to do, and says so in the log, once each time. It is looked at now and then, by no
 * thread that runs units. Thread-safe.
 */
public final class StallWatch {

    /** So long it may stand still. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** How far a task is. */
    private record Progress(long in, long out, Optional<Instant> watermark) {

        static Progress of(TaskMetrics task) {
            return new Progress(task.eventsIn(), task.eventsOut(), task.watermark());
        }
    }

    private final Supervisor job;
    private final Scheduler scheduler;
    private JobMetrics before;
    private long sinceNanos;
    private volatile Optional<Reason> stall = Optional.empty();

    public StallWatch(Supervisor job, Scheduler scheduler) {
        this.job = job;
        this.scheduler = scheduler;
        before = job.metrics(AttemptObserver::counted);
        sinceNanos = scheduler.clock().nanos();
    }

    /** Looks now and then from now on, until the job has ended. */
    public StallWatch begin() {
        scheduler.after(BETWEEN_LOOKS, () -> {
            if (!job.state().isTerminal()) {
                try {
                    look();
                } finally {
                    begin();
                }
            }
        });
        return this;
    }

    /** Why the job stands still, as of the latest look. */
    public Optional<Reason> stall() {
        return stall;
    }

    /** Looks how far the job is. */
    public synchronized void look() {
        JobMetrics now = job.metrics(AttemptObserver::counted);
        boolean stands = progress(now).equals(progress(before)) && now.restarts() == before.restarts();
        if (!stands || job.isOpening() || !hasWork(now)) {
            sinceNanos = scheduler.clock().nanos();
            stall = Optional.empty();
        } else if (stall.isEmpty() && stoodFor().compareTo(PATIENCE) >= 0) {
            tell(job.attempt().observer().standstill());
        }
        before = now;
    }

    private Duration stoodFor() {
        return Duration.ofNanos(scheduler.clock().nanos() - sinceNanos);
    }

    private static List<Progress> progress(JobMetrics metrics) {
        return metrics.tasks().stream().map(Progress::of).toList();
    }

    /** A job that has been told to end has that to do, and a task that is held back has what it is held back with. */
    private boolean hasWork(JobMetrics now) {
        return now.state() == JobState.STOPPING
                || (now.state() == JobState.RUNNING
                        && (now.edges().stream().anyMatch(edge -> edge.batches() > 0)
                                || job.attempt().observer().isHeldBack()
                                || isInOneStep(now)));
    }

    /** Whether a step is under way that was so at the look before. */
    private boolean isInOneStep(JobMetrics now) {
        List<String> inStep = job.attempt().observer().inStep();
        for (int i = 0; i < now.tasks().size(); i++) {
            TaskMetrics task = now.tasks().get(i);
            if (inStep.contains(task.task())
                    && told(task).equals(told(before.tasks().get(i)))) {
                return true;
            }
        }
        return false;
    }

    private static Duration told(TaskMetrics task) {
        return task.busy().plus(task.idle()).plus(task.blocked());
    }

    private void tell(Reason reason) {
        stall = Optional.of(reason);
        scheduler.log().log(
                Level.WARNING,
                "job '" + job.name() + "' has stood still for " + HumanText.duration(stoodFor())
                        + " though it has something to do: " + reason.text(),
                (Throwable) null);
    }
}
