package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.Long2ObjectHashMap;

/** Query 6. */
final class PricesOfSellers extends OpenAuctions {

    private final Results results;
    private final Long2ObjectHashMap<Prices> sellers = new Long2ObjectHashMap<>();

    /** The last ones of a seller, in a ring. */
    private static final class Prices {
        private final long[] last = new long[NexmarkWork.LAST];
        private int added;
        private long sum;

        private void add(long price) {
            int at = added++ % last.length;
            sum += price - last[at];
            last[at] = price;
        }

        private int size() {
            return Math.min(added, last.length);
        }
    }

    PricesOfSellers(Results results) {
        this.results = results;
    }

    @Override
    void onClosed(Open auction) {
        if (auction.best != null) {
            Prices prices = sellers.computeIfAbsent(auction.auction.seller(), seller -> new Prices());
            prices.add(auction.best.price());
            results.add(Checksum.of(auction.auction.seller(), prices.sum / prices.size(), prices.size()));
        }
    }
}
