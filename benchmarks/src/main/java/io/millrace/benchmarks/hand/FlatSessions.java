package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.TradeLog;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * Sessions of a thread's users, a row of numbers for each user, and a wheel of when they may end, as {@link
 * HandSessions} has it. A user has but one session: a trade behind its end is held back until no more can come that
 * would bridge the gap, which is when the session ends.
 */
final class FlatSessions {

    private static final int WIDTH_BITS = 6;
    private static final int ROW_BITS = 2;
    private static final int FIRST = 0;
    private static final int LAST = 1;
    private static final int VALUE = 2;

    private final long gap;
    private final Kind kind;
    private final long[] rows;
    private final IntArrayList[] wheel;
    private IntArrayList passing = new IntArrayList();
    private LongArrayList held = new LongArrayList();
    private LongArrayList retried = new LongArrayList();
    private long newest = Long.MIN_VALUE;
    private long place;
    private int open;

    /** What is kept of a session. */
    interface Kind {

        /** Adds a trade to what is kept, which is 0 of a new session and never again. */
        long add(long value, int country);

        void end(int slot, long first, long value);
    }

    FlatSessions(long gap, int slots, Kind kind) {
        this.gap = gap;
        this.kind = kind;
        rows = new long[slots << ROW_BITS];
        wheel = new IntArrayList[Integer.highestOneBit((int) (gap >> WIDTH_BITS)) * 2];
        Arrays.setAll(wheel, unused -> new IntArrayList());
    }

    void addAll(long[] trades, int from, int end) {
        for (int i = from; i < end; i++) {
            add(trades[i]);
        }
    }

    private void add(long trade) {
        int slot = KeyedTrade.slot(trade);
        int row = slot << ROW_BITS;
        long time = KeyedTrade.time(trade);
        long value = rows[row + VALUE];
        if (value == 0) {
            rows[row + FIRST] = time;
            rows[row + LAST] = time;
            enqueue(slot, (time + gap) >> WIDTH_BITS);
        } else if (time > rows[row + LAST] + gap) {
            held.addLong(trade);
            return;
        }
        rows[row + FIRST] = Math.min(rows[row + FIRST], time);
        rows[row + LAST] = Math.max(rows[row + LAST], time);
        rows[row + VALUE] = kind.add(value, KeyedTrade.country(trade));
        newest = Math.max(newest, time);
    }

    private void enqueue(int slot, long due) {
        if (open++ == 0) {
            place = due;
        }
        wheel[(int) due & wheel.length - 1].addInt(slot);
    }

    /** Ends what no trade can join any more. */
    void advance() {
        advance(newest - TradeLog.MAX_DISORDER_MILLIS - 1);
        retry();
    }

    void finish() {
        advance(Long.MAX_VALUE);
        while (!held.isEmpty()) {
            retry();
            advance(Long.MAX_VALUE);
        }
    }

    private void advance(long watermark) {
        for (; open > 0 && place < watermark >> WIDTH_BITS; place++) {
            IntArrayList slots = wheel[(int) place & wheel.length - 1];
            wheel[(int) place & wheel.length - 1] = passing;
            passing = slots;
            slots.forEachInt(this::pass);
            slots.clear();
        }
    }

    private void pass(int slot) {
        int row = slot << ROW_BITS;
        long due = (rows[row + LAST] + gap) >> WIDTH_BITS;
        if (due > place) {
            enqueue(slot, due);
        } else {
            kind.end(slot, rows[row + FIRST], rows[row + VALUE]);
            rows[row + VALUE] = 0;
        }
        open--;
    }

    private void retry() {
        LongArrayList trades = held;
        held = retried;
        retried = trades;
        trades.forEachLong(this::add);
        trades.clear();
    }
}
