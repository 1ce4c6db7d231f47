package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The windows of all keys. Those of a key are in the order of their ends, and are found
 * by one of them; where there are many, in {@link PaneChunks}. They are part of snapshots.
 */
final class KeyedPanes<K, A> {

    private static final long LOOK_UP = 0;

    private final StateTable<K, KeyedPane<K, A>> table;

    /** What is looked up by key: its first window, or the first one of a chunk. */
    private Slice<K, KeyedPane<K, A>> firsts;

    private final Aggregate<?, A, ?> aggregate;
    private final Consumer<KeyedPane<K, A>> removed;
    private long begun;
    private long merged;

    /**
     * None yet.
     *
     * @param removed is told of each that is removed
     */
    KeyedPanes(StateTable<K, KeyedPane<K, A>> table, Aggregate<?, A, ?> aggregate, Consumer<KeyedPane<K, A>> removed) {
        this.table = table;
        this.firsts = table.slice(LOOK_UP);
        this.aggregate = aggregate;
        this.removed = removed;
    }

    Slice<K, KeyedPane<K, A>> firsts() {
        return firsts;
    }

    /**
     * Some window of a key, from which others are {@linkplain #near found}, or null. The caller may change it where the
     * key has few windows.
     */
    KeyedPane<K, A> any(K key, int hash) {
        return firsts.get(key, hash);
    }

    /** The first window of a key, or null, to be read only. */
    KeyedPane<K, A> peekFirst(K key, int hash) {
        KeyedPane<K, A> any = firsts.peek(key, hash);
        return any == null || any.chunk == null ? any : any.chunk.all().first();
    }

    /** The first window of a key that ends behind a time, or else its last one, or null; to be read only. */
    KeyedPane<K, A> peekBehind(K key, int hash, long time) {
        KeyedPane<K, A> any = firsts.peek(key, hash);
        KeyedPane<K, A> window = any == null ? null : near(any, EventTime.NONE, EventTime.plus(time, 1));
        while (window != null && window.next != null && window.last <= time) {
            window = window.next;
        }
        return window;
    }

    /** A window of the same key that is not behind these bounds, with few between; or else the first one of the key. */
    private KeyedPane<K, A> near(KeyedPane<K, A> any, long start, long last) {
        return any.chunk == null ? any : any.chunk.all().near(start, last);
    }

    /** Has to be called before a window changes that the key has not been looked up for, or that is in a chunk. */
    void touch(KeyedPane<K, A> window) {
        (window.chunk == null ? firsts : window.chunk.slice()).get(window.key, window.hash);
    }

    /** Calls for each window there is, when they have been restored. */
    void restored(Consumer<KeyedPane<K, A>> each) {
        forEachEntry(this::restored);
        for (Cursor<K, KeyedPane<K, A>> keys = firsts.cursor(); keys.next(); ) {
            if (keys.peek().chunk != null) {
                keys.peek().chunk.all().link();
            }
        }
        forEachEntry((slice, first) -> {
            each.accept(first);
            for (KeyedPane<K, A> window = first; window.sharesEntryWithNext(); window = window.next) {
                each.accept(window.next);
            }
        });
    }

    private void restored(Slice<K, KeyedPane<K, A>> slice, KeyedPane<K, A> first) {
        for (KeyedPane<K, A> window = first.next; window != null; window = window.next) {
            window.of(first.key, first.hash);
        }
        if (slice != firsts) {
            putIntoChunk(slice, first);
        }
    }

    /** The look-up comes first, as namespaces are not negative. */
    private void forEachEntry(BiConsumer<Slice<K, KeyedPane<K, A>>, KeyedPane<K, A>> each) {
        for (Slice<K, KeyedPane<K, A>> slice = table.firstSlice();
                slice != null;
                slice = table.sliceAfter(slice.namespace())) {
            for (Cursor<K, KeyedPane<K, A>> keys = slice.cursor(); keys.next(); ) {
                keys.peek().of(keys.key(), keys.hash());
                each.accept(slice, keys.peek());
            }
        }
    }

    private void putIntoChunk(Slice<K, KeyedPane<K, A>> slice, KeyedPane<K, A> first) {
        KeyedPane<K, A> any = firsts.peek(first.key, first.hash);
        if (any == null) {
            throw KeyedPane.damaged("windows of key " + first.key + " are missing");
        }
        if (any.chunk == null) {
            begin(any);
        }
        any.chunk.all().restore(slice, first);
    }

    /**
     * The window with these bounds, or null.
     *
     * @param any a window of the key
     * @param before another one that comes before it, to look from there on; or null
     */
    KeyedPane<K, A> find(long start, long last, KeyedPane<K, A> any, KeyedPane<K, A> before) {
        KeyedPane<K, A> window = from(start, last, any, before);
        while (window != null && window.isBefore(start, last)) {
            window = window.next;
        }
        return window != null && window.is(start, last) ? window : null;
    }

    /** The latter of two places to look from. */
    private KeyedPane<K, A> from(long start, long last, KeyedPane<K, A> any, KeyedPane<K, A> before) {
        KeyedPane<K, A> near = before != null && before.chunk == null ? before : near(any, start, last);
        return before != null && near.isBefore(before.start, before.last) ? before : near;
    }

    /**
     * Extends the window that a stretch of time touches; when there are several they become one. Accumulators are
     * merged in the order of time. For windows of which none touches another.
     *
     * @param any a window of a key
     * @return the window, or null when there is none
     */
    KeyedPane<K, A> absorb(long start, long last, KeyedPane<K, A> any) throws Exception {
        KeyedPane<K, A> window = near(any, EventTime.NONE, EventTime.minus(start, 1));
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

    private void mergeNext(KeyedPane<K, A> window) throws Exception {
        KeyedPane<K, A> other = window.next;
        aggregate.merge(window.accumulator, other.accumulator);
        remove(other);
        merged++;
        window.extend(other.start, other.last);
        window.emitted = Math.max(window.emitted, other.emitted);
    }

    /**
     * Adds a window of a key.
     *
     * @param any another window of the key, or null when there is none
     * @param before one that comes before it, or null
     */
    void add(KeyedPane<K, A> window, KeyedPane<K, A> any, KeyedPane<K, A> before) {
        if (any == null) {
            add(window);
            return;
        }
        begun++;
        KeyedPane<K, A> previous = from(window.start, window.last, any, before);
        while (previous.next != null && previous.next.isBefore(window.start, window.last)) {
            previous = previous.next;
        }
        boolean isFirst = !previous.isBefore(window.start, window.last);
        if (any.chunk != null) {
            any.chunk.all().insert(isFirst ? null : previous, window);
        } else if (isFirst) {
            window.next = previous;
            previous.previous = window;
            firsts.put(window.key, window.hash, window);
            divideWhenMany(window);
        } else {
            previous.insertNext(window);
            divideWhenMany(any);
        }
    }

    /** Adds the first window of a key. */
    void add(KeyedPane<K, A> window) {
        begun++;
        firsts.put(window.key, window.hash, window);
    }

    private void divideWhenMany(KeyedPane<K, A> first) {
        int count = 0;
        for (KeyedPane<K, A> window = first; window != null; window = window.next) {
            count++;
        }
        if (count > PaneChunks.FEW) {
            begin(first);
        }
    }

    private void begin(KeyedPane<K, A> first) {
        new PaneChunks<>(table, first.key, first.hash).begin(first);
    }

    /** How many have been added. */
    long begun() {
        return begun;
    }

    /** How many have become part of others. */
    long merged() {
        return merged;
    }

    /** Drops everything. */
    void clear() {
        for (Slice<K, ?> slice = table.firstSlice(); slice != null; slice = table.firstSlice()) {
            table.drop(slice.namespace());
        }
        firsts = table.slice(LOOK_UP);
    }

    /** Drops a window that is over, or part of another one. */
    void remove(KeyedPane<K, A> window) {
        removed.accept(window);
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
