package io.millrace.runtime.job;

import io.millrace.job.JobState;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.Pause;
import java.util.Optional;

/** The attempt that there is at a job, or the pause behind it; and what the job was told, which whatever comes next is told, too. Thread-safe. */
final class CurrentAttempt {

    private final Runnable changed;
    private volatile JobAttempt attempt;

    /** Whether the attempt has opened, or had before it failed. */
    private volatile boolean running;

    private volatile boolean cancelled;
    private volatile StopMode stopMode = StopMode.NONE;

    /** What there is between two attempts. */
    private volatile Optional<Pause> pause = Optional.empty();

    /** @param changed called when the state of the job may be another one */
    CurrentAttempt(Runnable changed) {
        this.changed = changed;
    }

    /** Null before the first one. */
    JobAttempt get() {
        return attempt;
    }

    /** Whoever has told the attempt before to end meant the job. */
    synchronized void follow(JobAttempt next) {
        attempt = next;
        pause = Optional.empty();
        if (cancelled) {
            next.cancel();
        } else if (isStopped()) {
            next.stop(stopMode);
        }
        changed.run();
    }

    /** All of the attempt has opened. */
    void opened() {
        running = true;
        changed.run();
    }

    /** The attempt is over, and another one follows. */
    void failed() {
        running = false;
        changed.run();
    }

    synchronized void pause(Pause next) {
        pause = Optional.of(next);
        if (cancelled || isStopped()) {
            next.end();
        }
    }

    /** The first call decides. */
    synchronized void stop(StopMode mode) {
        if (!isStopped()) {
            stopMode = mode;
        }
        attempt.stop(mode);
        pause.ifPresent(Pause::end);
    }

    synchronized void cancel() {
        cancelled = true;
        attempt.cancel();
        changed.run();
        pause.ifPresent(Pause::end);
    }

    boolean isPausing() {
        return pause.isPresent();
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean isStopped() {
        return stopMode != StopMode.NONE;
    }

    /** What listeners are told while the job has not ended: that it runs not before all of it has opened. */
    Optional<JobState> stateToTell() {
        return Optional.ofNullable(attempt).map(each -> state()).filter(state -> running || state != JobState.RUNNING);
    }

    /** What the job is at, unless it has ended. */
    JobState state() {
        JobState state = isPausing() ? JobState.RESTARTING : attempt.state();
        // When the attempt is over, the job is as soon as its store is closed.
        return switch (state) {
            case RESTARTING -> cancelled ? JobState.CANCELLING : JobState.RESTARTING;
            case FINISHED -> JobState.STOPPING;
            case CANCELLED -> JobState.CANCELLING;
            case FAILED -> JobState.FAILING;
            default -> state;
        };
    }
}
