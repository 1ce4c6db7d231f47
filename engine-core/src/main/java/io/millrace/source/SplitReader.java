package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.TaskContext;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The reader of one split, and whether that has ended. */
final class SplitReader<T> {

    private final SourceReader<T> reader;
    private final Context context;
    private boolean ended;

    private SplitReader(SourceReader<T> reader, Context context) {
        this.reader = reader;
        this.context = context;
    }

    @SuppressWarnings("unchecked") // a reader of a sub-type of T only puts such into the batches of T that it is given
    static <T> SplitReader<T> open(Source<? extends T> source, Context context) throws Exception {
        return new SplitReader<>((SourceReader<T>) source.open(context), context);
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Fetches, and remembers the end. */
    Fetch fetch(Batch<T> batch) throws Exception {
        context.forgetWake();
        Fetch fetched = reader.fetch(batch);
        ended = fetched == Fetch.END;
        return fetched;
    }

    Context context() {
        return context;
    }

    Object position() {
        return reader.position();
    }

    void snapshotEnded(long snapshot, boolean complete) throws Exception {
        if (complete) {
            reader.onSnapshotComplete(snapshot);
        } else {
            reader.onSnapshotAborted(snapshot);
        }
    }

    /** Returns whether there are rows that have to be fetched nevertheless, until the end. */
    boolean stop() {
        return reader.stop();
    }

    /** Closes all readers, whatever some of them throw. */
    static void closeAll(List<? extends SplitReader<?>> splits) throws Exception {
        Exception failure = null;
        for (SplitReader<?> split : splits) {
            try {
                split.reader.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What a split's reader is offered: its source is read as if it were all there is, with a position of its own. */
    static final class Context extends ForwardingTaskContext implements SourceContext {

        private final SourceContext whole;
        private final Object startPosition;
        private boolean timed;
        private long wakeAt;

        Context(SourceContext whole, Object startPosition) {
            this.whole = whole;
            this.startPosition = startPosition;
        }

        @Override
        protected TaskContext task() {
            return whole;
        }

        @Override
        public int subtask() {
            return 0;
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public Object startPosition() {
            return startPosition;
        }

        @Override
        public void wake() {
            whole.wake();
        }

        @Override
        public void wakeAtNanos(long nanos) {
            timed = true;
            wakeAt = nanos;
        }

        @Override
        public boolean onEngineThread() {
            return whole.onEngineThread();
        }

        @Override
        public Throwable jobFailure() {
            return whole.jobFailure();
        }

        @Override
        public boolean jobGoesOn() {
            return whole.jobGoesOn();
        }

        @Override
        public boolean jobRefused() {
            return whole.jobRefused();
        }

        @Override
        public CompletionStage<JobState> jobEnd() {
            return whole.jobEnd();
        }

        /** A fetch begins: what was asked for before is over. */
        void forgetWake() {
            timed = false;
        }

        boolean isTimed() {
            return timed;
        }

        /** The time asked for, if any was. */
        long wakeAt() {
            return wakeAt;
        }
    }
}
