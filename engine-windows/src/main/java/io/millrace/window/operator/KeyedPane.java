package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.Scheduled;
import io.millrace.state.table.Showing;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A window of one key. It is its own timer, so that all there is to know of it takes one access to memory.
 */
final class KeyedPane<K, A> extends Scheduled {

    long start;

    /** The last timestamp of the window, itself included. */
    long last;

    final A accumulator;

    /** Whether the end of the window, as it is now, has passed and been told. */
    boolean ended;

    /** How many results the window has emitted. */
    int emitted;

    K key;
    int hash;

    /** The windows of the key before and behind it; what has become part of another window keeps the one before it. */
    KeyedPane<K, A> previous;

    KeyedPane<K, A> next;

    /** Where the key has many windows; or else null. */
    PaneChunks.Chunk<K, A> chunk;

    /** For triggers that go by the clock though the windows do not; or else null. */
    ClockTimer<K, A> clockTimer;

    /** When a trigger that goes by the clock wants to be called for a window. */
    static final class ClockTimer<K, A> extends Scheduled {
        final KeyedPane<K, A> window;

        ClockTimer(KeyedPane<K, A> window) {
            this.window = window;
        }

        @Override
        protected boolean precedes(Scheduled other) {
            return window.precedes(((ClockTimer<?, ?>) other).window);
        }
    }

    KeyedPane(long start, long last, A accumulator) {
        this.start = start;
        this.last = last;
        this.accumulator = accumulator;
    }

    /** Says whose window it is. */
    void of(K itsKey, int itsHash) {
        key = itsKey;
        hash = itsHash;
    }

    /** Puts a window behind this one, before the one that followed. */
    void insertNext(KeyedPane<K, A> window) {
        window.previous = this;
        window.next = next;
        if (next != null) {
            next.previous = window;
        }
        next = window;
    }

    /** Takes this window out of the list. */
    void unlink() {
        if (previous != null) {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
    }

    /** Whether the window behind this one is part of the same entry of the table. */
    boolean sharesEntryWithNext() {
        return next != null && next.chunk == chunk;
    }

    /** Whether the key has no other window. */
    boolean isOnly() {
        return previous == null && next == null;
    }

    /** In the order of the keys' hashes, and of one key in that of their ends: neither changes as windows grow. */
    @Override
    protected boolean precedes(Scheduled other) {
        KeyedPane<?, ?> window = (KeyedPane<?, ?>) other;
        return hash == window.hash
                ? isBefore(window.start, window.last)
                : Integer.compareUnsigned(hash, window.hash) < 0;
    }

    boolean is(long otherStart, long otherLast) {
        return last == otherLast && start == otherStart;
    }

    boolean isBefore(long otherStart, long otherLast) {
        return last < otherLast || (last == otherLast && start < otherStart);
    }

    /** Whether the window begins behind a stretch of time, with time between. */
    boolean isBeyond(long otherLast) {
        return start > EventTime.plus(otherLast, 1);
    }

    /** Whether a stretch of time overlaps this window, or leaves no time between. */
    boolean touches(long otherStart, long otherLast) {
        return otherStart <= EventTime.plus(last, 1) && !isBeyond(otherLast);
    }

    void extend(long otherStart, long otherLast) {
        start = Math.min(start, otherStart);
        last = Math.max(last, otherLast);
    }

    static UncheckedIOException damaged(String how) {
        return new UncheckedIOException(how, new UnfitStateException(how, null));
    }

    Instant startTime() {
        return Instant.ofEpochMilli(start);
    }

    Instant endTime() {
        return Instant.ofEpochMilli(EventTime.plus(last, 1));
    }

    /** Where a window is, for people, by its first and its last timestamp. */
    interface Place {
        String of(long start, long last);
    }

    /** How people are shown windows, of which those that share an entry follow one another: by what they have so far. */
    static <K, A> Showing<KeyedPane<K, A>> shown(Aggregate<?, A, ?> aggregate, Place place) {
        return (namespace, first, out) -> {
            KeyedPane<K, A> pane = first;
            while (pane != null && !out.hasMore()) {
                A accumulator = pane.accumulator;
                out.addMade(place.of(pane.start, pane.last), () -> aggregate.result(accumulator));
                pane = pane.sharesEntryWithNext() ? pane.next : null;
            }
        };
    }

    /** Writes the windows of a key, or a chunk of them where there are many; the first stands for all. */
    static final class ListSerde<K, A> extends CompositeSerde<KeyedPane<K, A>> {

        private static final long serialVersionUID = 1;

        private final Serde<A> accumulator;

        ListSerde(Serde<A> accumulator) {
            super("panes", accumulator);
            this.accumulator = accumulator;
        }

        @Override
        public void write(KeyedPane<K, A> first, DataOutput out) throws IOException {
            writeOne(first, out);
            for (KeyedPane<K, A> window = first; window.sharesEntryWithNext(); window = window.next) {
                writeOne(window.next, out);
            }
        }

        private void writeOne(KeyedPane<K, A> window, DataOutput out) throws IOException {
            out.writeLong(window.start);
            out.writeLong(window.last);
            accumulator.write(window.accumulator, out);
            out.writeBoolean(window.ended);
            writeCount(window.emitted, out);
            out.writeBoolean(window.sharesEntryWithNext());
        }

        @Override
        protected KeyedPane<K, A> read(DataInput in, Parts parts) throws IOException {
            KeyedPane<K, A> first = readOne(in, parts);
            KeyedPane<K, A> latest = first;
            while (readBoolean(in)) {
                KeyedPane<K, A> window = readOne(in, parts);
                if (!latest.isBefore(window.start, window.last)) {
                    throw new IOException("Damaged windows of a key: they are in no order");
                }
                latest.insertNext(window);
                latest = window;
            }
            return first;
        }

        private KeyedPane<K, A> readOne(DataInput in, Parts parts) throws IOException {
            long start = in.readLong();
            long last = in.readLong();
            KeyedPane<K, A> window = new KeyedPane<>(start, last, parts.read(0, "accumulator", in));
            window.ended = readBoolean(in);
            window.emitted = readCount("results", in);
            return window;
        }
    }
}
