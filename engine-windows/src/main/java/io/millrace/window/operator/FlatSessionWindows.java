package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.Serde;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.Flat;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import io.millrace.window.spi.WindowAssigner;
import java.time.Instant;

/**
 * Sessions whose accumulators are numbers, with results at their ends: those that are all that their key has are {@linkplain
 * FlatSessions flat}, and others are windows of a key like any, until but one is left. Where sessions cannot be flat now, since their gap is told by events, or
 * there are results before their ends, they may have been in the version of the program that the snapshot is of.
 */
final class FlatSessionWindows<K, T, A, R> extends KeyedWindows<K, T, A, R> {

    /** 0 where events tell it. */
    private final long gap;

    private FlatSessions<K, T> flat;

    private long begun;
    private long moved;
    private long ended;

    FlatSessionWindows(WindowAssigner<? super T> assigner, WindowLogic<K, T, A, R, ?> logic) {
        super(assigner, logic);
        gap = assigner instanceof Assigners.Gap fixed ? fixed.gap() : 0;
    }

    /** Whether sessions may be flat, or may have been. */
    static <A> boolean suit(WindowLogic<?, ?, A, ?, ?> logic) {
        return logic.inputs().size() == 1 && new Layout<>(logic.emission().aggregate()).words() > 0;
    }

    @Override
    @SuppressWarnings("unchecked") // accumulators of flat aggregates are numbers
    void open(OperatorContext context) {
        super.open(context);
        flat = new FlatSessions<>(gap, Flat.flat(aggregate), (Serde<long[]>) accumulatorSerde(), context);
    }

    private boolean takesFlat() {
        return gap > 0 && emission.isPlain() && lateness() == 0;
    }

    @Override
    void restored() throws Exception {
        super.restored();
        flat.restored(session -> {
            if (windows.peekFirst(session.key(), session.hash()) != null) {
                throw KeyedPane.damaged("key " + session.key() + " has a session by itself and others");
            }
            if (!takesFlat()) {
                moveFromFlat(session.key(), session.hash());
            }
        });
    }

    @Override
    int takeRun(Batch<T> batch, K[] keys, int from) throws Exception {
        if (!takesFlat()) {
            return super.takeRun(batch, keys, from);
        }
        return isUneven() ? from : flat.takeRun(batch, keys, from, time());
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (!takesFlat()) {
            return super.process(event, key, hash, timestamp);
        }
        if (take(event, key, hash, timestamp)) {
            return Taken.IN;
        }
        long merged = windows.merged();
        Taken taken = super.process(event, key, hash, timestamp);
        if (windows.merged() > merged) {
            moveToFlatWhereAlone(windows.peekFirst(key, hash));
        }
        return taken;
    }

    /** Takes an event in where it does no more than to begin or go on with the only session of its key. */
    private boolean take(T event, K key, int hash, long timestamp) throws Exception {
        long time = timeOf(hash);
        if (flat.grow(event, key, hash, timestamp, time)) {
            return true;
        }
        if (flat.has(key, hash)) {
            // one that is late changes nothing
            if (!flat.isOver(timestamp, time)) {
                moveFromFlat(key, hash);
            }
            return false;
        }
        boolean begins = windows.peekFirst(key, hash) == null && flat.begin(event, key, hash, timestamp, time);
        begun += begins ? 1 : 0;
        return begins;
    }

    private void moveFromFlat(K key, int hash) {
        long[] session = flat.remove(key, hash);
        KeyedPane<K, A> window =
                new KeyedPane<>(session[FlatSessions.START], session[FlatSessions.LAST], accumulatorOf(session));
        window.of(key, hash);
        add(window);
        moved++;
    }

    @SuppressWarnings("unchecked") // accumulators of flat aggregates are numbers
    private A accumulatorOf(long[] session) {
        return (A) FlatSessions.accumulatorOf(session);
    }

    @Override
    long nextDue() {
        return Math.min(super.nextDue(), flat.nextDue());
    }

    /** Both kinds in the order of their ends. */
    @Override
    boolean onTime(long newTime) {
        for (int steps = 0; nextDue() <= newTime; steps++) {
            if (!hasRoom() || steps == TIMERS_PER_STEP) {
                return false;
            }
            KeyedPane<K, A> window = timers.firstDue(newTime);
            if (flat.isAnyDue(newTime) && (window == null || flat.isDueBefore(window.due(), window.hash))) {
                endFlat();
            } else if (window != null) {
                KeyedPane<K, A> next = window.next;
                onTimer(window, newTime);
                moveToFlatWhereAlone(next);
            } else {
                return true;
            }
        }
        return true;
    }

    private void moveToFlatWhereAlone(KeyedPane<K, A> window) {
        if (window == null || !takesFlat() || !window.isOnly() || window.chunk != null || window.emitted > 0) {
            return;
        }
        windows.remove(window);
        flat.put(window.key, window.hash, window.start, window.last, (long[]) window.accumulator);
    }

    private void endFlat() {
        K key = flat.due().key();
        int hash = flat.due().hash();
        long[] session = flat.peek(key, hash);
        long last = session[FlatSessions.LAST];
        try {
            R result = emission.fire(accumulatorOf(session));
            Instant start = Instant.ofEpochMilli(session[FlatSessions.START]);
            Instant end = Instant.ofEpochMilli(EventTime.plus(last, 1));
            emit(key, start, end, last, result, PaneInfo.of(Timing.ON_TIME, 0, true));
        } catch (Throwable e) {
            throw failure(e, key, last);
        }
        flat.remove(key, hash);
        ended++;
    }

    @Override
    Account.Held held() {
        Account.Held others = super.held();
        return new Account.Held(
                others.what(), others.begun() + begun - moved, others.ended() + ended, others.kept() + flat.size());
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        long[] session = flat.peek(key, hash);
        return session == null
                ? super.outstanding(key, hash)
                : outstanding(accumulatorOf(session), session[FlatSessions.START], session[FlatSessions.LAST], false);
    }
}
