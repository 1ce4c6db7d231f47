package io.millrace.benchmarks.peers.jet;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;

/** A bid with its auction. */
record Sold(Auction auction, Bid bid) {

    long price() {
        return bid.price();
    }
}
