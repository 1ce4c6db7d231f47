package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.operator.Batch;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.AbstractUnit;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.Feed.Portion;
import io.millrace.runtime.task.Feed.Told;
import io.millrace.source.Fetch;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
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
    private final SplitReaders reader;
    private final Queue<Portion> full = new SpscVarHandleArrayQueue<>(BATCHES);
    private final Queue<Portion> free = new SpscVarHandleArrayQueue<>(BATCHES);

    /** The last snapshot of its kind that the reader has not been told of, or null: it stands for all before. */
    private final AtomicReference<News> complete = new AtomicReference<>();

    private final AtomicReference<News> aborted = new AtomicReference<>();
    private final Handover handover = new Handover();
    private Waker task = () -> {};
    private volatile boolean released;

    /** Whether it was released ahead of its end, so that its thread may be interrupted in whatever the reader does. */
    private volatile boolean cutShort;

    private volatile boolean open;
    private final boolean hasEndedBefore;
    private boolean ended;

    /** Whether its thread is interrupted to end; else the readers are told. */
    private final boolean interruptible;

    /** Whether they are to be told, and have been. */
    private volatile boolean stopping;

    private boolean stopped;

    /** A batch that the last fetch left empty: only the task gives batches back to the queue. */
    private Portion unused;

    public FetchLoop(
            String name,
            TaskEnvironment environment,
            boolean hasEndedBefore,
            boolean interruptible,
            Function<Unit, SplitReaders> reader) {
        super(name, true);
        this.interruptible = interruptible;
        control = environment.control();
        this.hasEndedBefore = hasEndedBefore;
        this.reader = reader.apply(this);
        for (int i = 0; i < BATCHES; i++) {
            Portion portion = new Portion();
            portion.rows = new Batch<>(environment.job().settings().batchSize());
            free.offer(portion);
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
        // Asked before it is told: whatever was posted ahead of the release is told then.
        boolean over = released || control.isTearingDown();
        if (!tellReader()) {
            return 1;
        }
        if (over) {
            return close();
        }
        if (!open) {
            return openReader();
        }
        if (!control.phase().isOpen()) {
            return 0;
        }
        Portion batch = ended ? null : nextBatch();
        if (batch == null) {
            return 0;
        }
        try {
            fetch(batch);
            if (batch.split != null && batch.split.isOpen()) {
                batch.position = batch.split.readerPosition();
            }
        } catch (Throwable e) {
            return failed(e);
        }
        ended = batch.outcome == Fetch.END;
        if (batch.bringsNothing()) {
            batch.rows.clear();
            batch.clear();
            unused = batch;
            return batch.outcome == Fetch.MORE ? 1 : 0;
        }
        full.offer(batch);
        task.wake();
        return 1;
    }

    private void fetch(Portion batch) {
        if (stopping && !stopped) {
            stopped = true;
            if (!reader.stop(control.stopMode() == StopMode.DRAIN)) {
                batch.outcome = Fetch.END;
                return;
            }
        }
        reader.fetch(batch);
    }

    /** Tells the reader what its task has been told; returns whether it goes on. */
    private boolean tellReader() {
        if (open && (complete.get() != null || aborted.get() != null) && !control.isTearingDown()) {
            News success = complete.getAndSet(null);
            News failure = aborted.getAndSet(null);
            boolean failedFirst = success != null && failure != null && failure.snapshot() < success.snapshot();
            try {
                if (failedFirst) {
                    reader.snapshotAborted(failure.snapshot());
                }
                if (success != null) {
                    reader.snapshotComplete(success.snapshot(), success.splits());
                }
                if (failure != null && !failedFirst) {
                    reader.snapshotAborted(failure.snapshot());
                }
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
            if (!reader.open()) {
                return 0;
            }
            Portion first = nextBatch();
            reader.fetch(first);
            full.offer(first);
        } catch (Throwable e) {
            return failed(e);
        }
        open = true;
        task.wake();
        return 1;
    }

    private Portion nextBatch() {
        Portion batch = unused == null ? free.poll() : unused;
        unused = null;
        return batch;
    }

    private int failed(Throwable error) {
        try {
            if (!cutShort) {
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
    public boolean isInterruptible() {
        return interruptible;
    }

    @Override
    public long nanosToDeadline() {
        boolean waits = !open || ended || (unused == null && free.isEmpty());
        return waits ? NO_DEADLINE : reader.nanosToDeadline();
    }

    private record News(long snapshot, List<Told> splits) {}

    /** The source task's side. */
    private final class Handover implements Feed {

        private boolean hasGivenEnd;

        @Override
        public boolean open() {
            return open || released || isDone();
        }

        @Override
        public Fetch fetch(Portion portion) {
            // Asked before polling: what was fetched last is then found by the poll.
            boolean over = isDone();
            Portion fetched = full.poll();
            if (fetched == null) {
                return over ? Fetch.END : Fetch.WAIT;
            }
            portion.take(fetched);
            free.offer(fetched);
            FetchLoop.this.wake();
            hasGivenEnd = portion.outcome == Fetch.END;
            return hasGivenEnd ? Fetch.END : Fetch.MORE;
        }

        /** Each portion has had its own. */
        @Override
        public void positions(Collection<OpenSplit> splits) {}

        @Override
        public void released() {
            FetchLoop.this.wake();
        }

        /** What was fetched is handed over, since not every reader could fetch it again; nothing more is fetched unless a reader says so. */
        @Override
        public boolean stop(boolean drain) {
            if (interruptible || hasEndedBefore) {
                close();
            } else {
                stopping = true;
                FetchLoop.this.wake();
            }
            return true;
        }

        @Override
        public long nanosToDeadline() {
            return NO_DEADLINE;
        }

        @Override
        public void snapshotComplete(long snapshot, List<Told> splits) {
            post(complete, new News(snapshot, splits));
        }

        @Override
        public void snapshotAborted(long snapshot) {
            post(aborted, new News(snapshot, List.of()));
        }

        private void post(AtomicReference<News> untold, News news) {
            if (!hasEndedBefore && !isDone()) {
                untold.set(news);
                FetchLoop.this.wake();
            }
        }

        @Override
        public void close() {
            cutShort = !hasGivenEnd;
            released = true;
            // One that has ended waits for nothing, and may be about to be told of the last snapshot.
            if (interruptible && cutShort) {
                control.interrupt(FetchLoop.this);
            }
            FetchLoop.this.wake();
        }
    }
}
