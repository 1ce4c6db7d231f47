package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Workload;

/** NEXMark's queries as loops. Events are in order, so that the time of each is the event time. */
public final class HandNexmark {

    private HandNexmark() {}

    /**
     * Answers a query once.
     *
     * @param query one of NEXMark's
     * @param events how many
     */
    public static void run(Workload query, long events) {
        NexmarkReader reader = new NexmarkReader(NexmarkLog.shared(), events);
        Results results = new Results();
        Stopwatch.start();
        switch (query) {
            case NEXMARK_Q0 -> pass(reader, results);
            case NEXMARK_Q1 -> convert(reader, results);
            case NEXMARK_Q2 -> select(reader, results);
            case NEXMARK_Q3 -> new LocalSellers(results).run(reader);
            case NEXMARK_Q4 -> new AveragePrices(results).run(reader);
            case NEXMARK_Q6 -> new PricesOfSellers(results).run(reader);
            case NEXMARK_Q9 -> new WinningBids(results).run(reader);
            case NEXMARK_Q20 -> new BidsWithAuctions(results).run(reader);
            case NEXMARK_Q5 -> new HotAuctions(results).run(reader);
            case NEXMARK_Q7 -> new HighestBid(results).run(reader);
            case NEXMARK_Q8 -> new NewSellers(results).run(reader);
            case NEXMARK_Q11 -> new BidderSessions(results).run(reader);
            default -> throw new IllegalArgumentException(query + " is not a query of NEXMark");
        }
        results.tally();
    }

    private static void pass(NexmarkReader events, Results results) {
        while (events.hasNext()) {
            if (events.next() instanceof Bid bid) {
                results.add(Checksum.of(bid.auction(), bid.bidder(), bid.price()));
            }
        }
    }

    private static void convert(NexmarkReader events, Results results) {
        while (events.hasNext()) {
            if (events.next() instanceof Bid bid) {
                Bid converted = NexmarkWork.converted(bid);
                results.add(Checksum.of(converted.auction(), converted.bidder(), converted.price()));
            }
        }
    }

    private static void select(NexmarkReader events, Results results) {
        while (events.hasNext()) {
            if (events.next() instanceof Bid bid && NexmarkWork.selects(bid)) {
                results.add(Checksum.of(bid.auction(), bid.price(), 0));
            }
        }
    }
}
