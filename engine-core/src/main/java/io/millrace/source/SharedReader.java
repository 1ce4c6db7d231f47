package io.millrace.source;

/**
 * What the readers of the splits of one task share, such as the connection to a broker that reads all of them; see {@link
 * SourceContext#shared}. Called by the thread that fetches.
 */
public interface SharedReader extends AutoCloseable {

    /**
     * Called when none of the splits had anything, before they are asked again: takes in what has come for any of them. Where the
     * source {@linkplain Source#blocking() blocks} it waits for that, a second or so at most: meanwhile no split is added and nothing is told. Otherwise it does not wait, and whoever has something later
     * {@linkplain SourceContext#wake wakes} the task.
     *
     * @throws Exception fails the job, naming the source
     */
    default void poll() throws Exception {}

    /**
     * Releases what it holds; called once, behind the readers of the splits.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    @Override
    default void close() throws Exception {}
}
