package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.collections.Long2ObjectHashMap;

/** Auctions from when they open until they expire, and the bids on them: what queries 4, 6, 9 and 20 have in common. */
abstract class OpenAuctions {

    private final Long2ObjectHashMap<Open> open = new Long2ObjectHashMap<>();

    /** In the order in which they expire, and then of their ids. */
    private final PriorityQueue<Open> expiring =
            new PriorityQueue<>(Comparator.comparingLong((Open auction) -> auction.auction.expires())
                    .thenComparingLong(auction -> auction.auction.id()));

    /** Bids on auctions that have not appeared. */
    private final Long2ObjectHashMap<List<Bid>> early = new Long2ObjectHashMap<>();

    private long lastId = NexmarkLog.FIRST_AUCTION - 1;

    /** An auction, and the best bid so far. */
    static final class Open {
        final Auction auction;

        /** Null where there is none. */
        Bid best;

        private Open(Auction auction) {
            this.auction = auction;
        }

        void add(Bid bid) {
            if (best == null || NexmarkWork.WINNING.compare(bid, best) > 0) {
                best = bid;
            }
        }
    }

    /** A bid on an auction that is open. */
    void onBid(Open auction, Bid bid) {
        auction.add(bid);
    }

    /** An auction has expired. */
    abstract void onClosed(Open auction);

    /** Whether an auction counts. */
    boolean takes(Auction auction) {
        return true;
    }

    final void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            closeBefore(event.time());
            if (event instanceof Bid bid) {
                take(bid);
            } else if (event instanceof Auction auction) {
                take(auction);
            }
        }
        closeBefore(Long.MAX_VALUE);
        finish();
    }

    /** All have expired. */
    void finish() {}

    private void closeBefore(long time) {
        for (Open first = expiring.peek(); first != null && first.auction.expires() < time; first = expiring.peek()) {
            expiring.poll();
            open.remove(first.auction.id());
            onClosed(first);
        }
    }

    private void take(Bid bid) {
        if (bid.auction() > lastId) {
            early.computeIfAbsent(bid.auction(), auction -> new ArrayList<>()).add(bid);
            return;
        }
        Open auction = open.get(bid.auction());
        if (auction != null) {
            onBid(auction, bid);
        }
    }

    private void take(Auction auction) {
        lastId = auction.id();
        List<Bid> before = early.remove(auction.id());
        if (!takes(auction)) {
            return;
        }
        Open opened = new Open(auction);
        open.put(auction.id(), opened);
        expiring.add(opened);
        if (before != null) {
            before.stream().filter(bid -> bid.time() >= auction.time()).forEach(bid -> onBid(opened, bid));
        }
    }
}
