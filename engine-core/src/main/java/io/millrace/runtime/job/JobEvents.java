package io.millrace.runtime.job;

import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.state.log.SafeText;
import io.millrace.state.log.Warnings;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the listeners of a job, on a thread of its own, which there is only when somebody listens. What is told is queued
 * under a lock, so that all listeners see one order. Thread-safe.
 */
public final class JobEvents extends AbstractUnit implements JobListener {

    private final Scheduler scheduler;
    private final Warnings warnings;
    private final Supplier<Optional<JobState>> state;
    private final List<JobListener> listeners = new ArrayList<>();
    private JobState toldState;
    private boolean started;

    /** What happens when all has been told; null until the job is over, and when it has happened. */
    private Runnable whenTold;

    private boolean over;
    private boolean left;

    /** @param state of the job, as of now; empty while there is none to be told */
    JobEvents(String job, Scheduler scheduler, Warnings warnings, Supplier<Optional<JobState>> state) {
        super(job + "-listeners-0", true);
        this.scheduler = scheduler;
        this.warnings = warnings;
        this.state = state;
    }

    /** Tells it the state at which it comes in, unless that is yet to be told, and whatever follows. */
    public synchronized void add(JobListener listener) {
        if (over) {
            return;
        }
        if (!started) {
            started = true;
            scheduler.start(List.of(this));
        }
        listeners.add(listener);
        if (toldState != null) {
            JobState now = toldState;
            tell(() -> call(listener, each -> each.onState(now)));
        }
    }

    /** Tells it nothing more, but for what is queued. */
    public synchronized void remove(JobListener listener) {
        listeners.removeIf(each -> each == listener);
    }

    /** The state may be another one. */
    synchronized void stateMayHaveChanged() {
        state.get().ifPresent(this::onState);
    }

    @Override
    public synchronized void onState(JobState newState) {
        if (!over && newState != toldState) {
            toldState = newState;
            tellAll(each -> each.onState(newState));
        }
    }

    @Override
    public void onRestart(Throwable failure, Duration delay) {
        tellAll(each -> each.onRestart(failure, delay));
    }

    @Override
    public void onSnapshotComplete(SnapshotInfo snapshot) {
        tellAll(each -> each.onSnapshotComplete(snapshot));
    }

    @Override
    public void onSnapshotFailed(long snapshot, String reason) {
        tellAll(each -> each.onSnapshotFailed(snapshot, reason));
    }

    private synchronized void tellAll(Consumer<JobListener> event) {
        for (JobListener listener : listeners) {
            tell(() -> call(listener, event));
        }
    }

    private void call(JobListener listener, Consumer<JobListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            warnings.at("listeners").log(
                    Logger.Level.WARNING,
                    () -> "a listener of the job, " + listener.getClass().getName() + ", has failed, which changes"
                            + " nothing for the job: " + SafeText.of(e));
        }
    }

    /**
     * The job is over.
     *
     * @param then what is to happen when the listeners have been told
     */
    void end(JobState last, Runnable then) {
        boolean listened;
        synchronized (this) {
            onState(last);
            over = true;
            whenTold = then;
            listened = started && !left;
        }
        if (listened) {
            tell(this::told);
        } else {
            told();
        }
    }

    /** A listener has called {@code System.exit}, and does not return. */
    void leave() {
        boolean waited;
        synchronized (this) {
            left = true;
            waited = over;
        }
        if (waited) {
            told();
        }
    }

    /** Nothing more is told. */
    void told() {
        Runnable then;
        synchronized (this) {
            then = whenTold;
            whenTold = null;
        }
        finish();
        if (then != null) {
            then.run();
        }
        wake();
    }

    @Override
    public int doWork() {
        return isDone() ? 0 : heed();
    }

    @Override
    public long nanosToDeadline() {
        return NO_DEADLINE;
    }

    @Override
    public String doing() {
        return " in a listener";
    }
}
