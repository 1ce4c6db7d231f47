package io.millrace.runtime;

import io.millrace.edge.Waker;

/** A unit that may block, and so has a thread of its own. It is done when it says so. */
abstract class OwnThreadUnit implements Unit {

    private final String name;
    private volatile Waker scheduler = () -> {};
    private volatile boolean done;

    OwnThreadUnit(String name) {
        this.name = name;
    }

    /** The last step is under way. */
    final void finish() {
        done = true;
    }

    @Override
    public final boolean isDone() {
        return done;
    }

    @Override
    public final boolean needsOwnThread() {
        return true;
    }

    /** A thread of its own is shared with nobody. */
    @Override
    public final double share() {
        return 1;
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
    public final String roleName() {
        return name;
    }

    @Override
    public final String toString() {
        return name;
    }
}
