package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.source.PushSource.EmitInterruptedException;
import io.millrace.source.internal.EventLog;
import io.millrace.source.internal.GroupCommit;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.RecordBuffer;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A journal as one process has it: its files, those who write and the job that reads. The files are opened by whoever comes first, and let go when it was closed and no job
 * reads.
 */
final class Journal<T> {

    private static final Logger LOG = System.getLogger("io.millrace.source");

    /** What tells the files of a simulation from others: it makes no difference between two runs. */
    private static final long SIMULATED_IDENTITY = (1 << 20) ^ 1;

    private enum Phase {
        OPEN,
        /** It takes no more, and what it has taken is being written. */
        CLOSING,
        /** All is written that it has taken; a job may read it still. */
        CLOSED
    }

    final Path directory;
    final JournalOptions options;
    final Serde<T> serde;
    private final String form;
    private final EventBytes<T> bytes;
    private final Object lock = new Object();
    private Disk disk = FileDisk.INSTANCE;
    private LongSupplier newIdentity = Journal::identityNow;
    private volatile JournalThread thread;
    private volatile Files files;
    private volatile Phase phase = Phase.OPEN;

    /** Of the reader that is there, or null. */
    private volatile SourceContext reader;

    private final ReadingJob job = new ReadingJob();

    Journal(Path directory, Type<T> type, JournalOptions options) {
        this.directory = directory;
        this.options = options;
        serde = options.serdes().serde(type);
        form = Serde.formOf(serde);
        bytes = new EventBytes<>(serde, this);
        thread = new JournalThread(directory);
    }

    private static long identityNow() {
        Clock clock = SystemClock.INSTANCE;
        return (clock.millis() << 20) ^ (clock.nanos() & 0xfffff);
    }

    /** What is open. */
    final class Files implements GroupCommit.Target {

        final EventLog log;
        private final GroupCommit commit;

        /** How far the job has read, among the bytes of all files; when none has begun in this process, all that there was. */
        private volatile long readByte;

        private Files(EventLog log) {
            this.log = log;
            readByte = log.endByte();
            commit = new GroupCommit(this, thread);
        }

        @Override
        public void append(byte[] block, int length, int count, boolean completes) {
            try {
                log.append(block, length, count, completes);
            } catch (IOException e) {
                throw failure("cannot be written: " + SafeText.message(e), e);
            }
            SourceContext waits = reader;
            if (waits != null) {
                waits.wake();
            }
        }

        @Override
        public boolean isFull() {
            return unread() >= options.maxUnread();
        }

        long unread() {
            return log.endByte() - readByte;
        }

        /** The reader's side: it has come so far. */
        void readTo(long atByte) {
            readByte = atByte;
            if (unread() <= options.maxUnread() / 2) {
                commit.madeRoom();
            }
        }
    }

    private JournalException failure(String what, Throwable cause) {
        return new JournalException(this + " " + what, cause);
    }

    /** Begins to write an event; the stage fails where that cannot be done. */
    CompletionStage<Void> add(T event, boolean waits) {
        try {
            return write(open(), bytes.of(event), 1, waits);
        } catch (IllegalStateException | JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Writes an event; an interrupt does not end that, and is kept. */
    void addAndWait(T event) {
        thread.await(add(event, true));
    }

    /** As {@link #add}, of events that are there together or not at all; waits for nothing. */
    CompletionStage<Void> addAll(List<? extends T> events) {
        try {
            return write(open(), bytes.ofAll(events), events.size(), false);
        } catch (IllegalStateException | JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> write(Files open, RecordBuffer events, int count, boolean waits) {
        try {
            CompletionStage<Void> written = open.log.isCompleted()
                    ? null
                    : open.commit.add(events, count, waits && options.onFull().mayWait());
            bytes.written(events);
            return written == null ? CompletableFuture.failedFuture(refusal(open)) : written;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmitInterruptedException();
        }
    }

    private IllegalStateException refusal(Files open) {
        if (open.log.isCompleted()) {
            return new IllegalStateException(
                    this + " takes no more events: it was completed, or the job that reads it was"
                            + " drained. Give what follows another directory");
        }
        return phase != Phase.OPEN || open.commit.isClosed()
                ? new IllegalStateException(this + " takes no more events: it is closed, or about to be completed")
                : new BufferFullException(this + " has no room for what is emitted: " + open.unread()
                        + " bytes wait to be read, or for the disk. Emit it again later, or allow more by maxUnread");
    }

    private Files open() {
        Files open = files;
        if (open != null && phase == Phase.OPEN) {
            return open;
        }
        try {
            synchronized (lock) {
                if (phase != Phase.OPEN) {
                    throw new IllegalStateException(this + " takes no more events: it was closed");
                }
                return openFiles();
            }
        } catch (SourceInUseException e) {
            throw failure("cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failure("cannot be opened: " + SafeText.message(e), e);
        }
    }

    /** Under the lock. */
    private Files openFiles() throws IOException {
        if (files != null) {
            return files;
        }
        EventLog.Options how = new EventLog.Options(options.segmentBytes(), true, newIdentity.getAsLong());
        EventLog log = thread.call(() -> EventLog.open(disk, directory, form, how));
        if (log == null) {
            throw new SourceInUseException(
                    directory + " is in use by another journal or process: stop that one first, or give each a"
                            + " directory of its own",
                    null);
        }
        files = new Files(log);
        return files;
    }

    /** Whether this is the thread that writes, on which those go on who wait for an event to be written. */
    boolean onWriterThread() {
        Files open = files;
        return thread.isCurrent() || (open != null && open.commit.isWriting());
    }

    private void checkMayWait(String call) {
        if (onWriterThread()) {
            throw new IllegalStateException(
                    call + " on " + this + " was called by the thread that writes it, which would wait for itself; have"
                            + " another one do that, by thenRunAsync and the like");
        }
    }

    /** Has nothing follow, for good. */
    void complete() {
        checkMayWait("complete");
        complete(open());
    }

    /** The reader's side: the same, also when the journal was closed. */
    void complete(Files open) {
        if (!open.log.isCompleted()) {
            try {
                thread.await(open.commit.close(true));
            } finally {
                reopen(open);
            }
        }
    }

    private void reopen(Files open) {
        synchronized (lock) {
            if (phase == Phase.OPEN && !open.log.isCompleted()) {
                open.commit.reopen();
            }
        }
    }

    /** Takes no more in this process. */
    void close() {
        Files open;
        synchronized (lock) {
            if (phase != Phase.OPEN) {
                return;
            }
            checkMayWait("close");
            open = files;
            phase = open == null ? Phase.CLOSED : Phase.CLOSING;
        }
        if (open != null) {
            seal(open);
        }
    }

    private void seal(Files open) {
        try {
            thread.await(open.commit.close(false));
            thread.call(open.log::seal);
        } catch (JournalException | IOException e) {
            if (open.log.isInDoubt()) {
                LOG.log(
                        Level.WARNING,
                        "{0} is closed, and the disk did not let it take back what it had refused: an event that emit has"
                                + " failed with may be delivered once, and complete() that has failed may hold: {1}",
                        this,
                        SafeText.message(e));
            } else {
                // It would have shown that nothing is missing.
                LOG.log(Level.DEBUG, "the end of {0} cannot be marked: {1}", this, SafeText.message(e));
            }
        } finally {
            synchronized (lock) {
                phase = Phase.CLOSED;
                letGo();
            }
        }
    }

    private void letGo() {
        Files open = files;
        if (phase == Phase.CLOSED && !job.isThere() && open != null) {
            files = null;
            try {
                open.log.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "{0} cannot be let go: {1}", this, SafeText.message(e));
            }
        }
    }

    /** The reader's side: opens what there is. */
    Files attach(SourceContext context) throws IOException {
        synchronized (lock) {
            Files open = openFiles();
            if (admit(context)) {
                CompletionStage<JobState> end = context.jobEnd();
                CompletionStage<Void> unused = end.thenRun(() -> jobEnded(end));
            }
            reader = context;
            return open;
        }
    }

    /** Under the lock. While another job reads, the files are open. */
    private boolean admit(SourceContext context) {
        return job.admit(
                context,
                () -> this + " is read as '" + job.operator() + "' by job '"
                        + job.name()
                        + "', which has not ended; stop that one first, or give each job a journal of its own",
                () -> this + " is read by '" + job.operator()
                        + "' of the same job already; read the stream of that twice");
    }

    private void jobEnded(CompletionStage<JobState> ended) {
        synchronized (lock) {
            if (job.ends(ended)) {
                job.leaves();
                reader = null;
                letGo();
            }
        }
    }

    /** The reader's side: it has closed. */
    void detach(SourceContext context) {
        synchronized (lock) {
            if (reader == context) {
                reader = null;
            }
        }
    }

    void warn(String what) {
        LOG.log(Level.WARNING, "{0}: {1}", this, what);
    }

    SourceContext reader() {
        return reader;
    }

    /** Another process begins; whatever this one had is gone. */
    void simulate(Disk simulated) {
        synchronized (lock) {
            disk = simulated;
            thread = JournalThread.ofCallers(directory);
            newIdentity = () -> SIMULATED_IDENTITY;
            files = null;
            reader = null;
            job.leaves();
            phase = Phase.OPEN;
        }
    }

    @Override
    public String toString() {
        return "journal " + directory;
    }
}
