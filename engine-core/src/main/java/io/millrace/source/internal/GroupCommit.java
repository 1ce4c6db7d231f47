package io.millrace.source.internal;

import io.millrace.state.store.RecordBuffer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Appends what many threads bring, all that has come while the disk was busy at a time. Whoever brings the first event of a group has the executor write it, which does that
 * once at a time, until nothing is left.
 */
public final class GroupCommit {

    /** So many bytes may wait for the disk. */
    private static final int MOST_WAITING = 16 << 20;

    private static final int FIRST_BYTES = 64 << 10;
    private static final byte[] HEADER = new byte[BlockCursor.HEADER];

    /** Where the events of a group are written. */
    public interface Target {

        /** As {@link EventLog#append(byte[], int, int, boolean)}. */
        void append(byte[] block, int length, int count, boolean completes) throws IOException;

        /** Whether as much waits to be read as may wait. */
        boolean isFull();
    }

    private final Target target;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private Group filling = new Group(new RecordBuffer(FIRST_BYTES, Integer.MAX_VALUE));
    private RecordBuffer spare = new RecordBuffer(FIRST_BYTES, Integer.MAX_VALUE);
    private boolean scheduled;
    private volatile Thread writing;
    private boolean closed;
    private final AtomicInteger waiting = new AtomicInteger();

    /** One whose groups an executor writes, on one thread or several. */
    public GroupCommit(Target target, Executor executor) {
        this.target = target;
        this.executor = executor;
    }

    /** Events that become safe together. */
    private static final class Group {

        private final RecordBuffer bytes;
        private final CompletableFuture<Void> written = new CompletableFuture<>();
        private final CompletionStage<Void> stage = written.minimalCompletionStage();
        private int count;
        private boolean completes;

        private Group(RecordBuffer bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Adds events, which become safe together or not at all.
     *
     * @param events their bytes, each behind their length
     * @param count how many there are, at least 1
     * @param waits whether to wait for room
     * @return completes when it is safe, or exceptionally with what the target throws; null where there is no room, or no more is {@linkplain #isClosed taken}
     * @throws InterruptedException when it would have to wait and is interrupted
     */
    public CompletionStage<Void> add(RecordBuffer events, int count, boolean waits) throws InterruptedException {
        Group group;
        boolean begins;
        lock.lock();
        try {
            if (!hasRoom(events.length()) && !(waits && awaitRoom(events.length()))) {
                return null;
            }
            if (closed) {
                return null;
            }
            group = filling;
            if (group.bytes.length() == 0) {
                group.bytes.write(HEADER);
            }
            group.bytes.write(events.bytes(), 0, events.length());
            group.count += count;
            begins = schedule();
        } catch (IOException e) {
            throw new IllegalStateException("a group has more bytes than may wait", e);
        } finally {
            lock.unlock();
        }
        if (begins) {
            begin();
        }
        return group.stage;
    }

    private boolean awaitRoom(int length) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            while (!closed && !hasRoom(length)) {
                room.await();
            }
            return true;
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean hasRoom(int length) {
        return !target.isFull() && (filling.count == 0 || filling.bytes.length() + (long) length <= MOST_WAITING);
    }

    /** Whether no more is taken. */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean schedule() {
        boolean begins = !scheduled;
        scheduled = true;
        return begins;
    }

    /** Where the executor does not take it, what waits has failed, and the next event tries again. */
    private void begin() {
        try {
            executor.execute(this::writeAll);
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void fail(Throwable cause) {
        Group failed;
        lock.lock();
        try {
            failed = filling;
            failed.bytes.truncate(0);
            filling = new Group(failed.bytes);
            scheduled = false;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        failed.written.completeExceptionally(cause);
    }

    /** Some of what waited has been read. */
    public void madeRoom() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes nothing more.
     *
     * @param completes whether the log is to say that nothing follows
     * @return completes when all is written that was added, or with why that has failed
     */
    public CompletionStage<Void> close(boolean completes) {
        Group group;
        boolean begins;
        lock.lock();
        try {
            closed = true;
            group = filling;
            if (group.bytes.length() == 0) {
                group.bytes.write(HEADER);
            }
            group.completes |= completes;
            begins = schedule();
            room.signalAll();
        } catch (IOException e) {
            throw new IllegalStateException("there is no room for a header", e);
        } finally {
            lock.unlock();
        }
        if (begins) {
            begin();
        }
        return group.stage;
    }

    /** Takes events again. */
    public void reopen() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        writing = Thread.currentThread();
        try {
            for (Group group = next(); group != null; group = next()) {
                write(group);
            }
        } finally {
            writing = null;
        }
    }

    /** Whether this thread is the one that writes, which would wait for itself. */
    public boolean isWriting() {
        return Thread.currentThread() == writing;
    }

    private Group next() {
        lock.lock();
        try {
            Group group = filling;
            if (group.bytes.length() == 0) {
                scheduled = false;
                return null;
            }
            filling = new Group(spare);
            spare = null;
            if (waiting.get() > 0) {
                room.signalAll();
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void write(Group group) {
        Throwable failure = null;
        try {
            if (group.count > 0 || group.completes) {
                target.append(group.bytes.bytes(), group.bytes.length(), group.count, group.completes);
            }
        } catch (Throwable e) {
            failure = e;
        }
        giveBack(group.bytes);
        if (failure == null) {
            group.written.complete(null);
        } else {
            group.written.completeExceptionally(failure);
        }
    }

    private void giveBack(RecordBuffer bytes) {
        bytes.truncate(0);
        if (bytes.bytes().length > MOST_WAITING + FIRST_BYTES) {
            bytes.release();
        }
        lock.lock();
        try {
            spare = bytes;
        } finally {
            lock.unlock();
        }
    }
}
