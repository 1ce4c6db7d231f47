package io.millrace.runtime.job;

import io.millrace.job.JobState;
import io.millrace.metrics.internal.HumanText;
import io.millrace.runtime.explain.Standstill.Reason;
import io.millrace.runtime.metrics.JobMeter.Progress;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.state.time.Times;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices when a job stands still though it has something to do, and says so in the log, once each time. It is looked at now and then, by no
 * thread that runs units: a look reads what the engine counts and runs nothing of the user's; whatever more there is to be done about a standstill is done elsewhere. Thread-safe.
 */
public final class StallWatch {

    /** So long it may stand still. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** What is longer between two looks was no standstill of the job: the process was frozen, or its machine asleep, and nobody could do anything. */
    private static final Duration LONGEST = BETWEEN_LOOKS.multipliedBy(2);

    /** By how much a time may seem to move that an operator waits for. */
    private static final long A_SECOND = Times.nanos(Duration.ofSeconds(1));

    /** How far an attempt is. */
    private record Look(AttemptObserver attempt, List<Progress> tasks) {

        private boolean isAsFarAs(Look other) {
            return attempt == other.attempt
                    && tasks.stream()
                            .map(Progress::withoutTime)
                            .toList()
                            .equals(other.tasks.stream()
                                    .map(Progress::withoutTime)
                                    .toList());
        }

        /** Whether a step is under way that was so at the look before. */
        private boolean isInOneStepSince(Look before) {
            List<String> inStep = attempt.inStep();
            return tasks.stream().anyMatch(task -> inStep.contains(task.task()) && before.tasks.contains(task));
        }
    }

    private final Supervisor job;
    private final Scheduler scheduler;
    private final Executor elsewhere;
    private final AtomicBoolean asking = new AtomicBoolean();
    private Look before;
    private long lookedAt;
    private Duration stood = Duration.ZERO;

    /** What an operator waits for, as of when the tasks were asked last in this standstill. */
    private OptionalLong awaited = OptionalLong.empty();

    private volatile Optional<Reason> stall = Optional.empty();

    /** @param elsewhere where the tasks are asked why they do not get on, and the log is written */
    public StallWatch(Supervisor job, Scheduler scheduler, Executor elsewhere) {
        this.job = job;
        this.scheduler = scheduler;
        this.elsewhere = elsewhere;
        before = now();
        lookedAt = scheduler.clock().nanos();
    }

    private Look now() {
        AttemptObserver attempt = job.attempt().observer();
        return new Look(attempt, attempt.progress());
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
    public void look() {
        if (standsForLong() && stall.isEmpty() && asking.compareAndSet(false, true)) {
            try {
                elsewhere.execute(this::ask);
            } catch (Throwable e) {
                asking.set(false);
                throw e;
            }
        }
    }

    private synchronized boolean standsForLong() {
        Look now = now();
        Duration since = Duration.ofNanos(scheduler.clock().nanos() - lookedAt);
        lookedAt = scheduler.clock().nanos();
        if (now.isAsFarAs(before) && !job.isOpening() && hasWork(now)) {
            stood = stood.plus(since.compareTo(LONGEST) < 0 ? since : LONGEST);
        } else {
            stood = Duration.ZERO;
            awaited = OptionalLong.empty();
            stall = Optional.empty();
        }
        before = now;
        return isTooLong();
    }

    private boolean isTooLong() {
        return stood.compareTo(PATIENCE) >= 0;
    }

    /** A job that has been told to end has that to do, and a task that is held back has what it is held back with. */
    private boolean hasWork(Look now) {
        JobState state = job.state();
        return state == JobState.STOPPING
                || (state == JobState.RUNNING
                        && (now.attempt.hasInput() || now.attempt.isHeldBack() || now.isInOneStepSince(before)));
    }

    private void ask() {
        try {
            Reason reason = job.attempt().observer().standstill();
            conclude(reason).ifPresent(time -> tell(reason, time));
        } finally {
            asking.set(false);
        }
    }

    /** For how long it has stood still for that reason; empty when it has gone on meanwhile, or will do so by itself. */
    private synchronized Optional<Duration> conclude(Reason reason) {
        if (!isTooLong() || waitsForATime(reason)) {
            return Optional.empty();
        }
        stall = Optional.of(reason);
        return Optional.of(stood);
    }

    private void tell(Reason reason, Duration time) {
        scheduler.log().log(
                Level.WARNING,
                "job '" + job.name() + "' has stood still for " + HumanText.duration(time)
                        + " though it has something to do: " + reason.text(),
                (Throwable) null);
    }

    /** Whoever waits for a time that stays the same goes on when it comes; one who asks again and again for a later one does not. */
    private boolean waitsForATime(Reason reason) {
        OptionalLong until = reason.untilNanos();
        boolean waits = until.isPresent()
                && until.getAsLong() - scheduler.clock().nanos() > -A_SECOND
                && (awaited.isEmpty() || Math.abs(until.getAsLong() - awaited.getAsLong()) <= A_SECOND);
        awaited = until;
        return waits;
    }
}
