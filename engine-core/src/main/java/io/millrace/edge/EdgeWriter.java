package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.ArrayDeque;

/**
 * The producer's side of an edge. Writing never fails: what there is no credit for is owed, and the task takes no new
 * input until every writer has paid. What is owed is at most what one step of the task emits, signals included; and it
 * drains on each edge by itself, so that no consumer waits for another.
 */
public final class EdgeWriter {

    private static final int SPARE_BATCHES_KEPT = 2;

    private final Edge edge;
    private final StepBudget budget;
    private final ArrayDeque<EdgeBatch> owed = new ArrayDeque<>();
    private final ArrayDeque<EdgeBatch> spare = new ArrayDeque<>();
    private EdgeBatch current;
    private int credits;
    private long rows;

    public EdgeWriter(Edge edge, StepBudget budget) {
        this.edge = edge;
        this.budget = budget;
    }

    /** Adds some rows of a batch. */
    public void addRows(Batch<Object> source, int[] selected, int count) {
        int from = 0;
        while (from < count) {
            Batch<Object> target = (current == null ? begin() : current).rows();
            int fitting = Math.min(count - from, target.capacity() - target.size());
            target.addRows(source, selected, from, fitting);
            from += fitting;
            if (target.isFull()) {
                seal();
            }
        }
    }

    public void add(Object value, long timestamp, int hash) {
        Batch<Object> target = (current == null ? begin() : current).rows();
        target.add(value, timestamp, hash);
        if (target.isFull()) {
            seal();
        }
    }

    public void addAll(Batch<Object> source) {
        int from = 0;
        while (from < source.size()) {
            Batch<Object> target = (current == null ? begin() : current).rows();
            int count = Math.min(source.size() - from, target.capacity() - target.size());
            target.addAll(source, from, count);
            from += count;
            if (target.isFull()) {
                seal();
            }
        }
    }

    public void signal(Signal signal) {
        EdgeBatch batch = current == null ? begin() : current;
        batch.signal(signal);
        seal();
    }

    /**
     * Sends what can be sent.
     *
     * @return how many batches went out
     */
    public int flush() {
        if (current != null) {
            seal();
            return 1;
        }
        return drain();
    }

    /** Whether everything written has gone out and there is a credit for more. */
    public boolean isReady() {
        return owed.isEmpty() && (credits > 0 || edge.hasCredit());
    }

    /** Whether everything written has gone out. */
    public boolean isDrained() {
        return current == null && owed.isEmpty();
    }

    public long rows() {
        return rows;
    }

    private EdgeBatch begin() {
        current = spare.isEmpty() ? takeOrMake() : spare.pop();
        current.begin(budget.ingestedNanos());
        return current;
    }

    private EdgeBatch takeOrMake() {
        EdgeBatch batch = edge.takeCredit();
        if (batch == null) {
            return new EdgeBatch(edge.batchSize());
        }
        credits++;
        return batch;
    }

    private void seal() {
        rows += current.rows().size();
        owed.add(current);
        current = null;
        drain();
        if (!isReady()) {
            budget.exhaust();
        }
    }

    private int drain() {
        int sent = 0;
        while (!owed.isEmpty() && (credits > 0 || claimCredit())) {
            credits--;
            edge.send(owed.poll());
            sent++;
        }
        return sent;
    }

    /** The batch that comes back with the credit takes the place of the one that goes out. */
    private boolean claimCredit() {
        EdgeBatch batch = edge.takeCredit();
        if (batch == null) {
            return false;
        }
        credits++;
        if (spare.size() < SPARE_BATCHES_KEPT) {
            spare.push(batch);
        }
        return true;
    }
}
