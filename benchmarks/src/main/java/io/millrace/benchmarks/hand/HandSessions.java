package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.agrona.collections.Object2ObjectHashMap;

/** Sessions by user, and a queue of when they may end, into which one that has grown goes back. */
final class HandSessions {

    private final long gap;
    private final Function<Trade, Session> opened;
    private final Object2ObjectHashMap<String, Session> newest = new Object2ObjectHashMap<>();
    private final PriorityQueue<Session> queue = new PriorityQueue<>(Comparator.comparingLong(session -> session.due));
    private long nextDue = Long.MAX_VALUE;

    HandSessions(long gap, Function<Trade, Session> opened) {
        this.gap = gap;
        this.opened = opened;
    }

    static void run(TradeLog log, long events, HandSessions sessions) {
        long newest = Long.MIN_VALUE;
        for (TradeReader trades = new TradeReader(log, events); trades.hasNext(); ) {
            Trade trade = trades.next();
            sessions.add(trade);
            newest = Math.max(newest, trade.time());
            sessions.advance(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
        }
        sessions.advance(Long.MAX_VALUE);
    }

    void add(Trade trade) {
        Session session = newest.get(trade.user());
        if (session == null || trade.time() > session.last + gap) {
            open(trade, session);
            return;
        }
        session.add(trade);
        session.first = Math.min(session.first, trade.time());
        session.last = Math.max(session.last, trade.time());
        if (session.older != null && session.older.last + gap >= session.first) {
            absorbOlder(session);
        }
    }

    private void open(Trade trade, Session older) {
        Session session = opened.apply(trade);
        session.older = older;
        newest.put(session.user, session);
        enqueue(session);
    }

    private static void absorbOlder(Session session) {
        Session older = session.older;
        session.addAll(older);
        session.first = older.first;
        session.older = older.older;
        older.ended = true;
    }

    private void enqueue(Session session) {
        session.due = session.last + gap - 1;
        queue.add(session);
        nextDue = Math.min(nextDue, session.due);
    }

    void advance(long watermark) {
        if (watermark < nextDue) {
            return;
        }
        while (!queue.isEmpty() && queue.peek().due <= watermark) {
            Session session = queue.remove();
            if (session.last + gap - 1 > watermark) {
                enqueue(session);
            } else if (!session.ended) {
                end(session);
            }
        }
        nextDue = queue.isEmpty() ? Long.MAX_VALUE : queue.peek().due;
    }

    private void end(Session session) {
        session.emit();
        session.ended = true;
        Session current = newest.get(session.user);
        if (current == session) {
            newest.remove(session.user);
        } else {
            current.older = null;
        }
    }
}
