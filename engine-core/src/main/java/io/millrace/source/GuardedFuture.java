package io.millrace.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A future, with all that is made of it, that threads which would wait for themselves are kept from waiting for. */
class GuardedFuture<T> extends CompletableFuture<T> {

    private final Runnable guard;

    /** @param guard throws on a thread that is not to wait */
    GuardedFuture(Runnable guard) {
        this.guard = guard;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new GuardedFuture<>(guard);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        checkMayWait();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        checkMayWait();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        checkMayWait();
        return super.join();
    }

    private void checkMayWait() {
        if (!isDone()) {
            guard.run();
        }
    }
}
