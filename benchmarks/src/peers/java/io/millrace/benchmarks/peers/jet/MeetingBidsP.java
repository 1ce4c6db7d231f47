package io.millrace.benchmarks.peers.jet;

import static com.hazelcast.jet.impl.JetEvent.jetEvent;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.impl.JetEvent;
import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The bids on an auction while it is open: each of them as it comes, or the winning one when the auction expires, at that time. A
 * processor, since the functions of a pipeline neither see event time nor have timers. A bid that comes before its auction
 * waits until event time says that it was too early.
 */
final class MeetingBidsP extends AbstractProcessor {

    private final boolean winning;
    private final Map<Long, Open> open = new HashMap<>();
    private final PriorityQueue<Open> expiring =
            new PriorityQueue<>(Comparator.comparingLong(auction -> auction.auction.expires()));
    private final Map<Long, List<Bid>> early = new HashMap<>();
    private final FlatMapper<JetEvent<NexmarkEvent>, JetEvent<Sold>> meeting = flatMapper(this::meet);

    /** All that comes is at or behind it. */
    private long watermark = Long.MIN_VALUE;

    private static final class Open {
        private final Auction auction;

        /** Null where there is none. */
        private Bid best;

        private Open(Auction auction) {
            this.auction = auction;
        }

        private boolean meets(Bid bid) {
            return bid.time() >= auction.time() && bid.time() <= auction.expires();
        }

        private void add(Bid bid) {
            if (best == null || NexmarkWork.WINNING.compare(bid, best) > 0) {
                best = bid;
            }
        }
    }

    MeetingBidsP(boolean winning) {
        this.winning = winning;
    }

    @Override
    @SuppressWarnings("unchecked") // the planner has put this behind a stage of auctions and bids with timestamps
    protected boolean tryProcess(int ordinal, Object item) {
        return meeting.tryProcess((JetEvent<NexmarkEvent>) item);
    }

    private Traverser<JetEvent<Sold>> meet(JetEvent<NexmarkEvent> event) {
        if (event.payload() instanceof Auction auction) {
            return meet(auction);
        }
        Bid bid = (Bid) event.payload();
        Open auction = open.get(bid.auction());
        if (auction != null) {
            return meet(auction, bid);
        }
        if (bid.time() >= watermark) {
            early.computeIfAbsent(bid.auction(), id -> new ArrayList<>(1)).add(bid);
        }
        return Traversers.empty();
    }

    private Traverser<JetEvent<Sold>> meet(Auction auction) {
        Open opened = new Open(auction);
        open.put(auction.id(), opened);
        expiring.add(opened);
        List<Bid> before = early.remove(auction.id());
        return before == null
                ? Traversers.empty()
                : Traversers.traverseIterable(before).flatMap(bid -> meet(opened, bid));
    }

    private Traverser<JetEvent<Sold>> meet(Open auction, Bid bid) {
        if (!auction.meets(bid)) {
            return Traversers.empty();
        }
        if (!winning) {
            return Traversers.singleton(jetEvent(bid.time(), new Sold(auction.auction, bid)));
        }
        auction.add(bid);
        return Traversers.empty();
    }

    @Override
    public boolean tryProcessWatermark(Watermark next) {
        if (!closeBefore(next.timestamp())) {
            return false;
        }
        if (watermark != next.timestamp()) {
            watermark = next.timestamp();
            early.values().removeIf(bids -> {
                bids.removeIf(bid -> bid.time() < watermark);
                return bids.isEmpty();
            });
        }
        return tryEmit(next);
    }

    @Override
    public boolean complete() {
        return closeBefore(Long.MAX_VALUE);
    }

    private boolean closeBefore(long time) {
        for (Open first = expiring.peek(); first != null && first.auction.expires() < time; first = expiring.peek()) {
            if (first.best != null
                    && !tryEmit(jetEvent(first.auction.expires(), new Sold(first.auction, first.best)))) {
                return false;
            }
            expiring.remove();
            open.remove(first.auction.id());
        }
        return true;
    }
}
