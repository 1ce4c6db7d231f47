package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;

/** Query 9. */
final class WinningBids extends OpenAuctions {

    private final Results results;

    WinningBids(Results results) {
        this.results = results;
    }

    @Override
    void onClosed(Open auction) {
        if (auction.best != null) {
            results.add(Checksum.of(auction.auction.id(), auction.best.bidder(), auction.best.price()));
        }
    }
}
