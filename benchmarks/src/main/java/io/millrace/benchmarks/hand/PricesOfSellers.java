package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.LastPrices;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.Long2ObjectHashMap;

/** Query 6. */
final class PricesOfSellers extends OpenAuctions {

    private final Results results;
    private final Long2ObjectHashMap<LastPrices> sellers = new Long2ObjectHashMap<>();

    PricesOfSellers(Results results) {
        this.results = results;
    }

    @Override
    void onClosed(Open auction) {
        if (auction.best != null) {
            LastPrices prices = sellers.computeIfAbsent(auction.auction.seller(), seller -> new LastPrices());
            prices.add(auction.best.price());
            results.add(Checksum.of(auction.auction.seller(), prices.average(), prices.size()));
        }
    }
}
