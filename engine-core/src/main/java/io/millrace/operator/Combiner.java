package io.millrace.operator;

/**
 * Stands before a key exchange between tasks, one in each producing task, and may put several events together into one
 * row for the operator behind the exchange. What it emits is read by that operator alone, which has to take the events
 * as well as what was made of them, and must not show the difference: neither in its results nor in what it counts
 * itself.
 *
 * <p>It has no state in snapshots, so that it must not hold anything back when a barrier passes. Its errors are
 * reported as those of the operator behind the exchange, whose name its {@link OperatorContext} has; the context's
 * parallelism is the number of tasks that send to that operator.
 *
 * <p>The batches that it is given have the hashes of their keys.
 *
 * @param <I> the events of the operator behind the exchange
 */
public interface Combiner<I> extends Operator<I, Object> {

    /**
     * A barrier is about to pass: everything that is held back goes before it.
     *
     * @param out to the exchange; every row needs the hash of its key
     * @return whether nothing is held back any more; it is called again otherwise, when there is room
     * @throws Exception fails the job
     */
    boolean onBarrier(Output<Object> out) throws Exception;

    /**
     * It is about to be said that the stream is idle: everything that is held back goes before. From then on event time
     * behind the exchange may pass without this task, even after its next row.
     *
     * @param out to the exchange; every row needs the hash of its key
     * @return whether nothing is held back any more; it is called again otherwise, when there is room
     * @throws Exception fails the job
     */
    boolean onIdle(Output<Object> out) throws Exception;
}
