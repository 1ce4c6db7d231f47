package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.source.WaitingThreads.Deadline;
import io.millrace.state.store.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * The bounded queue between the threads that push and the reader, and the threads that wait for room in it.
 *
 * <p>No wake-up is lost. A producer writes, fences and looks at the other side; so does the reader: whoever is second
 * sees the first.
 * <ul>
 *   <li>An event: the producer puts it in, fences, and wakes the reader; a reader that is not there yet looks at the
 *       queue when it comes.
 *   <li>Room: a producer enters itself as waiting, tries once more, then parks; the reader drains, fences, then looks
 *       for waiting producers. It lets them go when the queue is half empty, so that they are not woken for single slots;
 *       a producer parks only when the queue is full, so the reader always comes by that mark.
 * </ul>
 *
 * <p>Completion is exact: an event is delivered if and only if its producer was told so. See {@link #settle}.
 */
final class PushBuffer<T> {

    private enum Phase {
        ACCEPTING,
        /** Nothing more comes in; the reader drains what there is. */
        COMPLETED,
        /** The reader found the queue empty after completion, and will never look again. */
        SEALED,
        /** The job is gone, and with it what was buffered. */
        CLOSED
    }

    private final int capacity;
    private final OnFull<? super T> onFull;
    private final MpscVarHandleArrayQueue<T> queue;

    /** What goes beyond the queue; null where nothing does. Its lock comes behind that of the phase. */
    private final Overflow<T> overflow;

    /** What has been dropped on its way in. */
    private final AtomicLong turnedAway = new AtomicLong();

    /** Those of them that the reader found when it ended. */
    private long lastTurnedAway;

    /** How many events were not taken, and their senders told so. */
    final LongAdder refusals = new LongAdder();

    private final AtomicInteger offered = new AtomicInteger();
    private final AtomicBoolean firstDrop = new AtomicBoolean(true);
    final WaitingThreads waiting = new WaitingThreads();
    private final Object phaseLock = new Object();
    private final List<T> refused = new ArrayList<>();
    private volatile Phase phase = Phase.ACCEPTING;
    private volatile SourceContext context;
    private volatile String name;

    /** The one that is fed. */
    private final ReadingJob job = new ReadingJob();

    private Throwable failure;

    PushBuffer(int capacity) {
        this(capacity, OnFull.block());
    }

    @SuppressWarnings("unchecked") // a policy for any super-type is one for T
    PushBuffer(int capacity, OnFull<? super T> onFull) {
        this.capacity = capacity;
        this.onFull = onFull;
        this.overflow = ((OnFull<T>) onFull).overflow(capacity);
        this.queue = new MpscVarHandleArrayQueue<>(Math.max(2, capacity));
    }

    void open(SourceContext reader) {
        synchronized (phaseLock) {
            prepareOverflow();
            boolean first = job.admit(
                    reader,
                    () -> "this push source feeds or has fed '" + name
                            + "' already; make one for each job with Sources.push(capacity)",
                    () -> "this push source feeds '" + name
                            + "' of the same job already; read the stream of that twice, or make a push source for each");
            if (first) {
                CompletionStage<Void> unused = reader.jobEnd().thenRun(() -> jobEnded(reader));
            }
            name = reader.operator();
            context = reader;
        }
    }

    private void prepareOverflow() {
        if (overflow != null && (phase == Phase.ACCEPTING || phase == Phase.COMPLETED)) {
            try {
                overflow.prepare();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }

    /** Has what is spilled be on another disk. */
    void useDisk(Disk disk) {
        if (overflow instanceof Spilled<T> spilled) {
            spilled.useDisk(disk);
        }
    }

    /** A job that has never begun has taken nothing: another one may be fed. */
    private void jobEnded(SourceContext reader) {
        if (!reader.jobRefused()) {
            close();
            return;
        }
        synchronized (phaseLock) {
            job.leaves();
            context = null;
            name = null;
        }
    }

    /** The reader's side: the next attempt at the job has a reader of its own, and maybe has it already. */
    void detach(SourceContext reader) {
        synchronized (phaseLock) {
            if (context == reader) {
                context = null;
            }
        }
    }

    /** The reader's context while it is there, or null. */
    SourceContext context() {
        return context;
    }

    boolean isCompleted() {
        return phase != Phase.ACCEPTING;
    }

    /** Takes the event unless the queue is full. */
    boolean offer(T event) {
        if (phase != Phase.ACCEPTING) {
            throw refusal();
        }
        return put(event);
    }

    /** The second half of an offer: by now the stream may be completed, or even have ended. */
    boolean put(T event) {
        if (!add(event)) {
            return false;
        }
        wakeReader();
        if (phase != Phase.ACCEPTING) {
            settle(event);
        }
        return true;
    }

    private boolean add(T event) {
        if (onFull.oneOf() > 1
                && queue.size() >= (capacity + 1) / 2
                && offered.getAndIncrement() % onFull.oneOf() != 0) {
            return false;
        }
        if (overflow == null) {
            return addToQueue(event);
        }
        return (!overflow.isActive() && addToQueue(event)) || addToOverflow(event);
    }

    private boolean addToQueue(T event) {
        // The queue rounds its capacity up to a power of two; the threshold does not.
        return queue.offerIfBelowThreshold(event, capacity);
    }

    private boolean addToOverflow(T event) {
        synchronized (overflow) {
            if (phase == Phase.ACCEPTING || phase == Phase.COMPLETED) {
                return (!overflow.isActive() && addToQueue(event)) || overflow.add(event, queue.size());
            }
        }
        throw refusal();
    }

    /** The event has found no room, and is not to wait: drops it, or tells so. */
    void turnAway() {
        if (onFull.kind() == OnFull.Kind.FAIL) {
            refusals.increment();
            throw new BufferFullException((name == null ? "this push source" : "source '" + name + "'")
                    + " has no room for the event: " + capacity
                    + " are waiting to be read. Emit it again later, or give a larger capacity or another OnFull");
        }
        turnedAway.incrementAndGet();
        if (phase == Phase.SEALED || phase == Phase.CLOSED) {
            settleDrop();
        }
    }

    /**
     * Nobody counts any more. What was not counted by then was not accepted either: as many are told so as there are, whose
     * ever they were.
     */
    private void settleDrop() {
        synchronized (phaseLock) {
            if (turnedAway.get() == 0) {
                return;
            }
            turnedAway.decrementAndGet();
        }
        throw refusal();
    }

    /** The reader's side: how many accepted events have been dropped since this was asked last. */
    long takeDropped() {
        long count = phase == Phase.SEALED ? lastTurnedAway : turnedAway.getAndSet(0);
        lastTurnedAway = 0;
        return count + (overflow == null ? 0 : overflow.takeDropped());
    }

    /** The reader's side: how many events have gone into files since this was asked last. */
    long takeSpilled() {
        return overflow == null ? 0 : overflow.takeSpilled();
    }

    /** The reader's side: whether nobody has asked this before. */
    boolean isFirstDrop() {
        return firstDrop.getAndSet(false);
    }

    OnFull<? super T> onFull() {
        return onFull;
    }

    int capacity() {
        return capacity;
    }

    /** Parks the calling thread until the event is in; {@code deadline} null waits as long as it takes. */
    boolean offerOrPark(T event, Deadline deadline) {
        return waiting.await(() -> offer(event), deadline, this);
    }

    /** The reader's side: fills the batch with what is there. */
    void drain(Batch<T> batch) {
        int before = batch.size();
        if (overflow != null && overflow.isActive()) {
            drainAll(batch);
        }
        while (!batch.isFull()) {
            T event = queue.relaxedPoll();
            if (event == null) {
                break;
            }
            batch.add(event);
        }
        if (batch.size() > before) {
            VarHandle.fullFence();
            if (!waiting.isEmpty() && (overflow == null ? queue.size() <= capacity / 2 : overflow.isLow(capacity))) {
                waiting.release();
            }
        }
    }

    /** What is in the queue comes before what is beyond it. */
    private void drainAll(Batch<T> batch) {
        synchronized (overflow) {
            while (!batch.isFull()) {
                T event = overflow.poll(queue);
                if (event == null) {
                    return;
                }
                batch.add(event);
            }
        }
    }

    /** The reader's side: ends a completed stream unless an event is still on its way in. */
    boolean seal() {
        synchronized (phaseLock) {
            return overflow == null ? sealIfEmpty() : sealWithOverflow();
        }
    }

    private boolean sealWithOverflow() {
        synchronized (overflow) {
            boolean sealed = !overflow.isActive() && sealIfEmpty();
            if (sealed) {
                overflow.end();
            }
            return sealed;
        }
    }

    private boolean sealIfEmpty() {
        if (queue.isEmpty()) {
            phase = Phase.SEALED;
            lastTurnedAway = turnedAway.getAndSet(0);
        }
        return phase == Phase.SEALED;
    }

    void complete() {
        synchronized (phaseLock) {
            if (phase == Phase.ACCEPTING) {
                phase = Phase.COMPLETED;
            }
        }
        waiting.release();
        wakeReader();
    }

    /** The reader's side: the job is over, well or not. */
    void close() {
        synchronized (phaseLock) {
            if (phase != Phase.SEALED) {
                phase = Phase.CLOSED;
                queue.clear();
                if (overflow != null) {
                    overflow.clear();
                }
            }
            if (context != null) {
                failure = context.jobFailure();
                context = null;
            }
        }
        waiting.release();
    }

    /**
     * The stream was completed while the event went in: was it in time? As long as the reader has not sealed the queue,
     * yes, for it seals none but an empty one. Afterwards the event was in time exactly if it is not among those that
     * the reader left behind.
     */
    private void settle(T event) {
        synchronized (phaseLock) {
            if (phase == Phase.COMPLETED || (phase == Phase.SEALED && !takeBack(event))) {
                return;
            }
        }
        throw refusal();
    }

    private boolean takeBack(T event) {
        for (T left = queue.poll(); left != null; left = queue.poll()) {
            refused.add(left);
        }
        for (int i = 0; i < refused.size(); i++) {
            if (refused.get(i) == event) {
                refused.remove(i);
                return true;
            }
        }
        return false;
    }

    private void wakeReader() {
        VarHandle.fullFence();
        SourceContext reader = context;
        if (reader != null) {
            reader.wake();
        }
    }

    private IllegalStateException refusal() {
        synchronized (phaseLock) {
            if (phase == Phase.CLOSED) {
                String reason = failure == null ? "has ended or was cancelled" : "has failed: " + failure.getMessage();
                return new IllegalStateException(
                        "source '" + name + "' takes no more events: its job " + reason, failure);
            }
            return new IllegalStateException((name == null ? "this push source" : "source '" + name + "'")
                    + " takes no more events: it was completed or closed");
        }
    }

    @Override
    public String toString() {
        return (name == null ? "" : "'" + name + "', ") + "capacity " + capacity
                + (onFull.kind() == OnFull.Kind.BLOCK ? "" : ", when full " + onFull);
    }
}
