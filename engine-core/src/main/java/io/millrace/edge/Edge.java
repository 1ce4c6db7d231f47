package io.millrace.edge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The way from one producer task to one consumer task. The producer's side is an {@link EdgeWriter}; the consumer polls
 * and releases.
 *
 * <p>All batches are links of one list. Those before the one that was released last are the producer's, to be filled
 * again; those behind it are under way, and each of them has taken a credit. So credits are numbers, an edge has as many
 * batches as were under way at one time, and returning one is one write.
 */
public final class Edge {

    private static final VarHandle RELEASED;
    private static final VarHandle POLLED;

    static {
        try {
            RELEASED = MethodHandles.lookup().findVarHandle(Edge.class, "released", EdgeBatch.class);
            POLLED = MethodHandles.lookup().findVarHandle(Edge.class, "polled", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int capacity;
    private final int batchSize;
    private Waker producer = () -> {};
    private Waker consumer = () -> {};
    private EdgeWriter writer;
    private Inbox inbox = new Inbox(1);
    private int number;

    /** The consumer's: the batch that was polled last. */
    private EdgeBatch last = new EdgeBatch();

    /** Written by the consumer, read by the producer: the batch that was released last. */
    @SuppressWarnings("unused") // read by its handle
    private EdgeBatch released = last;

    /** Written by the consumer, for metrics. */
    private long polled;

    /** Keeps what other consumers write out of the cache line of what this one writes. */
    @SuppressWarnings("unused")
    private long p1, p2, p3, p4, p5, p6, p7, p8;

    /**
     * An edge, not yet connected.
     *
     * @param capacity how many batches may be under way, at least 1
     * @param batchSize how many rows a batch has room for
     */
    public Edge(int capacity, int batchSize) {
        this.capacity = capacity;
        this.batchSize = batchSize;
    }

    /** Says who is to be woken; before any batch moves. */
    public void connect(Waker producerTask, Waker consumerTask) {
        producer = producerTask;
        consumer = consumerTask;
    }

    /** Says which of the edges in an inbox this is; before any batch moves. */
    public void connect(Inbox newInbox, int newNumber) {
        inbox = newInbox;
        number = newNumber;
    }

    /** For the consumer: the next batch, or null. */
    public EdgeBatch poll() {
        EdgeBatch next = last.next();
        if (next != null) {
            last = next;
            POLLED.setOpaque(this, polled + 1);
        }
        return next;
    }

    /** For the consumer: gives a batch back, which is a credit. In the order in which they were polled. */
    public void release(EdgeBatch batch) {
        batch.clear();
        RELEASED.setRelease(this, batch);
        producer.wake();
    }

    /** The batches that wait for the consumer, for metrics. */
    public int fill() {
        return writer == null ? 0 : (int) Math.max(0, writer.sent() - (long) POLLED.getOpaque(this));
    }

    public int capacity() {
        return capacity;
    }

    int batchSize() {
        return batchSize;
    }

    void writtenBy(EdgeWriter newWriter) {
        writer = newWriter;
    }

    EdgeBatch released() {
        return (EdgeBatch) RELEASED.getAcquire(this);
    }

    void wakeConsumer() {
        inbox.tell(number);
        consumer.wake();
    }
}
