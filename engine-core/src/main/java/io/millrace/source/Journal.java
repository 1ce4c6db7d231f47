package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.refusal.SourceInUseException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A journal as one process has it: its files, those who write and the job that reads. The files are opened by whoever comes first, and let go when it was closed and no job
 * reads.
 */
final class Journal<T> {

    private static final Logger LOG = System.getLogger("io.millrace.source");
    private static final int FIRST_BYTES = 256;
    private static final int MOST_KEPT_BYTES = 64 << 10;
    private static final int MOST_EVENT_BYTES = 64 << 20;
    private static final long IDLE_SECONDS = 5;

    final Path directory;
    final JournalOptions options;
    final Serde<T> serde;
    private final String form;
    private final ThreadLocal<RecordBuffer> buffers =
            ThreadLocal.withInitial(() -> new RecordBuffer(FIRST_BYTES, MOST_EVENT_BYTES));
    private final Object lock = new Object();
    private Disk disk = FileDisk.INSTANCE;
    private Clock clock = SystemClock.INSTANCE;
    private Executor executor;
    private volatile Files files;
    private volatile boolean closed;

    /** Whether all is written that was emitted before it was closed. */
    private boolean sealed;

    /** The thread that writes; null when none has yet. */
    private volatile Thread writer;

    /** Of the reader that is there, or null. */
    private volatile SourceContext reader;

    /** The job that reads, over all its attempts; null when there is none. */
    private CompletionStage<JobState> job;

    private SourceContext latest;

    Journal(Path directory, Type<T> type, JournalOptions options) {
        this.directory = directory;
        this.options = options;
        serde = options.serdes().serde(type);
        form = Serde.formOf(serde);
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
            commit = new GroupCommit(this, Journal.this::start);
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
            return write(open(), encode(event, emptied()), 1, waits);
        } catch (IllegalStateException | JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** As {@link #add}, of events that are there together or not at all; waits for nothing. */
    CompletionStage<Void> addAll(List<? extends T> events) {
        try {
            Files open = open();
            RecordBuffer bytes = emptied();
            for (T event : events) {
                encode(event, bytes);
            }
            return write(open, bytes, events.size(), false);
        } catch (IllegalStateException | JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> write(Files open, RecordBuffer bytes, int count, boolean waits) {
        try {
            CompletionStage<Void> written = open.log.isCompleted()
                    ? null
                    : open.commit.add(bytes, count, waits && options.onFull().mayWait());
            if (bytes.bytes().length > MOST_KEPT_BYTES) {
                bytes.release();
            }
            return written == null ? CompletableFuture.failedFuture(refusal(open)) : written;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmitInterruptedException();
        }
    }

    private RecordBuffer emptied() {
        RecordBuffer bytes = buffers.get();
        bytes.truncate(0);
        return bytes;
    }

    private RecordBuffer encode(T event, RecordBuffer bytes) {
        try {
            int start = bytes.beginField();
            serde.write(event, bytes);
            bytes.endField(start);
            return bytes;
        } catch (Throwable e) {
            bytes.release();
            throw failure(
                    "does not take the event " + SafeText.of(event) + ", which cannot be written: "
                            + SafeText.message(e),
                    e);
        }
    }

    private IllegalStateException refusal(Files open) {
        if (open.log.isCompleted()) {
            return new IllegalStateException(
                    this + " takes no more events: it was completed, or the job that reads it was"
                            + " drained. Give what follows another directory");
        }
        return closed || open.commit.isClosed()
                ? new IllegalStateException(this + " takes no more events: it is closed, or about to be completed")
                : new BufferFullException(this + " has no room for what is emitted: " + open.unread()
                        + " bytes wait to be read, or for the disk. Emit it again later, or allow more by maxUnread");
    }

    private Files open() {
        Files open = files;
        if (open != null && !closed) {
            return open;
        }
        try {
            synchronized (lock) {
                if (closed) {
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
        if (executor == null) {
            executor = writer();
        }
        long identity = (clock.millis() << 20) ^ (clock.nanos() & 0xfffff);
        EventLog.Options how = new EventLog.Options(options.segmentBytes(), true, identity);
        EventLog log = byWriter(() -> EventLog.open(disk, directory, form, how));
        if (log == null) {
            throw new SourceInUseException(
                    directory + " is in use by another journal or process: stop that one first, or give each a"
                            + " directory of its own",
                    null);
        }
        files = new Files(log);
        return files;
    }

    /** What touches the disk. */
    private interface Call<R> {
        R run() throws IOException;
    }

    /** On a thread that nobody interrupts, which would close the file. */
    private <R> R byWriter(Call<R> call) throws IOException {
        CompletableFuture<R> answer = new CompletableFuture<>();
        start(() -> {
            try {
                answer.complete(call.run());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private void start(Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable e) {
            throw failure("cannot be used, its thread does not start: " + SafeText.message(e), e);
        }
    }

    /** Whether this is the thread that writes, on which those go on who wait for an event to be written. */
    boolean onWriterThread() {
        Files open = files;
        return Thread.currentThread() == writer || (open != null && open.commit.isWriting());
    }

    private void checkMayWait(String call) {
        if (onWriterThread()) {
            throw new IllegalStateException(
                    call + " on " + this + " was called by the thread that writes it, which would wait for itself; have"
                            + " another one do that, by thenRunAsync and the like");
        }
    }

    /** One thread, which is there as long as there is something to write. */
    private Executor writer() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), loop -> {
                    Thread made = new Thread(loop, "millrace-journal-" + directory.getFileName());
                    made.setDaemon(true);
                    writer = made;
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** Waits until it is written; an interrupt does not end that, and is kept. */
    void await(CompletionStage<Void> written) {
        try {
            written.toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof JournalException failure) {
                throw new JournalException(failure.getMessage(), failure.getCause());
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw failure("cannot be written: " + SafeText.message(cause), cause);
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
                await(open.commit.close(true));
            } finally {
                reopen(open);
            }
        }
    }

    private void reopen(Files open) {
        synchronized (lock) {
            if (!closed && !open.log.isCompleted()) {
                open.commit.reopen();
            }
        }
    }

    /** Takes no more in this process. */
    void close() {
        Files open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            checkMayWait("close");
            closed = true;
            open = files;
            sealed = open == null;
        }
        if (open != null) {
            seal(open);
        }
    }

    private void seal(Files open) {
        try {
            await(open.commit.close(false));
            byWriter(open.log::seal);
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
                sealed = true;
                letGo();
            }
        }
    }

    private void letGo() {
        Files open = files;
        if (sealed && job == null && open != null) {
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
            checkFree(context);
            Files open = openFiles();
            if (job == null) {
                CompletionStage<JobState> mine = context.jobEnd();
                job = mine;
                CompletionStage<Void> unused = mine.thenRun(() -> jobEnded(mine));
            }
            latest = context;
            reader = context;
            return open;
        }
    }

    private void checkFree(SourceContext context) {
        if (job == null) {
            return;
        }
        String before = "source '" + context.operator() + "': " + this + " is read ";
        if (job != context.jobEnd()) {
            throw new SourceInUseException(
                    before + "as '" + latest.operator() + "' by job '" + latest.job()
                            + "', which has not ended; stop that one first, or give each job a journal of its own",
                    null);
        }
        if (!latest.operator().equals(context.operator())) {
            throw new SourceInUseException(
                    before + "by '" + latest.operator() + "' of the same job already; read the stream of that twice",
                    null);
        }
    }

    private void jobEnded(CompletionStage<JobState> ended) {
        synchronized (lock) {
            if (job == ended) {
                job = null;
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
            executor = Runnable::run;
            clock = Still.CLOCK;
            files = null;
            reader = null;
            job = null;
            latest = null;
            closed = false;
            sealed = false;
        }
    }

    /** It makes no difference between two runs. */
    private enum Still implements Clock {
        CLOCK;

        @Override
        public long millis() {
            return 1;
        }

        @Override
        public long nanos() {
            return 1;
        }
    }

    @Override
    public String toString() {
        return "journal " + directory;
    }
}
