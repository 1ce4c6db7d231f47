package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.NumberCells;
import io.millrace.state.table.Shown;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.Packing;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Sessions of keys that have one, as nearly all do, where accumulators are numbers: beginning, end and accumulator are numbers
 * of an entry of a table, and there is no object for it. They begin, grow and end. Whatever is more, such as a second session of
 * a key, is done with {@link KeyedPanes}, to which a session is moved then. Confined to the task's thread.
 */
final class FlatSessions<K, T, A> {

    // the numbers of a session
    static final int START = 0;
    static final int LAST = 1;

    /** When its timer is due; derived, so that to change it is no touch. */
    private static final int DUE = 2;

    static final int ACCUMULATOR = 3;

    /** The namespace of a table that is not divided. */
    private static final long ALL = 0;

    private final long gap;
    private final Packing<? super T, A, ?> packing;
    private final FlatAggregate<? super T, ?> aggregate;
    private final FlatAdder<K, T> adder;
    private final Slice<K, long[]> sessions;
    private final KeyTimers<K> timers;

    /** A session to be. */
    private final long[] begun;

    /** By row. */
    private final NumberCells cells = new NumberCells();

    /** Of one that is looked up by itself. */
    private final NumberCells cell = new NumberCells();

    private final RowFetch<K, long[]> fetch = new RowFetch<>();

    /**
     * None yet.
     *
     * @param packing of the accumulators
     * @param accumulators writes them as numbers
     */
    FlatSessions(long gap, Packing<? super T, A, ?> packing, Serde<long[]> accumulators, OperatorContext context) {
        this.gap = gap;
        this.packing = packing;
        aggregate = packing.flat();
        adder = FlatAdder.of(aggregate, context);
        begun = new long[ACCUMULATOR + aggregate.width()];
        KeyedState<K> state = context.keyedState();
        StateTable<K, long[]> table =
                state.table("sessions", begun.length, new FlatSessionSerde(accumulators, aggregate.width()));
        table.shownBy((namespace, session, out) ->
                out.addMade(Shown.span(session[START], session[LAST]), () -> aggregate.result(session, ACCUMULATOR)));
        sessions = table.slice(ALL);
        timers = new KeyTimers<>(gap, new Ends());
        cell.ensureRows(1);
    }

    /** Takes rows from one on that do nothing but go on with a session; returns the row that does more, or the end. */
    int takeRun(Batch<T> batch, K[] keys, int from, long time) {
        if (from == 0) {
            cells.ensureRows(batch.capacity());
            fetch(batch);
        }
        int end = from;
        while (end < batch.size() && grow(keys[end], batch.hash(end), batch.timestamp(end), time, cells, end)) {
            end++;
        }
        adder.add(batch, keys, cells, from, end);
        cells.forget(from, Math.min(end + 1, batch.size()));
        return end;
    }

    /** Reads where the sessions of rows are, before they are looked up. */
    void fetch(Batch<T> batch) {
        fetch.fetch(sessions, batch, 0, batch.size());
    }

    /** How many sessions there are. */
    int size() {
        return sessions.size();
    }

    /** Has the session of a key grow, if it has one and that does; a row of the cells has the accumulator then. */
    private boolean grow(K key, int hash, long timestamp, long time, NumberCells found, int row) {
        if (timestamp == EventTime.NONE || !sessions.locate(key, hash, found, row)) {
            return false;
        }
        long[] numbers = found.array(row);
        int at = found.place(row);
        long last = lastOf(timestamp);
        boolean grows = numbers[at + LAST] > time
                && timestamp <= EventTime.plus(numbers[at + LAST], 1)
                && numbers[at + START] <= EventTime.plus(last, 1);
        if (grows) {
            numbers[at + START] = Math.min(numbers[at + START], timestamp);
            numbers[at + LAST] = Math.max(numbers[at + LAST], last);
            found.skip(row, ACCUMULATOR);
        }
        return grows;
    }

    private long lastOf(long timestamp) {
        return AssignedWindows.lastBefore(EventTime.plus(timestamp, gap));
    }

    /** Takes an event in where its session grows by it, which is {@link #found} then. */
    boolean grow(T event, K key, int hash, long timestamp, long time) throws Exception {
        boolean grows = grow(key, hash, timestamp, time, cell, 0);
        if (grows) {
            aggregate.add(cell.array(0), cell.place(0), event, timestamp);
        }
        return grows;
    }

    /** Where the accumulator of the session of a key is that has one, in the only row. */
    NumberCells find(K key, int hash) {
        sessions.locate(key, hash, cell, 0);
        cell.skip(0, ACCUMULATOR);
        return cell;
    }

    /** The same of the session that has grown last. */
    NumberCells found() {
        return cell;
    }

    /** Whether a session of an event alone would be over. */
    boolean isOver(long timestamp, long time) {
        return lastOf(timestamp) <= time;
    }

    /** Whether a key has a session here. */
    boolean has(K key, int hash) {
        return sessions.contains(key, hash);
    }

    /** Begins the session of a key that has none, anywhere; returns false where it would be over. */
    boolean begin(T event, K key, int hash, long timestamp, long time) throws Exception {
        if (timestamp == EventTime.NONE || isOver(timestamp, time)) {
            return false;
        }
        Arrays.fill(begun, 0);
        aggregate.create(begun, ACCUMULATOR);
        aggregate.add(begun, ACCUMULATOR, event, timestamp);
        putBegun(key, hash, timestamp, lastOf(timestamp));
        return true;
    }

    /** Puts the only session of a key. */
    void put(K key, int hash, long start, long last, A accumulator) {
        packing.put(accumulator, begun, ACCUMULATOR);
        putBegun(key, hash, start, last);
    }

    private void putBegun(K key, int hash, long start, long last) {
        begun[START] = start;
        begun[LAST] = last;
        begun[DUE] = last;
        sessions.put(key, hash, begun);
        timers.add(key, hash, last);
    }

    /** The numbers of the session of a key, or null; a copy that is good until the next call. */
    long[] peek(K key, int hash) {
        return sessions.peek(key, hash);
    }

    /** Takes the session of a key out. */
    KeyedPane<K, A> remove(K key, int hash) {
        long[] session = sessions.remove(key, hash);
        KeyedPane<K, A> window = new KeyedPane<>(session[START], session[LAST], packing.take(session, ACCUMULATOR));
        window.of(key, hash);
        return window;
    }

    /** Drops the session of a key. */
    void end(K key, int hash) {
        packing.release(sessions.remove(key, hash), ACCUMULATOR);
    }

    /** The numbers of a session. */
    static long[] of(long start, long last, long[] accumulator) {
        long[] session = new long[ACCUMULATOR + accumulator.length];
        session[START] = start;
        session[LAST] = last;
        session[DUE] = last;
        System.arraycopy(accumulator, 0, session, ACCUMULATOR, accumulator.length);
        return session;
    }

    /** The accumulator of a session, by itself. */
    static long[] accumulatorOf(long[] session) {
        return Arrays.copyOfRange(session, ACCUMULATOR, session.length);
    }

    /** No session ends before. */
    long nextDue() {
        return timers.nextDue();
    }

    /** Whether a session ends at a time or before: the key of the first is then the first of {@link #due}. */
    boolean isAnyDue(long upTo) {
        return timers.isAnyDue(upTo);
    }

    /** Whether the first that is due comes before a time and hash. */
    boolean isDueBefore(long due, int hash) {
        KeyHeap<K> first = timers.near();
        return first.due() < due || (first.due() == due && Integer.compareUnsigned(first.hash(), hash) < 0);
    }

    KeyHeap<K> due() {
        return timers.near();
    }

    /** When sessions are due. */
    private final class Ends implements KeyTimers.DueByNow<K> {

        /** A session that has been taken out, or has become longer, has left its timer behind. */
        @Override
        public long of(K key, int hash, long due) {
            if (!sessions.locateUntouched(key, hash, cell, 0)) {
                return VOID;
            }
            long[] numbers = cell.array(0);
            int at = cell.place(0);
            if (numbers[at + DUE] != due) {
                return VOID;
            }
            numbers[at + DUE] = numbers[at + LAST];
            return numbers[at + LAST];
        }

        @Override
        public void fetch(KeyHeap<K> keys, int from, int end) {
            fetch.fetch(sessions, keys, from, end);
        }
    }

    /** Calls for each session, when they have been restored; it may be taken out. */
    void restored(Consumer<Cursor<K, long[]>> each) {
        packing.beginToKeep();
        for (Cursor<K, long[]> all = sessions.cursor(); all.next(); ) {
            K key = all.key();
            int hash = all.hash();
            long last = all.peek()[LAST];
            packing.keep(all.peek(), ACCUMULATOR);
            each.accept(all);
            if (has(key, hash)) {
                timers.add(key, hash, last);
            }
        }
        packing.endToKeep();
    }
}
