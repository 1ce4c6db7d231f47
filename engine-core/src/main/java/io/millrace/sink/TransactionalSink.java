package io.millrace.sink;

import io.millrace.state.serde.Type;
import java.util.List;

/**
 * A sink whose results become visible exactly once, when the snapshot that they belong to is complete: a two-phase
 * commit. At each barrier the writers prepare what they have written, so that it survives a crash without being visible;
 * when the snapshot is complete one committer makes it visible.
 *
 * <p>In a job without snapshots it is a sink like any other, opened by {@link #open}.
 *
 * @param <T> the results
 * @param <P> what is known of prepared results: enough to commit them after a crash
 */
public interface TransactionalSink<T, P> extends Sink<T> {

    /**
     * Makes the writer of one task; called on the thread that will call the writer, when the committer has recovered.
     *
     * @param context what the engine offers to the writer
     * @param restored what all writers had prepared in the snapshot that the job goes on from; empty at a first start
     * @return a new writer
     * @throws Exception fails the job, naming this sink
     */
    TransactionalWriter<T, P> openTransactional(SinkContext context, List<P> restored) throws Exception;

    /**
     * Makes the one committer of a job.
     *
     * @param context what the engine offers to it; its subtask is 0 of 1
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
