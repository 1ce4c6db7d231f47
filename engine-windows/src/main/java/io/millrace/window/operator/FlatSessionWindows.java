package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.NumberCells;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.Packing;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import io.millrace.window.spi.WindowAssigner;
import java.time.Instant;

/**
 * Sessions whose accumulators are numbers, with results at their ends or when a condition holds first: those that are all that their key has are {@linkplain
 * FlatSessions flat}, and others are windows of a key like any, until but one is left. Where sessions cannot be flat now, since their gap is told by events, they are kept for late events, or
 * there are other results before their ends, they may have been in the version of the program that the snapshot is of.
 */
final class FlatSessionWindows<K, T, A, R> extends KeyedWindows<K, T, A, R> {

    /** 0 where events tell it. */
    private final long gap;

    private Packing<? super T, A, R> packing;
    private FlatSessions<K, T, A> flat;

    /** Null where results do not come when a condition holds first. */
    private FlatWhenFirst<? super T, R> whenFirst;

    private long begun;
    private long moved;
    private long ended;

    FlatSessionWindows(WindowAssigner<? super T> assigner, WindowLogic<K, T, A, R, ?> logic) {
        super(assigner, logic);
        gap = assigner instanceof Assigners.Gap fixed ? fixed.gap() : 0;
    }

    /** Whether sessions may be flat, or may have been. */
    static <A> boolean suit(WindowLogic<?, ?, A, ?, ?> logic) {
        return logic.inputs().size() == 1 && Packing.suits(logic.emission().aggregate());
    }

    @Override
    void open(OperatorContext context) {
        super.open(context);
        packing = Packing.of(aggregate);
        whenFirst = packing.flat() instanceof FlatWhenFirst<? super T, R> first ? first : null;
        flat = new FlatSessions<>(gap, packing, packing.serde(accumulatorSerde()), context);
    }

    private boolean takesFlat() {
        return gap > 0 && (emission.isPlain() || whenFirst != null) && lateness() == 0;
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
        if (isUneven()) {
            return from;
        }
        return whenFirst == null ? flat.takeRun(batch, keys, from, time()) : takeRunAndFire(batch, keys, from);
    }

    /** Takes rows that do nothing but go on with a session, which may fire. */
    private int takeRunAndFire(Batch<T> batch, K[] keys, int from) {
        if (from == 0) {
            flat.fetch(batch);
        }
        int row = from;
        try {
            while (row < batch.size()
                    && hasRoom()
                    && flat.grow(batch.value(row), keys[row], batch.hash(row), batch.timestamp(row), time())) {
                fire(keys[row], batch.value(row), flat.found());
                row++;
            }
        } catch (Throwable e) {
            throw failure(e, keys[row], batch, row);
        }
        return row;
    }

    private void fire(K key, T event, NumberCells cell) throws Exception {
        long[] numbers = cell.array(0);
        int at = cell.place(0) - FlatSessions.ACCUMULATOR;
        R result = whenFirst.fire(numbers, at + FlatSessions.ACCUMULATOR);
        if (result != null) {
            raiseBy(event);
            emit(key, numbers, at, result, Timing.EARLY);
        }
    }

    private void emit(K key, long[] numbers, int at, R result, Timing timing) throws Exception {
        long last = numbers[at + FlatSessions.LAST];
        Instant start = Instant.ofEpochMilli(numbers[at + FlatSessions.START]);
        Instant end = Instant.ofEpochMilli(EventTime.plus(last, 1));
        emit(key, start, end, last, result, PaneInfo.of(timing, 0, true));
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (!takesFlat()) {
            return super.process(event, key, hash, timestamp);
        }
        if (whenFirst != null && !hasRoom()) {
            return Taken.WAITS;
        }
        if (take(event, key, hash, timestamp)) {
            if (whenFirst != null) {
                fire(key, event, flat.find(key, hash));
            }
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
        KeyedPane<K, A> window = flat.remove(key, hash);
        window.emitted = emission.isFinal(window.accumulator) ? 1 : 0;
        add(window);
        moved++;
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
        if (window == null || !takesFlat() || !window.isOnly() || window.chunk != null || isTold(window)) {
            return;
        }
        windows.remove(window);
        flat.put(window.key, window.hash, window.start, window.last, window.accumulator);
    }

    /** Whether there is more to remember of what it has emitted than its accumulator knows. */
    private boolean isTold(KeyedPane<K, A> window) {
        return window.emitted > 0 && !emission.isFinal(window.accumulator);
    }

    private void endFlat() {
        K key = flat.due().key();
        int hash = flat.due().hash();
        long[] session = flat.peek(key, hash);
        long last = session[FlatSessions.LAST];
        try {
            if (whenFirst == null) {
                R result = Results.required(packing.flat().result(session, FlatSessions.ACCUMULATOR));
                emit(key, session, 0, result, Timing.ON_TIME);
            }
        } catch (Throwable e) {
            throw failure(e, key, last);
        }
        flat.end(key, hash);
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
        if (session == null) {
            return super.outstanding(key, hash);
        }
        A accumulator = packing.peek(session, FlatSessions.ACCUMULATOR);
        return outstanding(accumulator, session[FlatSessions.START], session[FlatSessions.LAST], false);
    }
}
