package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.Int2ObjectHashMap;

/** Query 4. */
final class AveragePrices extends OpenAuctions {

    private static final long SIZE = NexmarkWork.TUMBLING.toMillis();

    private final Results results;
    private final Int2ObjectHashMap<Prices> categories = new Int2ObjectHashMap<>();
    private long end = NexmarkLog.FIRST_MILLIS + SIZE;

    private static final class Prices {
        private long auctions;
        private long sum;
    }

    AveragePrices(Results results) {
        this.results = results;
    }

    @Override
    void onClosed(Open auction) {
        while (auction.auction.expires() >= end) {
            finish();
        }
        if (auction.best != null) {
            Prices prices = categories.computeIfAbsent(auction.auction.category(), category -> new Prices());
            prices.auctions++;
            prices.sum += auction.best.price();
        }
    }

    @Override
    void finish() {
        categories.forEach(
                (category, prices) -> results.add(Checksum.of(category, end - SIZE, prices.sum / prices.auctions)));
        categories.clear();
        end += SIZE;
    }
}
