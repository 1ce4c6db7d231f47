package io.millrace.benchmarks.engine;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The queries in which events meet as their definitions read, over all events at once. */
final class NaiveJoins {

    private static final long TEN_SECONDS = 10_000;

    private final List<Auction> auctions;
    private final List<Person> persons;
    private final Map<Long, List<Bid>> bids;

    private record Sold(Auction auction, Bid bid) {}

    NaiveJoins(List<NexmarkEvent> events) {
        auctions = of(Auction.class, events).toList();
        persons = of(Person.class, events).toList();
        bids = of(Bid.class, events).collect(groupingBy(Bid::auction));
    }

    List<Long> checksums(Workload query) {
        return switch (query) {
            case NEXMARK_Q3 -> localSellers();
            case NEXMARK_Q4 -> averagePrices();
            case NEXMARK_Q6 -> pricesOfSellers();
            case NEXMARK_Q9 ->
                sold().map(sold -> Checksum.of(sold.auction.id(), sold.bid.bidder(), sold.bid.price()))
                        .toList();
            default -> bidsWithAuctions();
        };
    }

    private List<Long> localSellers() {
        Map<Long, List<Auction>> bySeller =
                auctions.stream().filter(auction -> auction.category() == 10).collect(groupingBy(Auction::seller));
        return persons.stream()
                .filter(person -> List.of("OR", "ID", "CA").contains(person.state()))
                .flatMap(person -> bySeller.getOrDefault(person.id(), List.of()).stream()
                        .map(auction -> Checksum.of(
                                auction.id(), person.id(), person.name().hashCode())))
                .toList();
    }

    private Stream<Bid> bidsOn(Auction auction) {
        return bids.getOrDefault(auction.id(), List.of()).stream()
                .filter(bid -> auction.time() <= bid.time() && bid.time() <= auction.expires());
    }

    private Stream<Sold> sold() {
        return auctions.stream()
                .map(auction -> winning(auction).map(bid -> new Sold(auction, bid)))
                .flatMap(Optional::stream);
    }

    private Optional<Bid> winning(Auction auction) {
        return bidsOn(auction)
                .min(comparingLong((Bid bid) -> -bid.price())
                        .thenComparingLong(Bid::time)
                        .thenComparingLong(Bid::bidder));
    }

    private List<Long> averagePrices() {
        record Group(int category, long start) {}
        Map<Group, List<Sold>> groups = sold().collect(groupingBy(sold ->
                new Group(sold.auction.category(), Math.floorDiv(sold.auction.expires(), TEN_SECONDS) * TEN_SECONDS)));
        List<Long> checksums = new ArrayList<>();
        groups.forEach((group, all) -> checksums.add(Checksum.of(
                group.category,
                group.start,
                all.stream().mapToLong(sold -> sold.bid.price()).sum() / all.size())));
        return checksums;
    }

    private List<Long> pricesOfSellers() {
        List<Long> checksums = new ArrayList<>();
        sold().sorted(comparingLong((Sold sold) -> sold.auction.expires()).thenComparingLong(sold -> sold.auction.id()))
                .collect(groupingBy(sold -> sold.auction.seller()))
                .forEach((seller, all) -> {
                    for (int end = 1; end <= all.size(); end++) {
                        List<Sold> last = all.subList(Math.max(0, end - 10), end);
                        long sum = last.stream()
                                .mapToLong(sold -> sold.bid.price())
                                .sum();
                        checksums.add(Checksum.of(seller, sum / last.size(), last.size()));
                    }
                });
        return checksums;
    }

    private List<Long> bidsWithAuctions() {
        return auctions.stream()
                .filter(auction -> auction.category() == 10)
                .flatMap(auction -> bidsOn(auction)
                        .map(bid -> Checksum.of(auction.id(), bid.bidder(), bid.price() + auction.seller())))
                .toList();
    }

    private static <T> Stream<T> of(Class<T> kind, List<NexmarkEvent> events) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }
}
