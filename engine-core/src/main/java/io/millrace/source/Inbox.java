package io.millrace.source;

import java.time.Duration;
import java.util.List;

/**
 * What an {@link AcknowledgedSource} reads: the client of a broker that gives messages, and keeps each until it is acknowledged. Called by one thread at a time.
 *
 * @param <M> the messages, as the client has them
 */
public interface Inbox<M> {

    /**
     * Takes in messages: what is there, and where nothing is, waits for a while.
     *
     * @param most how many at most, at least 1
     * @param wait for how long to wait for the first, a fraction of a second: the job is told nothing meanwhile, and cannot end
     * @return those that have come, in their order; empty when none has
     * @throws Exception fails the job, naming the source. A connection that is made anew by itself, or a broker that does not answer for a while, is no reason to
     */
    List<M> receive(int most, Duration wait) throws Exception;

    /**
     * Has the broker forget messages: a complete snapshot has their effect. What it does not take any more, because it has given them to somebody else meanwhile, say, is left.
     *
     * @param messages some that were received and have not been acknowledged, in their order; at least one
     * @throws Exception fails the job, naming the source
     */
    void acknowledge(List<M> messages) throws Exception;

    /**
     * Where a message was, for people.
     *
     * @param message one that was received
     * @return such as {@code entry 1526919030474-55 of stream 'orders'}
     */
    String place(M message);

    /**
     * Releases the connection. What was not acknowledged is given to whoever asks next, which the broker may be told here.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    void close() throws Exception;
}
