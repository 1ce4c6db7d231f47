package io.millrace.sink;

import io.millrace.state.serde.Type;
import java.util.List;

/**
 * A sink whose results become visible exactly once, when the snapshot that they belong to is complete: a two-phase
 * commit. At each barrier the writers prepare what they have written, so that it survives a crash without being visible;
 * when the snapshot is complete one committer makes it visible. What has been prepared is part of snapshots until it has
 * been committed, so that it is neither lost when commits are held up nor when the job goes on with other writers.
 *
 * <p><b>Attempts.</b> Each attempt at the job has a number of its own, {@link SinkContext#attempt}. Whatever is begun
 * elsewhere should have it in its name, with the name of the job and the sink, the subtask, and what tells it from others of
 * that: then nobody else, a writer of an attempt that has failed and does not know it included, has the same. At the start the
 * committer decides about all that older attempts have left, and about nothing of its own attempt, whose writers may have
 * opened by then.
 *
 * <p>In a job without snapshots it is a sink like any other, opened by {@link #open}.
 *
 * @param <T> the results
 * @param <P> what is known of prepared results: enough to commit them after a crash
 */
public interface TransactionalSink<T, P> extends Sink<T> {

    /**
     * Makes the writer of one task; called on the thread that will call the writer, before, while or after the committer
     * recovers. Nothing is written before both are done.
     *
     * @param context what the engine offers to the writer
     * @param restored what all writers had prepared, and not known to be committed, in the snapshot that the job goes on
     *     from, for writers that go on from it; it is the committer that commits it. Empty at a first start
     * @return a new writer
     * @throws Exception fails the job, naming this sink
     */
    TransactionalWriter<T, P> openTransactional(SinkContext context, List<P> restored) throws Exception;

    /**
     * Makes the one committer of an attempt; called on the thread that will call it.
     *
     * @param context what the engine offers to it; its subtask is {@link SinkContext#COMMITTER}
     * @return a new committer
     * @throws Exception fails the job, naming this sink
     */
    Committer<P> committer(SinkContext context) throws Exception;

    /**
     * The type of what is prepared, which is written into snapshots.
     *
     * @return the type, of which there has to be a serde
     */
    Type<P> preparedType();
}
