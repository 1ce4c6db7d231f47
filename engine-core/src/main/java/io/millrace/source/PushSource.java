package io.millrace.source;

import io.millrace.source.OnFull.BufferFullException;
import io.millrace.source.WaitingThreads.Deadline;
import io.millrace.state.store.Disk;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A source that user threads push events into. Any number of threads may call any method at any time; the events of one
 * thread keep their order. A push source feeds one job. Before the job starts, events are buffered up to the capacity.
 *
 * <p>An event is delivered exactly if the call that emitted it returned (true) and the job went on: what is buffered
 * when the job ends by a failure or is cancelled is lost with it. An {@link OnFull} may have some dropped, or wait in files, which are counted.
 *
 * <p><b>With snapshots</b> a push source has no position, and cannot replay. A job that goes on from a snapshot has the
 * effect of every event that was read before that snapshot, each exactly once, and of none that was pushed since: those
 * are lost with the crash, unless who pushes them keeps them. To lose none,
 *
 * <ul>
 *   <li>give each event a number, keep events until a snapshot that includes them is complete, and after a crash push those
 *       again that no snapshot had. Which these are the pipeline can tell, by keeping the highest number per producer in
 *       state that is part of the snapshot, say, and dropping what is not higher;
 *   <li>or write events to something that can be read again: a {@link JournalSource} does that.
 * </ul>
 *
 * <p>An event that was pushed a second time is a second event to the engine.
 *
 * <p><b>A job that restarts by itself</b> goes on with the same push source, and with what is in its buffer; those who
 * emit meanwhile wait when it is full. What the job had taken out of the buffer, and what is not in the snapshot that it
 * goes on from, is lost nevertheless, and nobody who has emitted it is told so.
 *
 * @param <T> the events
 */
public final class PushSource<T> implements Source<T>, AutoCloseable {

    private static final long serialVersionUID = 1;

    private final PushBuffer<T> buffer;

    PushSource(int capacity, OnFull<? super T> onFull) {
        if (capacity < 1 || capacity > 1 << 30) {
            throw new IllegalArgumentException(
                    "the capacity of a push source is at least 1 and at most 2^30 events, not " + capacity);
        }
        buffer = new PushBuffer<>(capacity, Objects.requireNonNull(onFull, "what to do when full must not be null"));
    }

    /**
     * Emits an event. When the buffer is full, because the pipeline is behind, its {@link OnFull} decides: unless told
     * otherwise, the thread waits.
     *
     * @param event the event, not null; not to be changed any more
     * @throws IllegalStateException when the source was completed, when the job is over, and on a thread of the engine
     *     that reads this source, where it may have to wait, which would be for itself
     * @throws BufferFullException when it is full, and was told {@link OnFull#fail()}
     * @throws EmitInterruptedException when the thread is interrupted and would have to wait; its interrupt flag stays
     *     set and the event is not taken
     * @throws java.io.UncheckedIOException when it was told to {@linkplain OnFull#spill spill}, and the disk fails; the event is not
     *     taken
     * @throws IllegalArgumentException when it was told to spill, and the event cannot be written by its serde, or is too large
     */
    public void emit(T event) {
        checkCaller(event);
        if (!buffer.offer(event)) {
            if (buffer.onFull().mayWait()) {
                buffer.offerOrPark(event, null);
            } else {
                buffer.turnAway();
            }
        }
    }

    /**
     * Emits an event unless the buffer stays full for a time. Where {@link #emit(Object)} would not wait, this does not
     * either, and does what {@link #tryEmit} does.
     *
     * @param event the event, not null; not to be changed any more
     * @param timeout how long to wait, in real time; zero or less is not to wait
     * @return whether the event was taken
     * @throws IllegalStateException as {@link #emit(Object)} does
     * @throws EmitInterruptedException as {@link #emit(Object)} does
     * @throws java.io.UncheckedIOException as {@link #emit(Object)} does
     * @throws IllegalArgumentException as {@link #emit(Object)} does
     */
    public boolean emit(T event, Duration timeout) {
        Objects.requireNonNull(timeout, "the timeout must not be null");
        checkCaller(event);
        return buffer.offer(event)
                || (buffer.onFull().mayWait() && buffer.offerOrPark(event, new Deadline(timeout)))
                || isRefused();
    }

    /**
     * Emits an event unless the buffer is full. Never waits for room, so every thread may call it, the engine's too; where it was told to {@linkplain OnFull#spill spill} it may write to the disk. An event that
     * is not taken is not accepted, and not counted as dropped either; where the {@link OnFull} drops others for it, it is
     * taken.
     *
     * @param event the event, not null; not to be changed any more
     * @return whether the event was taken
     * @throws IllegalStateException when the source was completed, and when the job is over
     * @throws IllegalArgumentException when it was told to spill, and the event cannot be written by its serde, or is too large
     * @throws java.io.UncheckedIOException when it was told to spill, and the disk fails; the event is not taken
     */
    public boolean tryEmit(T event) {
        checkNotNull(event);
        return buffer.offer(event) || isRefused();
    }

    private boolean isRefused() {
        buffer.refusals.increment();
        return false;
    }

    /**
     * Ends the stream: what was emitted is delivered, then the job sees the end of this source. Threads that wait in
     * {@link #emit} get an exception. Does nothing when called again.
     */
    public void complete() {
        buffer.complete();
    }

    /** Same as {@link #complete}; does not wait for the job. */
    @Override
    public void close() {
        complete();
    }

    /** Called by the engine, once per attempt at the one job that the source feeds. */
    @Override
    public SourceReader<T> open(SourceContext context) {
        buffer.open(context);
        return new PushReader<>(buffer, context);
    }

    /** What waits in files is read from a disk. */
    @Override
    public boolean blocking() {
        return buffer.onFull().kind() == OnFull.Kind.SPILL;
    }

    @Override
    public boolean interruptible() {
        return false;
    }

    @Override
    public void simulate(Disk disk) {
        buffer.useDisk(disk);
    }

    @Override
    public boolean live() {
        return true;
    }

    private void checkCaller(T event) {
        checkNotNull(event);
        SourceContext reader = buffer.context();
        if (reader != null && buffer.onFull().mayWait() && reader.onEngineThread()) {
            throw new IllegalStateException("emit on source '" + reader.operator()
                    + "' was called by the engine's thread '"
                    + Thread.currentThread().getName() + "', which would wait for itself when the buffer is full;"
                    + " use tryEmit, or hand the event over to a thread of your own");
        }
    }

    private static void checkNotNull(Object event) {
        Objects.requireNonNull(event, "an event must not be null");
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application pushes its events in, in this JVM");
    }

    /**
     * What becomes of events that come when the buffer is full.
     *
     * @return what {@link Sources#push(int, OnFull)} was given
     */
    public OnFull<? super T> onFull() {
        return buffer.onFull();
    }

    @Override
    public String toString() {
        return "PushSource " + buffer;
    }

    /**
     * A thread was interrupted while it waited in {@link PushSource#emit}. The event was not taken, and the thread's
     * interrupt flag is set again.
     */
    public static final class EmitInterruptedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        EmitInterruptedException() {
            super("interrupted while waiting for room in a push source; the event was not taken");
        }
    }
}
