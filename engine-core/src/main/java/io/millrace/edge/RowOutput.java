package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.List;

/** Distributes the rows of one stream over the edges to the tasks that read it. A signal enters all edges at once. */
public abstract class RowOutput {

    final EdgeWriter[] writers;

    RowOutput(List<EdgeWriter> writers) {
        this.writers = writers.toArray(EdgeWriter[]::new);
    }

    /** All rows to every task. */
    public static RowOutput toAll(List<EdgeWriter> writers) {
        return new RowOutput(writers) {
            @Override
            public void rows(Batch<Object> batch) {
                for (EdgeWriter writer : this.writers) {
                    writer.addAll(batch);
                }
            }

            @Override
            public long written() {
                return super.written() / this.writers.length;
            }
        };
    }

    /**
     * Rows in turn to each task.
     *
     * @param first which task gets the first row; producers begin at different ones
     */
    public static RowOutput inTurn(List<EdgeWriter> writers, int first) {
        return new RowOutput(writers) {

            private int next = first % this.writers.length;

            @Override
            public void rows(Batch<Object> batch) {
                for (int row = 0, size = batch.size(); row < size; row++) {
                    this.writers[next].add(batch.value(row), batch.timestamp(row), 0);
                    next = next + 1 == this.writers.length ? 0 : next + 1;
                }
            }
        };
    }

    /** Takes the rows over; the batch may be reused afterwards. */
    public abstract void rows(Batch<Object> batch);

    /** Between steps: how many rows it has been given, as the edges have them. */
    public long written() {
        long rows = 0;
        for (EdgeWriter writer : writers) {
            rows += writer.rows();
        }
        return rows;
    }

    /** The same, of the edge to the given consumer, by its place in the order of edges. */
    public final long written(int consumer) {
        return writers[consumer].rows();
    }

    public final void signal(Signal signal) {
        for (EdgeWriter writer : writers) {
            writer.signal(signal);
        }
    }

    /**
     * Has edges give back the batches that have waited to be filled since this was called last.
     *
     * @return whether some keep any
     */
    public final boolean shed() {
        boolean keeps = false;
        for (EdgeWriter writer : writers) {
            keeps |= writer.shed();
        }
        return keeps;
    }

    /** Whether the consumers have worked off everything that was written. */
    public final boolean isConsumed() {
        for (EdgeWriter writer : writers) {
            if (!writer.isConsumed()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the edge to the given consumer, by its place in the order of edges, can take more. */
    public final boolean isReady(int consumer) {
        return writers[consumer].isReady();
    }
}
