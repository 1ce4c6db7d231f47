package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.Long2ObjectHashMap;

/** Query 11. Sessions are in a list by their last bids, so that those which have ended are at its head. */
final class BidderSessions {

    private static final long GAP = NexmarkWork.GAP.toMillis();

    private final Results results;
    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();

    /** The end and the beginning of the list. */
    private final Session anchor = new Session(-1, Long.MAX_VALUE);

    BidderSessions(Results results) {
        this.results = results;
        anchor.next = anchor;
        anchor.previous = anchor;
        anchor.last = Long.MAX_VALUE - GAP;
    }

    void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            endSessions(event.time());
            if (event instanceof Bid bid) {
                add(bid);
            }
        }
        endSessions(Long.MAX_VALUE - 1);
    }

    private void add(Bid bid) {
        Session session = sessions.get(bid.bidder());
        if (session == null) {
            session = new Session(bid.bidder(), bid.time());
            sessions.put(bid.bidder(), session);
            session.linkBefore(anchor);
        } else if (anchor.previous != session) {
            session.unlink();
            session.linkBefore(anchor);
        }
        session.last = bid.time();
        session.bids++;
    }

    private void endSessions(long now) {
        Session oldest = anchor.next;
        while (oldest.last + GAP <= now) {
            results.add(Checksum.of(oldest.bidder, oldest.first, oldest.bids));
            sessions.remove(oldest.bidder);
            oldest.unlink();
            oldest = anchor.next;
        }
    }

    private static final class Session {

        private final long bidder;
        private final long first;
        private long last;
        private long bids;
        private Session previous;
        private Session next;

        Session(long bidder, long first) {
            this.bidder = bidder;
            this.first = first;
        }

        void linkBefore(Session other) {
            previous = other.previous;
            next = other;
            previous.next = this;
            next.previous = this;
        }

        void unlink() {
            previous.next = next;
            next.previous = previous;
        }
    }
}
