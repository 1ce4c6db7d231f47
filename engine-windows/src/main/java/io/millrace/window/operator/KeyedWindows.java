package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The windows of all keys. Those of a key are in the order of their ends, and are found by the first of them; where there
 * are many, in {@link WindowChunks}. They are part of snapshots; when each is due follows from what it is, and is not.
 */
final class KeyedWindows<K, A> {

    private static final long LOOK_UP = 0;

    private final StateTable<K, KeyedWindow<K, A>> table;

    /** What is looked up by key: its first window, or the first one of a chunk. */
    private final Slice<K, KeyedWindow<K, A>> firsts;

    private final Aggregate<?, A, ?> aggregate;

    /** When something has to be done about the windows, by the time that they go by. */
    final TimerLadder<KeyedWindow<K, A>> timers;

    /** When triggers are to be called, by the clock. */
    final TimerLadder<KeyedWindow.ClockTimer<K, A>> clockTimers;

    /**
     * No windows.
     *
     * @param table what the windows are in
     * @param due when something has to be done about a window
     * @param clockDue when its trigger is to be called, by the clock
     */
    KeyedWindows(
            StateTable<K, KeyedWindow<K, A>> table,
            Aggregate<?, A, ?> aggregate,
            ToLongFunction<KeyedWindow<K, A>> due,
            ToLongFunction<KeyedWindow<K, A>> clockDue) {
        this.table = table;
        this.firsts = table.slice(LOOK_UP);
        this.aggregate = aggregate;
        timers = new TimerLadder<>(due);
        clockTimers = new TimerLadder<>(timer -> clockDue.applyAsLong(timer.window));
    }

    Slice<K, KeyedWindow<K, A>> firsts() {
        return firsts;
    }

    /**
     * Some window of a key, from which others are {@linkplain #near found}, or null. The caller may change it where the
     * key has few windows.
     */
    KeyedWindow<K, A> any(K key, int hash) {
        return firsts.get(key, hash);
    }

    /** The first window of a key, or null, to be read only. */
    KeyedWindow<K, A> peekFirst(K key, int hash) {
        KeyedWindow<K, A> any = firsts.peek(key, hash);
        return any == null || any.chunk == null ? any : any.chunk.all().first();
    }

    /** The first window of a key that ends behind a time, or else its last one, or null; to be read only. */
    KeyedWindow<K, A> peekBehind(K key, int hash, long time) {
        KeyedWindow<K, A> any = firsts.peek(key, hash);
        KeyedWindow<K, A> window = any == null ? null : near(any, EventTime.NONE, EventTime.plus(time, 1));
        while (window != null && window.next != null && window.last <= time) {
            window = window.next;
        }
        return window;
    }

    /** A window of the same key that is not behind these bounds, with few between; or else the first one of the key. */
    private KeyedWindow<K, A> near(KeyedWindow<K, A> any, long start, long last) {
        return any.chunk == null ? any : any.chunk.all().near(start, last);
    }

    /** Has to be called before a window changes that the key has not been looked up for, or that is in a chunk. */
    void touch(KeyedWindow<K, A> window) {
        (window.chunk == null ? firsts : window.chunk.slice()).get(window.key, window.hash);
    }

    /** Calls for each window there is, when they have been restored. */
    void restored(Consumer<KeyedWindow<K, A>> each) {
        forEachEntry(this::restored);
        for (Cursor<K, KeyedWindow<K, A>> keys = firsts.cursor(); keys.next(); ) {
            if (keys.peek().chunk != null) {
                keys.peek().chunk.all().link();
            }
        }
        forEachEntry((slice, first) -> {
            each.accept(first);
            for (KeyedWindow<K, A> window = first; window.sharesEntryWithNext(); window = window.next) {
                each.accept(window.next);
            }
        });
    }

    private void restored(Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> first) {
        for (KeyedWindow<K, A> window = first.next; window != null; window = window.next) {
            window.of(first.key, first.hash);
        }
        if (slice != firsts) {
            putIntoChunk(slice, first);
        }
    }

    /** The look-up comes first, as namespaces are not negative. */
    private void forEachEntry(BiConsumer<Slice<K, KeyedWindow<K, A>>, KeyedWindow<K, A>> each) {
        for (Slice<K, KeyedWindow<K, A>> slice = table.firstSlice();
                slice != null;
                slice = table.sliceAfter(slice.namespace())) {
            for (Cursor<K, KeyedWindow<K, A>> keys = slice.cursor(); keys.next(); ) {
                keys.peek().of(keys.key(), keys.hash());
                each.accept(slice, keys.peek());
            }
        }
    }

    static UncheckedIOException damaged(String how) {
        return new UncheckedIOException(how, new UnfitStateException(how, null));
    }

    private void putIntoChunk(Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> first) {
        KeyedWindow<K, A> any = firsts.peek(first.key, first.hash);
        if (any == null) {
            throw damaged("windows of key " + first.key + " are missing");
        }
        if (any.chunk == null) {
            WindowChunks.begin(table, any);
        }
        any.chunk.all().restore(slice, first);
    }

    /**
     * The window with these bounds, or null.
     *
     * @param any a window of the key
     * @param before another one that comes before it, to look from there on; or null
     */
    KeyedWindow<K, A> find(long start, long last, KeyedWindow<K, A> any, KeyedWindow<K, A> before) {
        KeyedWindow<K, A> window = from(start, last, any, before);
        while (window != null && window.isBefore(start, last)) {
            window = window.next;
        }
        return window != null && window.is(start, last) ? window : null;
    }

    /** The latter of two places to look from. */
    private KeyedWindow<K, A> from(long start, long last, KeyedWindow<K, A> any, KeyedWindow<K, A> before) {
        KeyedWindow<K, A> near = before != null && before.chunk == null ? before : near(any, start, last);
        return before != null && near.isBefore(before.start, before.last) ? before : near;
    }

    /**
     * Extends the window that a stretch of time touches; when there are several they become one. Accumulators are
     * merged in the order of time. For windows of which none touches another.
     *
     * @param any a window of a key
     * @return the window, or null when there is none
     */
    KeyedWindow<K, A> absorb(long start, long last, KeyedWindow<K, A> any) throws Exception {
        KeyedWindow<K, A> window = near(any, EventTime.NONE, EventTime.minus(start, 1));
        while (window != null && !window.touches(start, last)) {
            window = window.isBeyond(last) ? null : window.next;
        }
        if (window == null) {
            return null;
        }
        if (window.chunk != null) {
            touch(window);
        }
        while (window.next != null && window.next.touches(start, last)) {
            mergeNext(window);
        }
        window.extend(start, last); // only now: until then windows are in the order of their bounds
        return window;
    }

    private void mergeNext(KeyedWindow<K, A> window) throws Exception {
        KeyedWindow<K, A> other = window.next;
        aggregate.merge(window.accumulator, other.accumulator);
        remove(other);
        window.extend(other.start, other.last);
        window.emitted = Math.max(window.emitted, other.emitted);
    }

    /**
     * Adds a window of a key.
     *
     * @param any another window of the key, or null when there is none
     * @param before one that comes before it, or null
     */
    void add(KeyedWindow<K, A> window, KeyedWindow<K, A> any, KeyedWindow<K, A> before) {
        if (any == null) {
            firsts.put(window.key, window.hash, window);
            return;
        }
        KeyedWindow<K, A> previous = from(window.start, window.last, any, before);
        if (!previous.isBefore(window.start, window.last)) {
            addFirst(window, previous);
            return;
        }
        while (previous.next != null && previous.next.isBefore(window.start, window.last)) {
            previous = previous.next;
        }
        if (previous.chunk != null) {
            touch(previous);
        }
        previous.insertNext(window);
        if (previous.chunk != null) {
            previous.chunk.all().added(window, previous.chunk);
        } else {
            divideWhenMany(any);
        }
    }

    private void addFirst(KeyedWindow<K, A> window, KeyedWindow<K, A> next) {
        window.next = next;
        next.previous = window;
        if (next.chunk != null) {
            next.chunk.all().addedFirst(window);
        } else {
            firsts.put(window.key, window.hash, window);
            divideWhenMany(window);
        }
    }

    private void divideWhenMany(KeyedWindow<K, A> first) {
        int count = 0;
        for (KeyedWindow<K, A> window = first; window != null; window = window.next) {
            count++;
        }
        if (count > WindowChunks.FEW) {
            WindowChunks.begin(table, first);
        }
    }

    /** Drops a window that is over, or part of another one. */
    void remove(KeyedWindow<K, A> window) {
        timers.cancel(window);
        if (window.clockTimer != null) {
            clockTimers.cancel(window.clockTimer);
        }
        touch(window);
        if (window.chunk != null) {
            window.chunk.all().remove(window);
        } else if (window.previous == null) {
            if (window.next == null) {
                firsts.remove(window.key, window.hash);
            } else {
                firsts.put(window.key, window.hash, window.next);
            }
        }
        window.unlink();
    }
}
