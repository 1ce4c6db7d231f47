package io.millrace.source;

import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A source that the threads of the application write events into, which are on the disk when {@link #emit} returns: whatever crashes from then on, the job has the effect of each
 * exactly once, with no broker. Any number of threads may call any method at any time; the events of one thread keep their order.
 *
 * <p><b>Events are kept</b> in files of a directory, which one journal of one process has open at a time. They are written whether or not a job runs: before it starts, while it
 * restarts, and after it has stopped, until the journal is closed. A job takes them up where its snapshot is, or at the oldest one that is there where it has none. The directory is opened by the
 * first event, or by the job, whichever comes first.
 *
 * <p><b>Files go</b> when all their events are in the oldest snapshot that is still kept, named ones included. A job without snapshots keeps all files, and reads them from
 * the beginning whenever it starts.
 *
 * <p><b>An event that was not accepted</b>, because the disk is full, say, is not delivered, nor is any part of it, and the journal goes on when there is room. Should the process end without {@link #close} before anything else has been written, such an event may be delivered once. When the process dies within
 * {@code emit} it is either delivered once or not at all.
 *
 * <p>It feeds one job at a time, one task of it: what is behind takes as many as it likes after {@code keyBy} or {@code rebalance}. A job that is stopped, and not drained, leaves to the next one what it has not read.
 *
 * @param <T> the events
 */
public final class JournalSource<T> implements Source<T>, AutoCloseable {

    private static final long serialVersionUID = 1;

    private final Journal<T> journal;
    private final Type<T> type;

    JournalSource(Path directory, Type<T> type, JournalOptions options) {
        this.type = type;
        journal = new Journal<>(directory, type, options);
    }

    /**
     * Emits an event, and waits until it is on the disk. Those that come from several threads meanwhile are written together. Waits, besides, while as much waits to be read as
     * may wait, unless told otherwise.
     *
     * @param event the event, not null
     * @throws JournalException when it cannot be written, or the directory cannot be opened
     * @throws OnFull.BufferFullException when it is full, and was told {@link OnFull#fail()}
     * @throws IllegalStateException when the journal was completed or closed, on a thread of the engine that reads it, and where a stage of {@link #emitAsync} goes on
     *     on the thread that writes
     * @throws PushSource.EmitInterruptedException when the thread is interrupted and would have to wait for room; its interrupt flag stays set and the event is not taken. The disk
     *     is waited for nevertheless
     */
    public void emit(T event) {
        SourceContext reader = journal.reader();
        if (reader != null && reader.onEngineThread()) {
            throw new IllegalStateException(
                    "emit on source '" + reader.operator() + "' was called by the engine's thread '"
                            + Thread.currentThread().getName() + "', which must not wait for a disk; use emitAsync");
        }
        if (journal.onWriterThread()) {
            throw new IllegalStateException("emit on " + journal
                    + " was called by the thread that writes it, which would wait for itself; use emitAsync");
        }
        journal.addAndWait(checked(event));
    }

    /**
     * Emits an event, and does not wait until it is on the disk. Waits only while as much waits to be read, or to be written, as may wait; not on a thread of the engine, nor on the one that writes, on which stages complete, nor when
     * told {@link OnFull#fail()}: there the stage fails.
     *
     * @param event the event, not null; to be changed by nobody before this returns
     * @return completes when it is on the disk, on a thread that others wait for, which must not be blocked; or exceptionally with what {@link #emit} would throw
     * @throws PushSource.EmitInterruptedException as {@link #emit} does
     */
    public CompletionStage<Void> emitAsync(T event) {
        SourceContext reader = journal.reader();
        boolean waits = !journal.onWriterThread() && (reader == null || !reader.onEngineThread());
        return journal.add(checked(event), waits);
    }

    /**
     * Emits several events, all of them or none: they are on the disk together, also where the machine crashes meanwhile. Never waits for room, nor for what it writes; the first call opens the directory, which waits for the disk. Where there is no
     * room the stage fails, whatever the journal was told for when it is full.
     *
     * @param events the events, none null, all together less than 64 MiB; to be changed by nobody before this returns. Where there are none, nothing is done
     * @return completes when all are on the disk, on a thread that others wait for, which must not be blocked; or exceptionally, when none is taken, with a {@link OnFull.BufferFullException} where
     *     there is no room, else with what {@link #emit} would throw
     */
    public CompletionStage<Void> tryEmitAll(List<? extends T> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        events.forEach(JournalSource::checked);
        return journal.addAll(events);
    }

    private static <T> T checked(T event) {
        return Objects.requireNonNull(event, "an event must not be null");
    }

    /**
     * Ends the stream for good: what was emitted is delivered, then the job sees the end of this source. The journal says so itself, so that a later process cannot emit either. Does
     * nothing when called again. Waits for the disk.
     *
     * @throws JournalException when that cannot be written; events are taken then as before. Should the disk have failed for good, and the program end before anything else was written, it may
     *     hold nevertheless
     * @throws IllegalStateException when the journal was closed, or this is the thread that writes, on which stages complete
     */
    public void complete() {
        journal.complete();
    }

    /**
     * Takes no more events in this process, waits until those are on the disk that were emitted, and lets others have the directory as soon as no job reads it. A job that reads it goes
     * on: it reads what there is, and waits, until it is stopped. Does nothing when called again.
     *
     * @throws IllegalStateException on the thread that writes, on which stages complete
     */
    @Override
    public void close() {
        journal.close();
    }

    /** Called by the engine, once per attempt at a job. */
    @Override
    public SourceReader<T> open(SourceContext context) throws IOException {
        Journal<T>.Files files = journal.attach(context);
        return new JournalReader<>(journal, files, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Its reader waits for a disk only. */
    @Override
    public boolean interruptible() {
        return false;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Type<T> eventType() {
        return type;
    }

    @Override
    public List<Path> files() {
        return List.of(journal.directory);
    }

    @Override
    public void simulate(Disk disk) {
        journal.simulate(disk);
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application writes its events, in this JVM");
    }

    @Override
    public String toString() {
        return journal + (journal.options.onFull().mayWait() ? "" : ", when full " + journal.options.onFull());
    }
}
