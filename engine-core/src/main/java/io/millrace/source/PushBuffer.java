package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.refusal.SourceInUseException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
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
 *       a producer parks only when the queue is full, so the reader always comes by that mark. All are let go at once:
 *       one that gives up takes nobody's wake-up along.
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
    private final MpscVarHandleArrayQueue<T> queue;
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
    private final Object phaseLock = new Object();
    private final List<T> refused = new ArrayList<>();
    private volatile Phase phase = Phase.ACCEPTING;
    private volatile SourceContext context;
    private volatile String name;

    /** The one that is fed, over all its attempts; null before it starts. */
    private CompletionStage<JobState> job;

    private Throwable failure;

    PushBuffer(int capacity) {
        this.capacity = capacity;
        this.queue = new MpscVarHandleArrayQueue<>(Math.max(2, capacity));
    }

    void open(SourceContext reader) {
        synchronized (phaseLock) {
            if (job != null && job != reader.jobEnd()) {
                throw new SourceInUseException(
                        "source '" + reader.operator() + "': this push source feeds or has fed '" + name
                                + "' already; make one for each job with Sources.push(capacity)",
                        null);
            }
            if (job != null && !name.equals(reader.operator())) {
                throw new SourceInUseException(
                        "source '" + reader.operator() + "': this push source feeds '" + name
                                + "' of the same job already; read the stream of that twice, or make a push source for each",
                        null);
            }
            if (job == null) {
                job = reader.jobEnd();
                CompletionStage<Void> unused = job.thenRun(() -> jobEnded(reader));
            }
            name = reader.operator();
            context = reader;
        }
    }

    /** A job that has never begun has taken nothing: another one may be fed. */
    private void jobEnded(SourceContext reader) {
        if (!reader.jobRefused()) {
            close();
            return;
        }
        synchronized (phaseLock) {
            job = null;
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
        // The queue rounds its capacity up to a power of two; the threshold does not.
        if (!queue.offerIfBelowThreshold(event, capacity)) {
            return false;
        }
        wakeReader();
        if (phase != Phase.ACCEPTING) {
            settle(event);
        }
        return true;
    }

    /** Parks the calling thread until the event is in; {@code deadline} null waits as long as it takes. */
    boolean offerOrPark(T event, Deadline deadline) {
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            while (!offer(event)) {
                if (thread.isInterrupted()) {
                    throw new EmitInterruptedException();
                }
                if (deadline == null) {
                    LockSupport.park(this);
                } else if (!deadline.park(this)) {
                    return false;
                }
            }
            return true;
        } finally {
            waiting.remove(thread);
        }
    }

    /** The reader's side: fills the batch with what is there. */
    void drain(Batch<T> batch) {
        int before = batch.size();
        while (!batch.isFull()) {
            T event = queue.relaxedPoll();
            if (event == null) {
                break;
            }
            batch.add(event);
        }
        if (batch.size() > before) {
            VarHandle.fullFence();
            if (!waiting.isEmpty() && queue.size() <= capacity / 2) {
                releaseWaiting();
            }
        }
    }

    /** The reader's side: ends a completed stream unless an event is still on its way in. */
    boolean seal() {
        synchronized (phaseLock) {
            if (!queue.isEmpty()) {
                return false;
            }
            phase = Phase.SEALED;
            return true;
        }
    }

    void complete() {
        synchronized (phaseLock) {
            if (phase == Phase.ACCEPTING) {
                phase = Phase.COMPLETED;
            }
        }
        releaseWaiting();
        wakeReader();
    }

    /** The reader's side: the job is over, well or not. */
    void close() {
        synchronized (phaseLock) {
            if (phase != Phase.SEALED) {
                phase = Phase.CLOSED;
                queue.clear();
            }
            if (context != null) {
                failure = context.jobFailure();
                context = null;
            }
        }
        releaseWaiting();
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

    private void releaseWaiting() {
        waiting.forEach(LockSupport::unpark);
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
        return name == null ? "capacity " + capacity : "'" + name + "', capacity " + capacity;
    }
}
