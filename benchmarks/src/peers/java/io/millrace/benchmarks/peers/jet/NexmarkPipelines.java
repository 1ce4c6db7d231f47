package io.millrace.benchmarks.peers.jet;

import com.hazelcast.function.ToLongFunctionEx;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.WindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Workload;

/** The queries over NEXMark's events. */
final class NexmarkPipelines {

    private static final long REGISTERED = 1;
    private static final long SELLS = 2;

    private NexmarkPipelines() {}

    static Pipeline of(Workload workload, long events) {
        Pipeline pipeline = Pipeline.create();
        switch (workload) {
            case NEXMARK_Q0 -> writeBids(bids(plain(pipeline, events)));
            case NEXMARK_Q1 -> writeBids(bids(plain(pipeline, events)).map(NexmarkWork::converted));
            case NEXMARK_Q2 ->
                bids(plain(pipeline, events))
                        .filter(NexmarkWork::selects)
                        .writeTo(TallyP.<Bid>sink(bid -> Checksum.of(bid.auction(), bid.price(), 0)));
            case NEXMARK_Q3 -> NexmarkJoins.localSellers(plain(pipeline, events));
            case NEXMARK_Q4 -> NexmarkJoins.averagePrices(timed(pipeline, events));
            case NEXMARK_Q6 -> NexmarkJoins.pricesOfSellers(timed(pipeline, events));
            case NEXMARK_Q9 -> NexmarkJoins.winningBids(timed(pipeline, events));
            case NEXMARK_Q20 -> NexmarkJoins.bidsWithAuctions(timed(pipeline, events));
            case NEXMARK_Q5 -> hotAuctions(bids(timed(pipeline, events)));
            case NEXMARK_Q7 -> highestBid(bids(timed(pipeline, events)));
            case NEXMARK_Q8 -> newSellers(timed(pipeline, events));
            case NEXMARK_Q11 -> sessions(bids(timed(pipeline, events)));
            default -> throw new IllegalArgumentException(workload + " is not over NEXMark's events");
        }
        return pipeline;
    }

    private static StreamStage<NexmarkEvent> plain(Pipeline pipeline, long events) {
        return pipeline.readFrom(LogP.<NexmarkEvent>source(() -> NexmarkLog.shared()::event, events))
                .withoutTimestamps();
    }

    private static StreamStage<NexmarkEvent> timed(Pipeline pipeline, long events) {
        return pipeline.readFrom(TimedLogP.<NexmarkEvent>source(() -> NexmarkLog.shared()::event, events))
                .withTimestamps(NexmarkEvent::time, 0);
    }

    private static StreamStage<Bid> bids(StreamStage<NexmarkEvent> events) {
        return events.map(event -> event instanceof Bid bid ? bid : null);
    }

    private static void writeBids(StreamStage<Bid> bids) {
        bids.writeTo(TallyP.<Bid>sink(bid -> Checksum.of(bid.auction(), bid.bidder(), bid.price())));
    }

    private static void hotAuctions(StreamStage<Bid> bids) {
        long slide = NexmarkWork.SLIDE.toMillis();
        long beforeSlide = NexmarkWork.SLIDING.toMillis() - slide;
        bids.window(WindowDefinition.sliding(NexmarkWork.SLIDING.toMillis(), slide))
                .groupingKey(Bid::auction)
                .aggregate(AggregateOperations.counting())
                .window(WindowDefinition.tumbling(slide))
                .aggregate(highest(KeyedWindowResult<Long, Long>::result))
                .writeTo(TallyP.<WindowResult<Long>>sink(
                        most -> Checksum.of(most.start() - beforeSlide, most.result(), 0)));
    }

    private static void highestBid(StreamStage<Bid> bids) {
        bids.window(WindowDefinition.tumbling(NexmarkWork.TUMBLING.toMillis()))
                .aggregate(highest(Bid::price))
                .writeTo(TallyP.<WindowResult<Long>>sink(highest -> Checksum.of(highest.start(), highest.result(), 0)));
    }

    private static <T> AggregateOperation1<T, LongAccumulator, Long> highest(ToLongFunctionEx<? super T> valueFn) {
        return AggregateOperation.withCreate(() -> new LongAccumulator(Long.MIN_VALUE))
                .<T>andAccumulate((max, item) -> max.set(Math.max(max.get(), valueFn.applyAsLong(item))))
                .andCombine((max, other) -> max.set(Math.max(max.get(), other.get())))
                .andExportFinish(LongAccumulator::get);
    }

    private static void newSellers(StreamStage<NexmarkEvent> events) {
        events.filter(event -> !(event instanceof Bid))
                .window(WindowDefinition.tumbling(NexmarkWork.TUMBLING.toMillis()))
                .groupingKey(NexmarkPipelines::person)
                .aggregate(AggregateOperation.withCreate(LongAccumulator::new)
                        .<NexmarkEvent>andAccumulate(
                                (seen, event) -> seen.set(seen.get() | (event instanceof Person ? REGISTERED : SELLS)))
                        .andCombine((seen, other) -> seen.set(seen.get() | other.get()))
                        .andExportFinish(LongAccumulator::get))
                .filter(seen -> seen.result() == (REGISTERED | SELLS))
                .writeTo(TallyP.<KeyedWindowResult<Long, Long>>sink(
                        seller -> Checksum.of(seller.key(), seller.start(), 0)));
    }

    /** Whom a person or an auction is of. */
    static Long person(NexmarkEvent event) {
        return event instanceof Person person ? person.id() : ((Auction) event).seller();
    }

    private static void sessions(StreamStage<Bid> bids) {
        bids.window(WindowDefinition.session(NexmarkWork.GAP.toMillis()))
                .groupingKey(Bid::bidder)
                .aggregate(AggregateOperations.counting())
                .writeTo(TallyP.<KeyedWindowResult<Long, Long>>sink(
                        session -> Checksum.of(session.key(), session.start(), session.result())));
    }
}
