package io.millrace.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * What whoever has asked waits for. It has a place among the open requests until it is done and the pipeline has taken its question, in whatever order: whoever is second gives the
 * place back.
 */
final class Asked<Q, A> extends GuardedFuture<A> {

    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int DONE = 1;
    private static final int TAKEN = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Asked.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OpenRequests<Q, A> open;
    private final long number;
    private final Duration timeout;
    private volatile int state;

    /** Until it is taken. */
    private Q question;

    /** That has taken it; written before the request gets to whoever may answer. */
    private int attempt;

    /** When its time is over, by the clock of the job. */
    volatile long deadline = NEVER;

    /** @param timeout how long it waits, or null for as long as it takes */
    Asked(OpenRequests<Q, A> open, long number, Q question, Duration timeout, Runnable guard) {
        super(guard);
        this.open = open;
        this.number = number;
        this.question = question;
        this.timeout = timeout;
    }

    long number() {
        return number;
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether that attempt has taken it. */
    boolean isOf(int asking) {
        return isTaken() && attempt == asking;
    }

    boolean isTaken() {
        return (state & TAKEN) != 0;
    }

    /** The reader's side: gives the question away; null when it is done already. */
    Q take(int taking) {
        Q taken = question;
        question = null;
        attempt = taking;
        if (((int) STATE.getAndBitwiseOr(this, TAKEN) & DONE) != 0) {
            open.takenBehindDone(this);
            return null;
        }
        return taken;
    }

    /** Fails it unless the pipeline has taken the question, or will. */
    void withdraw(Throwable why) {
        if (STATE.compareAndSet(this, 0, DONE)) {
            open.doneBeforeTaken();
            super.completeExceptionally(why);
        }
    }

    /** Whether the caller is who completes it. Its place is free before anybody is told, who may ask again. */
    private boolean isFirst() {
        int before = (int) STATE.getAndBitwiseOr(this, DONE);
        if ((before & DONE) != 0) {
            return false;
        }
        if ((before & TAKEN) != 0) {
            open.free(this);
        } else {
            open.doneBeforeTaken();
        }
        return true;
    }

    @Override
    public boolean complete(A value) {
        return isFirst() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
        return isFirst() && super.completeExceptionally(why);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return isFirst() ? super.cancel(mayInterruptIfRunning) : isCancelled();
    }
}
