package io.millrace.benchmarks.nexmark;

/** An event of the auction site. */
public sealed interface NexmarkEvent permits Person, Auction, Bid {

    /**
     * When it happened.
     *
     * @return epoch milliseconds, even
     */
    long time();
}
