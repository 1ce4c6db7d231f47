package io.millrace.edge;

import io.millrace.operator.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

/**
 * The producer's side of an edge. Writing never fails: what there is no credit for is owed, and the task takes no new
 * input until every writer has paid. What is owed is at most what one step of the task emits, signals included; and it
 * drains on each edge by itself, so that no consumer waits for another.
 */
public final class EdgeWriter {

    /** Batches kept beyond those that may be under way, for what is owed again and again. */
    private static final int SPARE = 4;

    private static final VarHandle SENT;

    static {
        try {
            SENT = MethodHandles.lookup().findVarHandle(EdgeWriter.class, "sent", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Edge edge;
    private final StepBudget budget;

    /** Null until something is owed. */
    private ArrayDeque<EdgeBatch> owed;

    private EdgeBatch current;

    /** Whether the outbox knows that a batch has been begun. */
    private boolean begun;

    /** Whether the outbox knows that something is owed, or there is no credit. */
    private boolean behind;

    /** The first link of the edge's list. */
    private EdgeBatch first;

    /** The batch that had been released last when the edge was asked: what comes before it is to be filled again. */
    private EdgeBatch released;

    /** The last link of the edge's list. */
    private EdgeBatch last;

    private int batches = 1;
    private long sent;
    private long rows;

    /** What {@link #sent} was when it was looked last whether the edge is silent. */
    private long sentBefore;

    public EdgeWriter(Edge edge, StepBudget budget) {
        this.edge = edge;
        this.budget = budget;
        first = edge.released();
        released = first;
        last = first;
        edge.writtenBy(this);
    }

    /** Adds some rows of a batch: those that are selected from one index up to another. */
    public void addRows(Batch<Object> source, int[] selected, int begin, int end) {
        int from = begin;
        while (from < end) {
            Batch<Object> target = (current == null ? begin() : current).rows();
            int fitting = Math.min(end - from, target.capacity() - target.size());
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
        return owesNothing() ? 0 : drain();
    }

    /** For the outbox: no more is written for now. */
    int end() {
        begun = false;
        if (current == null) {
            return 0;
        }
        seal();
        return 1;
    }

    /** For the outbox: sends what is owed, as far as there are credits. */
    int pay() {
        int sent = owesNothing() ? 0 : drain();
        behind = !isReady();
        return sent;
    }

    /** Whether the last {@link #pay()} was not enough. */
    boolean isBehind() {
        return behind;
    }

    /** Whether everything written has gone out and there is a credit for more. */
    public boolean isReady() {
        return owesNothing() && hasCredit();
    }

    /** Whether everything written has gone out. */
    public boolean isDrained() {
        return current == null && owesNothing();
    }

    /** Whether everything written has been worked off by the consumer. */
    boolean isConsumed() {
        return isDrained() && edge.released().sequence() == sent;
    }

    public long rows() {
        return rows;
    }

    /**
     * Between steps: lets go of the batches that wait to be filled, if none was since this was called last.
     *
     * @return whether it keeps any
     */
    boolean shed() {
        if (sent == sentBefore) {
            released = edge.released();
            for (; first != released; first = first.next()) {
                batches--;
            }
            // It stays as a link, but has been read.
            first.shed();
        }
        sentBefore = sent;
        return first != last || first.rows() != null;
    }

    /** From any thread: how many batches went out. */
    long sent() {
        return (long) SENT.getOpaque(this);
    }

    private EdgeBatch begin() {
        if (!begun) {
            begun = true;
            budget.outbox().begun(this);
        }
        current = spareOrNew();
        current.begin(budget.ingestedNanos(), edge.batchSize());
        return current;
    }

    /** Large batches that have carried little are let go as long as there is another one, and so are many. */
    private EdgeBatch spareOrNew() {
        if (first == released) {
            released = edge.released();
            if (first == released) {
                batches++;
                return new EdgeBatch();
            }
        }
        EdgeBatch batch = takeFirst();
        while (first != released && (batch.isLarge() || batches > edge.capacity() + SPARE)) {
            batches--;
            batch = takeFirst();
        }
        return batch;
    }

    private EdgeBatch takeFirst() {
        EdgeBatch batch = first;
        first = batch.next();
        return batch;
    }

    private void seal() {
        rows += current.rows().size();
        EdgeBatch sealed = current;
        current = null;
        if (owesNothing() && hasCredit()) {
            send(sealed);
        } else {
            owe(sealed);
        }
        if (!isReady()) {
            budget.exhaust();
            if (!behind) {
                behind = true;
                budget.outbox().behind(this);
            }
        }
    }

    private void owe(EdgeBatch batch) {
        if (owed == null) {
            owed = new ArrayDeque<>(2);
        }
        owed.add(batch);
        drain();
    }

    private boolean owesNothing() {
        return owed == null || owed.isEmpty();
    }

    private int drain() {
        int count = 0;
        while (!owed.isEmpty() && hasCredit()) {
            send(owed.poll());
            count++;
        }
        return count;
    }

    private boolean hasCredit() {
        if (sent - released.sequence() < edge.capacity()) {
            return true;
        }
        released = edge.released();
        return sent - released.sequence() < edge.capacity();
    }

    private void send(EdgeBatch batch) {
        SENT.setOpaque(this, sent + 1);
        budget.outbox().sent();
        batch.follow(last, sent);
        last = batch;
        edge.wakeConsumer();
    }
}
