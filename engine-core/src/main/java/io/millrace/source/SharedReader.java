package io.millrace.source;

/**
 * What the readers of the splits of one task share, such as the connection to a broker that reads all of them; see {@link
 * SourceContext#shared}. Called by the thread that fetches.
 */
public interface SharedReader {

    /**
     * Called when none of the splits had anything, before they are asked again: takes in what has come for any of them. Where the
     * source {@linkplain Source#blocking() blocks} it may wait for that, a second or so at most, since meanwhile no split is added and
     * nothing is told; it then says {@link Fetch#MORE}.
     *
     * @return whether to be called again at once, when none of the splits has anything now either; otherwise the task waits until it is {@linkplain SourceContext#wake woken}.
     *     {@link Fetch#WAIT} unless overridden; not {@link Fetch#END}
     * @throws Exception fails the job, naming the source
     */
    default Fetch poll() throws Exception {
        return Fetch.WAIT;
    }

    /**
     * Releases what it holds; called once, behind the readers of the splits.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
