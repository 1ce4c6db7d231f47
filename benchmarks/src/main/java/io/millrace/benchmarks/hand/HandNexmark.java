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
        NexmarkLog log = NexmarkLog.shared();
        Results results = new Results();
        Stopwatch.start();
        switch (query) {
            case NEXMARK_Q0 -> pass(log, events, results);
            case NEXMARK_Q1 -> convert(log, events, results);
            case NEXMARK_Q2 -> select(log, events, results);
            case NEXMARK_Q5 -> new HotAuctions(results).run(log, events);
            case NEXMARK_Q7 -> new HighestBid(results).run(log, events);
            case NEXMARK_Q8 -> new NewSellers(results).run(log, events);
            case NEXMARK_Q11 -> new BidderSessions(results).run(log, events);
            default -> throw new IllegalArgumentException(query + " is not a query of NEXMark");
        }
        results.tally();
    }

    private static void pass(NexmarkLog log, long events, Results results) {
        for (long i = 0; i < events; i++) {
            if (log.event(i) instanceof Bid bid) {
                results.add(Checksum.of(bid.auction(), bid.bidder(), bid.price()));
            }
        }
    }

    private static void convert(NexmarkLog log, long events, Results results) {
        for (long i = 0; i < events; i++) {
            if (log.event(i) instanceof Bid bid) {
                Bid converted = NexmarkWork.converted(bid);
                results.add(Checksum.of(converted.auction(), converted.bidder(), converted.price()));
            }
        }
    }

    private static void select(NexmarkLog log, long events, Results results) {
        for (long i = 0; i < events; i++) {
            if (log.event(i) instanceof Bid bid && NexmarkWork.selects(bid)) {
                results.add(Checksum.of(bid.auction(), bid.price(), 0));
            }
        }
    }
}
