package io.millrace.benchmarks.engine;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.sumLong;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.join.Joins;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.Comparator;

/** NEXMark's queries in which persons, auctions and bids meet, which are read from one source. */
final class NexmarkJoins {

    private static final Duration TICK = Duration.ofMillis(1);

    private NexmarkJoins() {}

    private record LocalSeller(Auction auction, Person person) {}

    /** The bid is null where nobody has bid. */
    private record Closed(Auction auction, Bid winning) {
        long price() {
            return winning.price();
        }
    }

    private record Average(long auctions, long sum) {
        long rounded() {
            return sum / auctions;
        }
    }

    /** Query 3: for good, as both sides may come first. */
    static void localSellers(EventStream<NexmarkEvent> all) {
        KeyedStream<Long, Person> persons =
                all.ofType(Person.class).filter(NexmarkWork::isNear).keyBy(Person::id);
        all.ofType(Auction.class)
                .filter(auction -> auction.category() == NexmarkWork.CATEGORY)
                .keyBy(Auction::seller)
                .join(Joins.with(persons).forever())
                .inner("local-sellers", LocalSeller::new)
                .to(
                        "sellers",
                        new TallySink<>(seller -> Checksum.of(
                                seller.auction().id(),
                                seller.person().id(),
                                seller.person().name().hashCode())));
    }

    /** The winning bids of queries 4, 6 and 9: of an open auction there is the best bid, and no other. */
    private static EventStream<Closed> closed(EventStream<NexmarkEvent> all) {
        return all.ofType(Auction.class)
                .keyBy(Auction::id)
                .join(Joins.with(all.ofType(Bid.class).keyBy(Bid::auction)).during(NexmarkWork::expiry))
                .aggregate("winning", max(NexmarkWork.WINNING), Closed::new)
                .filter(closed -> closed.winning() != null);
    }

    /** Query 9. */
    static void winningBids(EventStream<NexmarkEvent> all) {
        closed(all)
                .to(
                        "winning-bids",
                        new TallySink<>(closed -> Checksum.of(
                                closed.auction().id(), closed.winning().bidder(), closed.price())));
    }

    /** Query 4. */
    static void averagePrices(EventStream<NexmarkEvent> all) {
        closed(all)
                .keyBy(closed -> closed.auction().category())
                .window(Windows.tumbling(NexmarkWork.TUMBLING))
                .aggregate("averages", allOf(count(), sumLong(Closed::price), Average::new))
                .to(
                        "prices",
                        new TallySink<>(average -> Checksum.of(
                                average.key(),
                                average.start().toEpochMilli(),
                                average.value().rounded())));
    }

    /** Query 6: what expires at once is put in the order of ids, which no stream has. */
    static void pricesOfSellers(EventStream<NexmarkEvent> all) {
        closed(all)
                .keyBy(closed -> closed.auction().seller())
                .window(Windows.<Long, Closed>tumbling(TICK))
                .process(
                        "closings",
                        (window, closings) -> closings.stream()
                                .sorted(Comparator.comparingLong(
                                        closed -> closed.auction().id()))
                                .toList())
                .keyBy(closed -> closed.auction().seller())
                .window(Windows.countSliding(NexmarkWork.LAST, 1))
                .aggregate("last-prices", allOf(count(), sumLong(Closed::price), Average::new))
                .to(
                        "averages",
                        new TallySink<>(average -> Checksum.of(
                                average.key(),
                                average.value().rounded(),
                                average.value().auctions())));
    }

    /** Query 20. */
    static void bidsWithAuctions(EventStream<NexmarkEvent> all) {
        all.ofType(Auction.class)
                .filter(auction -> auction.category() == NexmarkWork.CATEGORY)
                .keyBy(Auction::id)
                .join(Joins.with(all.ofType(Bid.class).keyBy(Bid::auction)).during(NexmarkWork::expiry))
                .inner("bids-with-auctions", Closed::new)
                .to(
                        "bids",
                        new TallySink<>(bid -> Checksum.of(
                                bid.auction().id(),
                                bid.winning().bidder(),
                                bid.price() + bid.auction().seller())));
    }
}
