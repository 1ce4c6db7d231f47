package io.millrace.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/**
 * One try of a call, and what is told of it: by any thread, maybe while the call is made, maybe never, maybe more than once,
 * of which the first counts. All but {@link #accept} belongs to the task's thread.
 */
final class CallTry<Q> implements BiConsumer<Object, Throwable> {

    /** What is told in place of null. */
    static final Object NULL = new Object();

    /** The call has been made, and nobody has told anything. */
    private static final Object OPEN = new Object();

    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(CallTry.class, "outcome", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What is told of a call that has failed. */
    record Failed(Throwable error) {}

    private final Calls<Q> calls;
    private final Call<Q> call;
    private volatile Object outcome;

    /** When the call is to be made, where it has to wait for that. */
    private final long dueNanos;

    /** What a thread of the engine's own does for it; null where others make the call. */
    private Future<?> work;

    CallTry(Calls<Q> calls, Call<Q> call, long dueNanos) {
        this.calls = calls;
        this.call = call;
        this.dueNanos = dueNanos;
    }

    Call<Q> call() {
        return call;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Whether nothing has come of the call by other means. */
    boolean isAwaited() {
        return call.awaited() == this;
    }

    @Override
    public void accept(Object value, Throwable error) {
        Object told = error != null ? new Failed(unwrapped(error)) : value == null ? NULL : value;
        if (!OUTCOME.compareAndSet(this, null, told) && OUTCOME.compareAndSet(this, OPEN, told)) {
            calls.answered(this);
        }
    }

    /** The call has been made; returns what has been told meanwhile, or null: then it is queued when it comes. */
    Object made() {
        return OUTCOME.compareAndSet(this, null, OPEN) ? null : outcome;
    }

    /** What has been told. */
    Object outcome() {
        return outcome;
    }

    void doneBy(Future<?> newWork) {
        work = newWork;
    }

    /** Nobody waits for it any more. */
    void abandon() {
        if (work != null) {
            work.cancel(true);
        }
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable inner = error;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
