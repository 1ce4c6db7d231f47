package io.millrace.benchmarks.engine;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.maxLong;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Workload;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Instant;

/** NEXMark's queries as pipelines. */
public final class NexmarkQueries {

    private NexmarkQueries() {}

    /**
     * Answers a query once.
     *
     * @param engine where the job runs
     * @param query one of NEXMark's
     * @param events how many
     * @param parallelism how many tasks each node has, the source's too
     */
    public static void run(Engine engine, Workload query, long events, int parallelism) {
        engine.start(pipeline(query, events, parallelism), JobOptions.parallelism(parallelism))
                .join();
    }

    static Pipeline pipeline(Workload query, long events, int parallelism) {
        Pipeline pipeline = Pipeline.create(query.toString());
        EventStream<NexmarkEvent> all =
                pipeline.source("events", new NexmarkSource(events)).parallelism(parallelism);
        switch (query) {
            case NEXMARK_Q0 -> pass(bids(all));
            case NEXMARK_Q1 -> convert(bids(all));
            case NEXMARK_Q2 -> select(bids(all));
            case NEXMARK_Q3 -> NexmarkJoins.localSellers(timed(all));
            case NEXMARK_Q4 -> NexmarkJoins.averagePrices(timed(all));
            case NEXMARK_Q6 -> NexmarkJoins.pricesOfSellers(timed(all));
            case NEXMARK_Q9 -> NexmarkJoins.winningBids(timed(all));
            case NEXMARK_Q20 -> NexmarkJoins.bidsWithAuctions(timed(all));
            case NEXMARK_Q5 -> hotAuctions(timed(bids(all)));
            case NEXMARK_Q7 -> highestBid(timed(bids(all)));
            case NEXMARK_Q8 -> newSellers(timed(all.filter(event -> !(event instanceof Bid))));
            case NEXMARK_Q11 -> bidderSessions(timed(bids(all)));
            default -> throw new IllegalArgumentException(query + " is not a query of NEXMark");
        }
        return pipeline;
    }

    private static EventStream<Bid> bids(EventStream<NexmarkEvent> all) {
        return all.filter(event -> event instanceof Bid).map(event -> (Bid) event);
    }

    private static <T extends NexmarkEvent> EventStream<T> timed(EventStream<T> events) {
        return events.timestamps(Timestamps.millis(NexmarkEvent::time), Watermarks.ascending());
    }

    private static void pass(EventStream<Bid> bids) {
        bids.to("bids", new TallySink<>(bid -> Checksum.of(bid.auction(), bid.bidder(), bid.price())));
    }

    private static void convert(EventStream<Bid> bids) {
        bids.map(NexmarkWork::converted)
                .to("converted", new TallySink<>(bid -> Checksum.of(bid.auction(), bid.bidder(), bid.price())));
    }

    private static void select(EventStream<Bid> bids) {
        bids.filter(NexmarkWork::selects)
                .to("selected", new TallySink<>(bid -> Checksum.of(bid.auction(), bid.price(), 0)));
    }

    /** The counts of a window all have the time of its end, which is in a slide of their own. */
    private static void hotAuctions(EventStream<Bid> bids) {
        bids.keyBy(Bid::auction)
                .window(Windows.sliding(NexmarkWork.SLIDING, NexmarkWork.SLIDE))
                .aggregate("bids-by-auction", count())
                .keyBy(WindowResult::start)
                .window(Windows.tumbling(NexmarkWork.SLIDE))
                .aggregate("most-bids", maxLong(WindowResult::value))
                .to("most", new TallySink<>(most -> Checksum.of(millis(most.key()), most.value(), 0)));
    }

    /** One key for all bids: each task finds the highest of those that it reads, before they are sent anywhere. */
    private static void highestBid(EventStream<Bid> bids) {
        bids.keyBy(bid -> 0)
                .window(Windows.tumbling(NexmarkWork.TUMBLING))
                .aggregate("highest", maxLong(Bid::price))
                .to("highest-bids", new TallySink<>(bid -> Checksum.of(millis(bid.start()), bid.value(), 0)));
    }

    private static void newSellers(EventStream<NexmarkEvent> personsAndAuctions) {
        personsAndAuctions
                .keyBy(event -> event instanceof Auction auction ? auction.seller() : ((Person) event).id(), Long.class)
                .window(Windows.tumbling(NexmarkWork.TUMBLING))
                .aggregate(
                        "persons-and-auctions",
                        allOf(
                                filtering(event -> event instanceof Person, count()),
                                filtering(event -> event instanceof Auction, count()),
                                (persons, auctions) -> persons > 0 && auctions > 0))
                .filter(WindowResult::value)
                .to("new-sellers", new TallySink<>(seller -> Checksum.of(seller.key(), millis(seller.start()), 0)));
    }

    private static void bidderSessions(EventStream<Bid> bids) {
        bids.keyBy(Bid::bidder)
                .window(Windows.session(NexmarkWork.GAP))
                .aggregate("bids-by-bidder", count())
                .to(
                        "sessions",
                        new TallySink<>(
                                session -> Checksum.of(session.key(), millis(session.start()), session.value())));
    }

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }
}
