package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;

/** Query 20. */
final class BidsWithAuctions extends OpenAuctions {

    private final Results results;

    BidsWithAuctions(Results results) {
        this.results = results;
    }

    @Override
    boolean takes(Auction auction) {
        return auction.category() == NexmarkWork.CATEGORY;
    }

    @Override
    void onBid(Open auction, Bid bid) {
        results.add(Checksum.of(bid.auction(), bid.bidder(), bid.price() + auction.auction.seller()));
    }

    @Override
    void onClosed(Open auction) {}
}
