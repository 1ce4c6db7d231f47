package io.millrace.benchmarks.peers.jet;

import com.hazelcast.function.ComparatorEx;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.LastPrices;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import java.util.ArrayList;
import java.util.List;

/** The queries in which persons, auctions and bids meet, as one stream of all, by whom or what they meet for. */
final class NexmarkJoins {

    private NexmarkJoins() {}

    private record LocalSeller(Auction auction, Person person) {}

    private record Average(long seller, long price, int auctions) {}

    /** Whichever come first, for good. */
    private static final class Seller {

        private final List<Auction> auctions = new ArrayList<>();
        private Person person;

        private Traverser<LocalSeller> meet(NexmarkEvent event) {
            if (event instanceof Person seller) {
                person = seller;
                return Traversers.traverseIterable(auctions).map(auction -> new LocalSeller(auction, seller));
            }
            Auction auction = (Auction) event;
            auctions.add(auction);
            return person == null ? Traversers.empty() : Traversers.singleton(new LocalSeller(auction, person));
        }
    }

    static void localSellers(StreamStage<NexmarkEvent> all) {
        all.filter(event -> (event instanceof Person person && NexmarkWork.isNear(person)) || isOfCategory(event))
                .groupingKey(NexmarkPipelines::person)
                .flatMapStateful(Seller::new, (seller, id, event) -> seller.meet(event))
                .writeTo(TallyP.<LocalSeller>sink(seller -> Checksum.of(
                        seller.auction().id(),
                        seller.person().id(),
                        seller.person().name().hashCode())));
    }

    static void averagePrices(StreamStage<NexmarkEvent> all) {
        closed(all)
                .window(WindowDefinition.tumbling(NexmarkWork.TUMBLING.toMillis()))
                .groupingKey(sold -> sold.auction().category())
                .aggregate(averagePrice())
                .writeTo(TallyP.<KeyedWindowResult<Integer, Long>>sink(
                        average -> Checksum.of(average.key(), average.start(), average.result())));
    }

    private static AggregateOperation1<Sold, ?, Long> averagePrice() {
        return AggregateOperation.withCreate(() -> new long[2])
                .<Sold>andAccumulate((average, sold) -> {
                    average[0]++;
                    average[1] += sold.price();
                })
                .andCombine((average, other) -> {
                    average[0] += other[0];
                    average[1] += other[1];
                })
                .andExportFinish(average -> average[1] / average[0]);
    }

    /** What expires at once is put in the order of ids by a window of a millisecond. */
    static void pricesOfSellers(StreamStage<NexmarkEvent> all) {
        closed(all)
                .window(WindowDefinition.tumbling(1))
                .groupingKey(sold -> sold.auction().seller())
                .aggregate(AggregateOperations.sorting(ComparatorEx.<Sold, Long>comparing(
                        sold -> sold.auction().id())))
                .groupingKey(KeyedWindowResult<Long, List<Sold>>::key)
                .flatMapStateful(
                        LastPrices::new,
                        (prices, seller, closings) ->
                                Traversers.traverseIterable(closings.result()).map(sold -> next(prices, sold)))
                .writeTo(TallyP.<Average>sink(
                        average -> Checksum.of(average.seller(), average.price(), average.auctions())));
    }

    private static Average next(LastPrices prices, Sold sold) {
        prices.add(sold.price());
        return new Average(sold.auction().seller(), prices.average(), prices.size());
    }

    static void winningBids(StreamStage<NexmarkEvent> all) {
        closed(all)
                .writeTo(TallyP.<Sold>sink(
                        sold -> Checksum.of(sold.auction().id(), sold.bid().bidder(), sold.price())));
    }

    static void bidsWithAuctions(StreamStage<NexmarkEvent> all) {
        meeting(all.filter(event -> event instanceof Bid || isOfCategory(event)), false)
                .writeTo(TallyP.<Sold>sink(sold -> Checksum.of(
                        sold.auction().id(),
                        sold.bid().bidder(),
                        sold.price() + sold.auction().seller())));
    }

    /** Auctions that have expired with a bid. */
    private static StreamStage<Sold> closed(StreamStage<NexmarkEvent> all) {
        return meeting(all.filter(event -> !(event instanceof Person)), true);
    }

    private static StreamStage<Sold> meeting(StreamStage<NexmarkEvent> auctionsAndBids, boolean winning) {
        return auctionsAndBids
                .groupingKey(event -> event instanceof Auction auction ? auction.id() : ((Bid) event).auction())
                .customTransform("meeting-bids", () -> new MeetingBidsP(winning));
    }

    private static boolean isOfCategory(NexmarkEvent event) {
        return event instanceof Auction auction && auction.category() == NexmarkWork.CATEGORY;
    }
}
