package io.millrace.sink;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;

/** A subscriber that a thread waits in for the next event. */
final class PublishedIterator<T> implements Iterator<T>, Flow.Subscriber<T> {

    private Flow.Subscription subscription;
    private T next;

    /** Whether one that was asked for has not come yet. */
    private boolean asked;

    private boolean ended;
    private Throwable error;

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
    }

    @Override
    public synchronized void onNext(T event) {
        next = event;
        asked = false;
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        error = failure;
        onComplete();
    }

    @Override
    public synchronized void onComplete() {
        ended = true;
        notifyAll();
    }

    /** One event is asked for at a time, of which the thread that asks takes what waits itself. */
    @Override
    public boolean hasNext() {
        boolean mayAsk;
        synchronized (this) {
            if (next != null) {
                return true;
            }
            mayAsk = !asked && !ended;
            asked = true;
        }
        if (mayAsk) {
            subscription.request(1);
        }
        return await();
    }

    private synchronized boolean await() {
        try {
            while (next == null && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread was interrupted while it waited for the next event", e);
        }
        if (next == null && error != null) {
            throw new IllegalStateException("there are no more events: " + error.getMessage(), error);
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream has ended");
        }
        synchronized (this) {
            T event = next;
            next = null;
            return event;
        }
    }

    void cancel() {
        subscription.cancel();
        onComplete();
    }
}
