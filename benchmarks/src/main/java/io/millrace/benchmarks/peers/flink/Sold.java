package io.millrace.benchmarks.peers.flink;

/**
 * A bid with its auction; public, as the serializer of records asks for that.
 *
 * @param auction the auction's id
 * @param category its category
 * @param seller its seller
 * @param bidder who has bid
 * @param price how much
 */
public record Sold(long auction, int category, long seller, long bidder, long price) {}
