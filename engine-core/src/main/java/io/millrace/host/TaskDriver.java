package io.millrace.host;

import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.schedule.UnitLoop;
import io.millrace.runtime.task.Task;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** Has a task do its steps on the thread of whoever calls, until it is done with what it was given or cannot go on; closes it when it fails. */
final class TaskDriver {

    /** Steps of one call, when an operator pauses again and again for a reason of its own. */
    private static final int MOST_STEPS = 64;

    private static final int MILLIS_TO_END_A_FETCH = 10_000;

    private enum State {
        /** It has its state, and nothing flows. */
        OPEN,
        BEGUN,
        CLOSED
    }

    private final String name;
    private final Task task;
    private final List<Unit> fetching;
    private final HostCollector collector;
    private final HostControl control;
    private State state = State.OPEN;

    /** Null where nothing fetches on a thread of its own. */
    private Thread fetcher;

    /** Opens the task. */
    TaskDriver(String name, MadeTask made, HostControl control) {
        this.name = name;
        task = made.task();
        fetching = made.fetching();
        collector = made.collector();
        this.control = control;
        while (!task.isRunning()) {
            step();
        }
    }

    void begin(ThreadFactory threads) {
        checkFailure();
        if (state != State.OPEN) {
            throw new IllegalStateException(
                    "task " + name + (state == State.CLOSED ? " is closed" : " has begun already"));
        }
        state = State.BEGUN;
        try {
            control.open();
            task.begin();
            for (Unit unit : fetching) {
                Thread thread = threads.newThread(new UnitLoop(unit));
                control.fetching(thread);
                thread.start();
                fetcher = thread;
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** The task has failed, which closes it; throws that. */
    void fail(Throwable e) {
        control.fail(e);
        checkFailure();
    }

    /** Throws what the task has failed with, if it has, wherever that was; it is closed then. */
    void checkFailure() {
        if (control.failure() != null && !isClosed()) {
            closeTask();
        }
        control.throwFailure();
    }

    void checkGoesOn() {
        checkFailure();
        if (state != State.BEGUN) {
            throw new IllegalStateException(
                    "task " + name + (isClosed() ? " is closed" : " has not begun: call begin() once, behind open()"));
        }
    }

    /** Does one step; returns whether it has done anything. */
    boolean step() {
        boolean worked = task.doWork() > 0;
        checkFailure();
        return worked;
    }

    /** Goes on until all is done that it was given, or cannot be; returns whether it is. */
    boolean settle() {
        for (int steps = 0; task.isBusy() && steps < MOST_STEPS; steps++) {
            if (!step()) {
                break;
            }
        }
        return !task.isBusy();
    }

    /** Does all that is due. */
    void resume() {
        int steps = 0;
        while (step() && ++steps < MOST_STEPS) {
            // until there is nothing to do
        }
    }

    /** Goes on until the barrier has passed that has come; returns false when it cannot for now. */
    boolean passBarrier() {
        for (int steps = 0; steps < MOST_STEPS && collector.isPassing(); steps++) {
            // One that ends what was begun before may have nothing to do besides.
            if (!step()) {
                break;
            }
        }
        return settle() && !collector.isPassing();
    }

    void close() {
        if (isClosed()) {
            return;
        }
        boolean failed = control.failure() != null;
        closeTask();
        if (!failed) {
            control.throwFailure();
        }
    }

    private void closeTask() {
        state = State.CLOSED;
        control.tearDown();
        while (!task.isDone()) {
            task.doWork();
        }
        endFetching();
        collector.abandon();
        control.over();
    }

    private void endFetching() {
        if (fetcher == null) {
            return;
        }
        control.interrupt(null);
        try {
            fetcher.join(MILLIS_TO_END_A_FETCH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
