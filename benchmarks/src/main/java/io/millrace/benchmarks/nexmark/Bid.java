package io.millrace.benchmarks.nexmark;

/**
 * A bid on an auction.
 *
 * @param auction the auction's id
 * @param bidder the person's id
 * @param price in cents
 * @param time epoch milliseconds, even
 */
public record Bid(long auction, long bidder, long price, long time) implements NexmarkEvent {}
