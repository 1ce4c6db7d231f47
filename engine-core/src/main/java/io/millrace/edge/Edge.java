package io.millrace.edge;

import java.util.Queue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * The way from one producer task to one consumer task. The producer's side is an {@link EdgeWriter}; the consumer polls
 * and releases.
 */
public final class Edge {

    private final Queue<EdgeBatch> full;
    private final Queue<EdgeBatch> free;
    private final int capacity;
    private final int batchSize;
    private Waker producer = () -> {};
    private Waker consumer = () -> {};

    /**
     * An edge, not yet connected.
     *
     * @param capacity how many batches may be under way, at least 1
     * @param batchSize how many rows a batch has room for
     */
    public Edge(int capacity, int batchSize) {
        this.capacity = capacity;
        this.batchSize = batchSize;
        full = new SpscVarHandleArrayQueue<>(capacity);
        free = new SpscVarHandleArrayQueue<>(capacity);
        for (int i = 0; i < capacity; i++) {
            free.offer(new EdgeBatch(batchSize));
        }
    }

    /** Says who is to be woken; before any batch moves. */
    public void connect(Waker producerTask, Waker consumerTask) {
        producer = producerTask;
        consumer = consumerTask;
    }

    /** For the consumer: the next batch, or null. */
    public EdgeBatch poll() {
        return full.poll();
    }

    /** For the consumer: gives a batch back, which is a credit. */
    public void release(EdgeBatch batch) {
        batch.clear();
        free.offer(batch);
        producer.wake();
    }

    /** The batches under way, for metrics. */
    public int fill() {
        return full.size();
    }

    public int capacity() {
        return capacity;
    }

    int batchSize() {
        return batchSize;
    }

    EdgeBatch takeCredit() {
        return free.poll();
    }

    boolean hasCredit() {
        return !free.isEmpty();
    }

    void send(EdgeBatch batch) {
        if (!full.offer(batch)) {
            throw new IllegalStateException("more batches than credits on an edge");
        }
        consumer.wake();
    }
}
