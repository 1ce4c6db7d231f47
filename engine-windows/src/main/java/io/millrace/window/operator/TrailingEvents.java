package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Scheduled;

/**
 * The events of a key in the order of time: a part for each timestamp that there is. They are scheduled for the next
 * window that ends.
 */
final class TrailingEvents<K, A> extends Scheduled implements Parts<A> {

    /** All events of one timestamp, and the window that ends with them. */
    static final class Part<A> {
        final long time;
        final A accumulator;

        /** How many results the window has emitted. */
        int emitted;

        Part(long time, A accumulator) {
            this.time = time;
            this.accumulator = accumulator;
        }
    }

    private final PartQueue<Part<A>> parts = new PartQueue<>();
    private K key;
    private int hash;

    /** The parts whose windows have emitted nothing; null where nobody asks. Derived. */
    private PartQueue<Part<A>> silent;

    /** What the window looked at last gives; derived. */
    private SlidingCombination<A> combination;

    /** Says whose events they are. */
    void of(K itsKey, int itsHash) {
        key = itsKey;
        hash = itsHash;
    }

    K key() {
        return key;
    }

    int hash() {
        return hash;
    }

    /** In the order of the keys' hashes. */
    @Override
    protected boolean precedes(Scheduled other) {
        return Integer.compareUnsigned(hash, ((TrailingEvents<?, ?>) other).hash) < 0;
    }

    @Override
    public A part(long position) {
        return parts.get(position).accumulator;
    }

    Part<A> get(long position) {
        return parts.get(position);
    }

    long first() {
        return parts.first();
    }

    long end() {
        return parts.end();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    Part<A> newest() {
        return parts.get(parts.end() - 1);
    }

    boolean has(long position, long time) {
        return position < parts.end() && parts.get(position).time == time;
    }

    /** The position of the first part that is not before a time: of that of this time, or where it would be. */
    long positionOf(long time) {
        return positionOf(parts, time);
    }

    static <A> long positionOf(PartQueue<Part<A>> parts, long time) {
        long low = parts.first();
        long high = parts.end();
        if (low == high || parts.get(high - 1).time < time) {
            return high;
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (parts.get(middle).time < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    PartQueue<Part<A>> parts() {
        return parts;
    }

    /** The parts whose windows have emitted nothing, for who takes those out that have. */
    PartQueue<Part<A>> silent() {
        if (silent == null) {
            silent = new PartQueue<>();
            for (long position = parts.first(); position < parts.end(); position++) {
                if (parts.get(position).emitted == 0) {
                    silent.add(parts.get(position));
                }
            }
        }
        return silent;
    }

    /** Adds a part behind the others. */
    void add(Part<A> part) {
        parts.add(part);
    }

    /** Puts a new part in. */
    void insert(long position, Part<A> part) throws Exception {
        parts.insert(position, part);
        if (silent != null) {
            silent.insert(positionOf(silent, part.time), part);
        }
        if (combination != null) {
            combination.inserted(this, position);
        }
    }

    /** Whether what is added to a part has to be told by {@link #added}. */
    boolean isCombined(long position) {
        return combination != null && combination.holds(position);
    }

    /** The part at a position, which has taken in what the addition has. */
    void added(long position, A addition) throws Exception {
        combination.added(position, addition);
    }

    /** Drops the parts before a position. */
    void dropBefore(long position) throws Exception {
        if (combination != null) {
            combination.dropBefore(this, position);
        }
        while (parts.first() < position) {
            if (silent != null && !silent.isEmpty() && silent.get(silent.first()) == parts.get(parts.first())) {
                silent.removeFirst();
            }
            parts.removeFirst();
        }
    }

    /** Everything in a run of parts, to be read at once. */
    A combined(Aggregate<?, A, ?> aggregate, long from, long to) throws Exception {
        if (combination == null) {
            combination = SlidingCombination.of(aggregate);
        }
        return combination.moveTo(this, from, to);
    }
}
