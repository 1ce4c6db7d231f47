package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.List;

/** Distributes the rows of one stream over the edges to the tasks that read it. A signal enters all edges at once. */
public abstract sealed class RowOutput permits BroadcastOutput, ForwardOutput, KeyedOutput, RebalanceOutput {

    final EdgeWriter[] writers;

    RowOutput(List<EdgeWriter> writers) {
        this.writers = writers.toArray(EdgeWriter[]::new);
    }

    /** Takes the rows over; the batch may be reused afterwards. */
    public abstract void rows(Batch<Object> batch);

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

    /** Whether the edge to the given consumer, by its place in the order of edges, can take more. */
    public final boolean isReady(int consumer) {
        return writers[consumer].isReady();
    }
}
