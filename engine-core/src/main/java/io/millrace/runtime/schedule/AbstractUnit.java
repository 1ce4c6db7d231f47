package io.millrace.runtime.schedule;

import io.millrace.edge.Waker;

/** A unit with a name, and with a mailbox for what others want of it. It is done when it says so. */
public abstract class AbstractUnit implements Unit {

    private final String name;
    private final boolean ownThread;
    private final Mailbox mail = new Mailbox();
    private volatile Waker scheduler = () -> {};
    private volatile boolean done;

    /**
     * A unit of that name.
     *
     * @param ownThread whether it may block, and so has a thread of its own
     */
    protected AbstractUnit(String name, boolean ownThread) {
        this.name = name;
        this.ownThread = ownThread;
    }

    /** From any thread: has something done on the thread of the unit. */
    public final void tell(Runnable message) {
        mail.add(message);
        wake();
    }

    /** Does what it has been told; returns how much that was. */
    protected final int heed() {
        return mail.isEmpty() ? 0 : mail.run();
    }

    /** The last step is under way. */
    protected final void finish() {
        done = true;
    }

    @Override
    public final boolean isDone() {
        return done;
    }

    @Override
    public final boolean needsOwnThread() {
        return ownThread;
    }

    /** A thread of its own is shared with nobody. */
    @Override
    public double share() {
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
    public String toString() {
        return name;
    }
}
