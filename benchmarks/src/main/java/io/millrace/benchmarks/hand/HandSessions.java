package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Function;
import org.agrona.collections.Object2ObjectHashMap;

/**
 * Sessions by user, and a wheel of when they may end: whoever is found there and has grown goes to a later place. A
 * place is so many milliseconds wide, and a session is emitted when event time has passed all of it.
 */
final class HandSessions {

    private static final long WIDTH = 64;
    private static final int SPARE = 4;

    private final long gap;
    private final Function<Trade, Session> opened;
    private final Object2ObjectHashMap<String, Session> newest = new Object2ObjectHashMap<>();
    private final ArrayDeque<Session>[] wheel;

    /** The first place that event time has not passed. */
    private long place = Long.MIN_VALUE;

    private int open;

    HandSessions(long gap, Function<Trade, Session> opened) {
        this.gap = gap;
        this.opened = opened;
        wheel = newWheel((int) (gap / WIDTH) + SPARE);
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
        long due = (session.last + gap) / WIDTH;
        if (open++ == 0) {
            place = due;
        }
        wheel[(int) (due % wheel.length)].add(session);
    }

    void advance(long watermark) {
        while (open > 0 && watermark >= (place + 1) * WIDTH - 1) {
            pass(wheel[(int) (place % wheel.length)]);
            place++;
        }
    }

    private void pass(ArrayDeque<Session> sessions) {
        for (int i = sessions.size(); i > 0; i--) {
            Session session = sessions.remove();
            open--;
            if ((session.last + gap) / WIDTH > place) {
                enqueue(session);
            } else if (!session.ended) {
                end(session);
            }
        }
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

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static ArrayDeque<Session>[] newWheel(int places) {
        ArrayDeque<Session>[] wheel = new ArrayDeque[places];
        Arrays.setAll(wheel, unused -> new ArrayDeque<>());
        return wheel;
    }
}
