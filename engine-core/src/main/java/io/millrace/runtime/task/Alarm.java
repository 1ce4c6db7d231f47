package io.millrace.runtime.task;

import io.millrace.runtime.schedule.Unit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When an operator is to be called though nothing comes for it: at times that it has asked for, and when its waker is
 * called. What has happened is kept until the operator is told. Confined to the task's thread, but for the waker.
 */
public final class Alarm {

    private final WakeUp times = new WakeUp();

    /** Stays set from the end on, so that nothing happens any more. */
    private final AtomicBoolean woken = new AtomicBoolean();

    private final Runnable waker;
    private boolean canBeWoken;
    private boolean timeDue;
    private boolean wakeDue;
    private boolean waits;

    /** What is being called, as far as it may wait. */
    private Calling calling = Calling.NOTHING;

    /** Whether it is to be looked at what the operator keeps, though no method of it has to be called. */
    private boolean keptMayHaveChanged;

    /** What of an operator is being called. */
    public enum Calling {
        /** Nothing that may be called again because it is not done. */
        NOTHING,
        /** What lets nothing pass before it is done. */
        METHOD,
        /** The end of the data, during which the operator is told what else there is to be told. */
        END_OF_DATA
    }

    /** @param onWoken called by the thread that wakes the operator, once until it is looked */
    public Alarm(Runnable onWoken) {
        waker = () -> {
            // Written however often it is called: whoever looks then has seen all that every caller did before.
            if (!woken.getAndSet(true)) {
                onWoken.run();
            }
        };
    }

    /** What wakes the operator, from any thread. */
    public Runnable waker() {
        canBeWoken = true;
        return waker;
    }

    /** The times that are asked for. */
    public WakeUp times() {
        return times;
    }

    /** The operator is called: it has not said yet that it waits. */
    public void calling(Calling what) {
        calling = what;
        waits = false;
    }

    /** The call has returned. */
    public void called() {
        calling = Calling.NOTHING;
    }

    /** The operator is not called again with what it was called with. */
    public void done() {
        waits = false;
    }

    /** The method that is being called cannot go on before it rings. */
    public void await(String operator) {
        if (calling == Calling.NOTHING) {
            throw new IllegalStateException("operator '" + operator
                    + "' calls awaitWake() where it is not waited for: it is for methods that return whether they are done,"
                    + " on the thread that calls them");
        }
        // What is due is told while the end of the data waits; whatever else waits has to be woken anew.
        boolean isTold = calling == Calling.END_OF_DATA && (timeDue || wakeDue);
        if (!canBeWoken && times.isNever() && !isTold) {
            throw new IllegalStateException("operator '" + operator
                    + "' would wait for ever: ask for a time or for waker() before awaitWake()");
        }
        waits = true;
    }

    /** Whether the method that was called last waits. */
    public boolean waits() {
        return waits;
    }

    /** Whether it has rung since it was looked last. */
    public boolean look(long nowMillis, long nowNanos) {
        boolean time = times.take(nowMillis, nowNanos);
        boolean wake = woken.get() && woken.getAndSet(false);
        timeDue |= time;
        wakeDue |= wake;
        return time || wake;
    }

    /** Whether there is something that the operator has not been told. */
    public boolean isDue() {
        return timeDue || wakeDue || keptMayHaveChanged;
    }

    /** Whether there is more than one thing to be told. */
    boolean isDueTwice() {
        return timeDue && wakeDue;
    }

    /** What the operator keeps may have changed in a method behind which nobody looks. */
    void keptMayHaveChanged() {
        keptMayHaveChanged = true;
    }

    /** It is looked at what the operator keeps. */
    void looksAtKept() {
        keptMayHaveChanged = false;
    }

    /** Whether it is to be told that it has been woken; it is then. */
    public boolean takeWake() {
        boolean due = wakeDue;
        wakeDue = false;
        return due;
    }

    /** Whether it is to be told that a time has come; it is then. */
    public boolean takeTime() {
        boolean due = timeDue;
        timeDue = false;
        return due;
    }

    /** Nanoseconds until it rings by itself, 0 when it has. */
    public long nanosLeft(long nowMillis, long nowNanos) {
        return woken.get() ? 0 : times.isNever() ? Unit.NO_DEADLINE : times.nanosLeft(nowMillis, nowNanos);
    }

    /** It does not ring any more, whoever wakes the operator. */
    public void close() {
        woken.set(true);
    }
}
