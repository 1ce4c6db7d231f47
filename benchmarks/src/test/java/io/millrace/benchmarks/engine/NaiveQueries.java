package io.millrace.benchmarks.engine;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The queries as their definitions read, over all events at once. */
final class NaiveQueries {

    private static final long FIRST = 1_000_000;
    private static final long TEN_SECONDS = 10_000;
    private static final long TWO_SECONDS = 2_000;

    private final List<NexmarkEvent> events;

    NaiveQueries(long count) {
        NexmarkLog log = NexmarkLog.shared();
        events = LongStream.range(0, count).mapToObj(log::event).toList();
    }

    Outcome answer(Workload query) {
        List<Long> checksums = switch (query) {
            case NEXMARK_Q0 ->
                bids().map(bid -> Checksum.of(bid.auction(), bid.bidder(), bid.price()))
                        .toList();
            case NEXMARK_Q1 ->
                bids().map(bid -> Checksum.of(bid.auction(), bid.bidder(), (long) (bid.price() * 0.908)))
                        .toList();
            case NEXMARK_Q2 ->
                bids().filter(bid -> bid.auction() % 123 == 0)
                        .map(bid -> Checksum.of(bid.auction(), bid.price(), 0))
                        .toList();
            case NEXMARK_Q3, NEXMARK_Q4, NEXMARK_Q6, NEXMARK_Q9, NEXMARK_Q20 -> new NaiveJoins(events).checksums(query);
            case NEXMARK_Q5 -> windows(FIRST - TEN_SECONDS + TWO_SECONDS, TWO_SECONDS, this::hotAuctions);
            case NEXMARK_Q7 -> windows(FIRST, TEN_SECONDS, this::highestBid);
            case NEXMARK_Q8 -> windows(FIRST, TEN_SECONDS, this::newSellers);
            case NEXMARK_Q11 -> sessions();
            default -> throw new IllegalArgumentException(query.toString());
        };
        return new Outcome(
                checksums.size(), checksums.stream().mapToLong(Long::longValue).sum());
    }

    private List<Long> windows(long first, long slide, BiFunction<Long, List<NexmarkEvent>, Stream<Long>> checksumsOf) {
        List<Long> checksums = new ArrayList<>();
        long last = events.get(events.size() - 1).time();
        for (long start = first; start <= last; start += slide) {
            checksumsOf.apply(start, within(start)).forEach(checksums::add);
        }
        return checksums;
    }

    private List<NexmarkEvent> within(long start) {
        return events.stream()
                .filter(event -> event.time() >= start && event.time() < start + TEN_SECONDS)
                .toList();
    }

    private Stream<Long> hotAuctions(long start, List<NexmarkEvent> window) {
        long most = bids(window).collect(groupingBy(Bid::auction, counting())).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        return Stream.of(Checksum.of(start, most, 0));
    }

    private Stream<Long> highestBid(long start, List<NexmarkEvent> window) {
        return Stream.of(
                Checksum.of(start, bids(window).mapToLong(Bid::price).max().orElseThrow(), 0));
    }

    private Stream<Long> newSellers(long start, List<NexmarkEvent> window) {
        Set<Long> sellers = of(Auction.class, window).map(Auction::seller).collect(toSet());
        return of(Person.class, window)
                .map(Person::id)
                .filter(sellers::contains)
                .map(person -> Checksum.of(person, start, 0));
    }

    private List<Long> sessions() {
        List<Long> checksums = new ArrayList<>();
        bids().collect(groupingBy(Bid::bidder)).forEach((bidder, bids) -> {
            int first = 0;
            for (int i = 1; i <= bids.size(); i++) {
                if (i == bids.size() || bids.get(i).time() - bids.get(i - 1).time() > TEN_SECONDS) {
                    checksums.add(Checksum.of(bidder, bids.get(first).time(), i - first));
                    first = i;
                }
            }
        });
        return checksums;
    }

    private Stream<Bid> bids() {
        return bids(events);
    }

    private static Stream<Bid> bids(List<NexmarkEvent> events) {
        return of(Bid.class, events);
    }

    private static <T> Stream<T> of(Class<T> kind, List<NexmarkEvent> events) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }
}
