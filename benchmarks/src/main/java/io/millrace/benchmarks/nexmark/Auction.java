package io.millrace.benchmarks.nexmark;

/**
 * An auction that opens.
 *
 * @param id its id
 * @param seller the person's id
 * @param category its category
 * @param initialBid the first price, in cents
 * @param reserve the lowest price to sell at, in cents
 * @param expires when it ends, epoch milliseconds
 * @param time when it opens, epoch milliseconds, even
 */
public record Auction(long id, long seller, int category, long initialBid, long reserve, long expires, long time)
        implements NexmarkEvent {}
