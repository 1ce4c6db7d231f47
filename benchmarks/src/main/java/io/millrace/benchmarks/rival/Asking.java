package io.millrace.benchmarks.rival;

import java.util.concurrent.CompletableFuture;

/** A system that is up, and that an application asks. One thread asks. */
public interface Asking extends AutoCloseable {

    /**
     * Asks, without waiting.
     *
     * @param question a number
     * @return completes with the next number
     */
    CompletableFuture<Long> ask(long question);

    @Override
    void close();
}
