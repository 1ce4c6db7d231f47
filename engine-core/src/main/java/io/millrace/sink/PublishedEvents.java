package io.millrace.sink;

import io.millrace.operator.Batch;
import io.millrace.sink.PublisherSink.SlowSubscriberException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A subscription, and what waits for its subscriber. One thread at a time gives signals: who finds one at it leaves to that one whatever it has come with, so that neither a request from within a signal nor one
 * from another thread makes two signals overlap.
 */
final class PublishedEvents<T> implements Flow.Subscription {

    private static final Logger LOG = System.getLogger("io.millrace.sink");

    private final Flow.Subscriber<? super T> subscriber;
    private final int capacity;
    private final SlowSubscribers whenSlow;
    private final Consumer<? super PublishedEvents<T>> whenOver;
    private final Deque<T> waiting = new ArrayDeque<>();
    private long demand;

    /** Whether a thread gives signals; the one that subscribes does, at first. */
    private boolean delivering = true;

    /** Whether the sink's thread waits for another one to leave off: no other one is to be kept by events that go on coming. */
    private boolean takesOver;

    /** Whether no more events come. */
    private boolean ended;

    private Throwable error;

    /** Whether there will be no signal any more. */
    private volatile boolean over;

    PublishedEvents(
            Flow.Subscriber<? super T> subscriber,
            int capacity,
            SlowSubscribers whenSlow,
            Consumer<? super PublishedEvents<T>> whenOver) {
        this.subscriber = subscriber;
        this.capacity = capacity;
        this.whenSlow = whenSlow;
        this.whenOver = whenOver;
    }

    void begin() {
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable e) {
            thrown(e);
        }
        deliverAll();
    }

    /** The sink's: takes the events in, and waits for room where told so; returns how many have been dropped. */
    long add(Batch<T> batch) throws InterruptedException {
        long dropped = 0;
        int row = 0;
        int size = batch.size();
        while (row < size && !over) {
            row = fill(batch, row);
            takeOver();
            deliverAll();
            if (row < size && makeRoom()) {
                dropped++;
                // It is this one that is dropped where the older ones stay.
                row += whenSlow == SlowSubscribers.DROP_NEWEST ? 1 : 0;
            }
        }
        return dropped;
    }

    private synchronized int fill(Batch<T> batch, int from) {
        int row = from;
        while (row < batch.size() && waiting.size() < capacity && !ended) {
            waiting.add(batch.value(row++));
        }
        return ended ? batch.size() : row;
    }

    /** Returns whether an event is dropped. */
    private boolean makeRoom() throws InterruptedException {
        switch (whenSlow) {
            case HOLD_UP -> awaitRoom();
            case CANCEL -> giveUp();
            case DROP_OLDEST, DROP_NEWEST -> {
                return drop();
            }
        }
        return false;
    }

    private synchronized void awaitRoom() throws InterruptedException {
        while (waiting.size() >= capacity && !ended) {
            wait();
        }
    }

    private synchronized boolean drop() {
        boolean full = waiting.size() >= capacity && !ended;
        if (full && whenSlow == SlowSubscribers.DROP_OLDEST) {
            waiting.remove();
        }
        return full;
    }

    private void giveUp() {
        synchronized (this) {
            if (waiting.size() < capacity || ended) {
                return;
            }
            waiting.clear();
            endsWith(new SlowSubscriberException(
                    "the subscriber " + subscriber + " was given up, as it has not asked for " + capacity
                            + " events that waited for it: request more, or give Sinks.publisher more room"));
        }
        deliver();
    }

    /** Behind what waits comes the last signal: the error, or without one the completion. */
    synchronized void end(Throwable failure) {
        if (!ended) {
            endsWith(failure);
        }
    }

    private void endsWith(Throwable failure) {
        ended = true;
        error = failure;
        notifyAll();
    }

    @Override
    public void request(long count) {
        synchronized (this) {
            if (over) {
                return;
            }
            if (count > 0) {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            } else {
                waiting.clear();
                endsWith(new IllegalArgumentException("a subscriber has requested " + count
                        + " events; it has to be a positive number (rule 3.9 of Reactive Streams)"));
            }
        }
        deliver();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            over = true;
            ended = true;
            waiting.clear();
            notifyAll();
        }
        whenOver.accept(this);
    }

    /** Gives the signals that are due, unless another thread does so. */
    void deliver() {
        synchronized (this) {
            if (delivering) {
                return;
            }
            delivering = true;
        }
        deliverAll();
    }

    private synchronized void takeOver() throws InterruptedException {
        takesOver = true;
        try {
            while (delivering) {
                wait();
            }
            delivering = true;
        } finally {
            takesOver = false;
        }
    }

    private void deliverAll() {
        T event = next();
        while (event != null) {
            try {
                subscriber.onNext(event);
            } catch (Throwable e) {
                thrown(e);
            }
            event = next();
        }
    }

    /** The next event that was asked for. Null when there is none, after the last signal where that is due; this thread delivers no more then. */
    private T next() {
        synchronized (this) {
            if (!waiting.isEmpty() && demand > 0 && !takesOver) {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                notifyAll();
                return waiting.remove();
            }
            boolean last = ended && waiting.isEmpty() && !over;
            if (!last) {
                delivering = false;
                notifyAll();
                return null;
            }
            over = true;
            delivering = false;
            notifyAll();
        }
        finish();
        return null;
    }

    /** Nobody else delivers from now on. */
    private void finish() {
        whenOver.accept(this);
        try {
            if (error == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(error);
            }
        } catch (Throwable e) {
            thrown(e);
        }
    }

    private void thrown(Throwable error) {
        cancel();
        LOG.log(
                Level.WARNING,
                "the subscriber " + subscriber.getClass().getName() + " has thrown, and gets nothing more",
                error);
    }
}
