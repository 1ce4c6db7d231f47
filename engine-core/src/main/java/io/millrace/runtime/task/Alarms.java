package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.runtime.schedule.Unit;

/**
 * What the alarms of the stages of a task have in common: when the first rings, and whether one has been woken. Confined to
 * the task's thread, but for {@link #wake}.
 */
final class Alarms {

    private final ProcessingTime time;
    private final Waker task;

    /** What the stages have asked for together. */
    private final WakeUp times = new WakeUp();

    /** Whether one may have something to tell that is not a matter of time. */
    private volatile boolean woken;

    private int calls;

    Alarms(ProcessingTime time, Waker task) {
        this.time = time;
        this.task = task;
    }

    /** From any thread: an operator has been woken. */
    void wake() {
        woken = true;
        task.wake();
    }

    WakeUp times() {
        return times;
    }

    /** Whether there is anything to look for. */
    boolean mayRing() {
        return woken || !times.isNever();
    }

    /** Whether one has rung, so that all are to be looked at. */
    boolean rings(long now, long nanos) {
        boolean isTime = times.take(now, nanos);
        boolean rings = woken || isTime;
        if (rings) {
            // Before they are looked at: an operator that is woken now is seen now, or else at the next look.
            woken = false;
            times.clear();
        }
        return rings;
    }

    /** Whether it has something to tell the operator. */
    boolean looksAt(Alarm alarm, long now, long nanos) {
        alarm.look(now, nanos);
        times.at(alarm.times());
        if (alarm.isDueTwice()) {
            ringAgain();
        }
        return alarm.isDue();
    }

    /** Whether the alarm of an operator that waits has rung, which is told the operator once it is done. */
    boolean looksAt(Alarm alarm) {
        long nanos = time.clock().nanos();
        boolean rings = alarm.look(time.millis(nanos), nanos);
        if (rings) {
            ringAgain();
        }
        return rings;
    }

    /** There is more to be told. */
    void ringAgain() {
        woken = true;
    }

    /** An operator is called. */
    void called() {
        calls++;
    }

    /** The calls of operators so far. */
    int calls() {
        return calls;
    }

    /** Nanoseconds until one rings by itself, 0 when one has. */
    long nanosLeft() {
        if (woken) {
            return 0;
        }
        if (times.isNever()) {
            return Unit.NO_DEADLINE;
        }
        long nanos = time.clock().nanos();
        return times.nanosLeft(time.millis(nanos), nanos);
    }
}
