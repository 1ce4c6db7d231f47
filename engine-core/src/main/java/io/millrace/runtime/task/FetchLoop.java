package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.operator.Batch;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.schedule.Unit;
import io.millrace.source.Fetch;
import java.util.Queue;
import java.util.function.Function;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * Does nothing but fetch, on a thread of its own, for a source whose reads block; its {@link #feed()} hands the
 * batches, each with its end position, to the source task, which owns everything else. A few batches are under way: one
 * is read into while the others are worked off.
 */
public final class FetchLoop extends AbstractUnit {

    private static final int BATCHES = 4;

    private final JobControl control;
    private final ReaderFeed reader;
    private final Queue<Fetched> full = new SpscVarHandleArrayQueue<>(BATCHES);
    private final Queue<Fetched> free = new SpscVarHandleArrayQueue<>(BATCHES);
    private final Handover handover = new Handover();
    private Waker task = () -> {};
    private volatile boolean released;
    private volatile boolean open;
    private final boolean hasEndedBefore;
    private boolean ended;

    /** A batch that the last fetch left empty: only the task gives batches back to the queue. */
    private Fetched unused;

    public FetchLoop(
            String name, TaskEnvironment environment, boolean hasEndedBefore, Function<Unit, ReaderFeed> reader) {
        super(name, true);
        control = environment.control();
        this.hasEndedBefore = hasEndedBefore;
        this.reader = reader.apply(this);
        for (int i = 0; i < BATCHES; i++) {
            free.offer(new Fetched(environment.job().settings().batchSize()));
        }
    }

    public Feed feed() {
        return handover;
    }

    public void fetchesFor(Waker sourceTask) {
        task = sourceTask;
    }

    @Override
    public int doWork() {
        if (isDone()) {
            return 0;
        }
        if (!tellReader()) {
            return 1;
        }
        if (released || control.isTearingDown()) {
            return close();
        }
        if (!open) {
            return openReader();
        }
        if (!control.phase().isOpen()) {
            return 0;
        }
        Fetched batch = ended ? null : nextBatch();
        if (batch == null) {
            return 0;
        }
        try {
            batch.outcome = reader.fetch(batch.rows);
            batch.position = reader.position();
        } catch (Throwable e) {
            return failed(e);
        }
        ended = batch.outcome == Fetch.END;
        if (!ended && batch.bringsNothing()) {
            batch.rows.clear();
            unused = batch;
            return 0;
        }
        full.offer(batch);
        task.wake();
        return 1;
    }

    /** Tells the reader what its task has been told; returns whether it goes on. */
    private boolean tellReader() {
        if (open && !control.isTearingDown()) {
            try {
                heed();
            } catch (Throwable e) {
                failed(e);
                return false;
            }
        }
        return true;
    }

    private int openReader() {
        if (!control.phase().hasTasks() || hasEndedBefore) {
            return 0;
        }
        try {
            reader.open();
        } catch (Throwable e) {
            return failed(e);
        }
        open = true;
        task.wake();
        return 1;
    }

    private Fetched nextBatch() {
        Fetched batch = unused == null ? free.poll() : unused;
        unused = null;
        return batch;
    }

    private int failed(Throwable error) {
        try {
            if (!released) {
                control.fail(error);
            }
        } finally {
            close();
        }
        return 1;
    }

    private int close() {
        try {
            control.closing(this);
            reader.close();
        } catch (Throwable e) {
            control.fail(e);
        } finally {
            finish();
            task.wake();
            control.closed(this);
        }
        return 1;
    }

    @Override
    public long nanosToDeadline() {
        boolean waits = !open || ended || (unused == null && free.isEmpty());
        return waits ? NO_DEADLINE : reader.nanosToDeadline();
    }

    /** What one fetch brought. */
    private static final class Fetched {

        private final Batch<Object> rows;
        private Fetch outcome;
        private Object position;

        private Fetched(int capacity) {
            rows = new Batch<>(capacity);
        }

        private boolean bringsNothing() {
            return outcome == Fetch.WAIT && rows.isEmpty() && !rows.isEndOfSplit();
        }
    }

    /** The source task's side. */
    private final class Handover implements Feed {

        private Object position;

        @Override
        public boolean open() {
            return open || released || isDone();
        }

        @Override
        public Fetch fetch(Batch<Object> batch) {
            // Asked before polling: what was fetched last is then found by the poll.
            boolean over = isDone();
            Fetched fetched = full.poll();
            if (fetched == null) {
                return over ? Fetch.END : Fetch.WAIT;
            }
            batch.addAll(fetched.rows, 0, fetched.rows.size());
            batch.splitOf(fetched.rows);
            Fetch outcome = fetched.outcome;
            position = fetched.position;
            fetched.rows.clear();
            free.offer(fetched);
            FetchLoop.this.wake();
            return outcome == Fetch.END ? Fetch.END : Fetch.MORE;
        }

        @Override
        public Object position() {
            return position;
        }

        /** Nothing more is fetched; what was fetched is handed over, since not every reader could fetch it again. */
        @Override
        public boolean stop() {
            close();
            return true;
        }

        @Override
        public long nanosToDeadline() {
            return NO_DEADLINE;
        }

        @Override
        public void snapshotEnded(long snapshot, boolean complete) {
            if (!hasEndedBefore && !isDone()) {
                tell(() -> reader.snapshotEnded(snapshot, complete));
            }
        }

        @Override
        public void close() {
            released = true;
            control.interrupt(FetchLoop.this);
        }
    }
}
