package io.millrace.state.table;

import java.util.function.BiFunction;

/**
 * A table of key group, namespace and key to value: what every keyed state of one task is made of. Created when the
 * task opens, confined to its thread, part of snapshots.
 *
 * <p>A namespace is a {@code long} that divides the table into {@link Slice}s: the start of a pane, or 0 where there is
 * nothing to divide.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash, of which the leading bits name the key group
 * @param <V> values, never null
 */
public final class StateTable<K, V> {
    /** As many numbers as it pays to keep in a table: to move more takes longer than to follow a reference. */
    public static final int MOST_NUMBERS = 16;

    private static final int KEYS_TO_LEARN_FROM = 31;

    private final String name;
    private final KeyGroupRange groups;
    private final boolean immutableValues;
    private final Epoch epoch;

    /** The table's part in snapshots; null when it is in none. */
    private TableLog<K> writer;

    /** Of lists or maps; null when the values are others. */
    private Collected<V> collected;

    private BiFunction<Slice<K, V>, K, V> maker;

    /** Of values that are numbers; null when they are objects. */
    private NumberForm numbers;

    private Showing<V> showing = (namespace, value, out) -> out.add(namespace == 0 ? "" : namespace, value);

    private final Slices<K, V> slices = new Slices<>();

    /** How large the slice before the latest one was. */
    private int lastSize;

    private StateTable(Epoch epoch, String name, KeyGroupRange groups, boolean immutableValues) {
        this.epoch = epoch;
        this.name = name;
        this.groups = groups;
        this.immutableValues = immutableValues;
    }

    /**
     * An empty table with an epoch of its own.
     *
     * @param name what the table is called in snapshots and errors
     * @param groups the key groups that the task owns
     * @param immutableValues whether values never change, so that reading one is not a touch
     */
    public static <K, V> StateTable<K, V> create(String name, KeyGroupRange groups, boolean immutableValues) {
        return sharing(new Epoch(), name, groups, immutableValues);
    }

    /**
     * An empty table of numbers with an epoch of its own, which keeps no object for an entry.
     *
     * @param name what the table is called in snapshots and errors
     * @param groups the key groups that the task owns
     * @param width how many numbers a value is, at least 1
     */
    public static <K> StateTable<K, long[]> ofNumbers(String name, KeyGroupRange groups, int width) {
        return StateTable.<K, long[]>create(name, groups, false).withNumbers(width);
    }

    /** An empty table whose epoch advances with that of other tables: see {@link #create}. */
    static <K, V> StateTable<K, V> sharing(Epoch epoch, String name, KeyGroupRange groups, boolean immutableValues) {
        return new StateTable<>(epoch, name, groups, immutableValues);
    }

    /** What the table is called in snapshots and errors. */
    public String name() {
        return name;
    }

    /** The key groups that the task owns. */
    public KeyGroupRange groups() {
        return groups;
    }

    boolean immutableValues() {
        return immutableValues;
    }

    /** The slice of a namespace, which becomes live if it was not. */
    public Slice<K, V> slice(long namespace) {
        Slice<K, V> slice = slices.get(namespace);
        return slice != null ? slice : add(namespace);
    }

    /**
     * The slice of a namespace, which becomes live if it was not.
     *
     * @param expected how many entries there will be, where that is not about as many as in the namespace before
     */
    public Slice<K, V> slice(long namespace, int expected) {
        Slice<K, V> slice = slices.get(namespace);
        return slice != null ? slice : add(namespace, expected);
    }

    /** The slice of a namespace, or null when that is not live. */
    public Slice<K, V> sliceIfPresent(long namespace) {
        return slices.get(namespace);
    }

    /** The live slice of the least namespace, or null. */
    public Slice<K, V> firstSlice() {
        return sliceFrom(Long.MIN_VALUE);
    }

    /** The live slice of the least namespace that is not less than the given one, or null. */
    public Slice<K, V> sliceFrom(long namespace) {
        return slices.from(namespace);
    }

    /** The live slice of the least namespace that is greater than the given one, or null. */
    public Slice<K, V> sliceAfter(long namespace) {
        return namespace == Long.MAX_VALUE ? null : slices.from(namespace + 1);
    }

    /** The live slice of the greatest namespace that is less than the given one, or null. */
    public Slice<K, V> sliceBefore(long namespace) {
        return slices.before(namespace);
    }

    /**
     * Removes a namespace with all its entries, in a time that does not depend on their number.
     *
     * @return whether the namespace was live
     */
    public boolean drop(long namespace) {
        Slice<K, V> slice = slices.remove(namespace);
        if (slice == null) {
            return false;
        }
        lastSize = slice.size();
        slice.drop();
        return true;
    }

    /** How many entries there are in all namespaces. */
    public long size() {
        long size = 0;
        for (Slice<K, V> slice = firstSlice(); slice != null; slice = sliceAfter(slice.namespace())) {
            size += slice.size();
        }
        return size;
    }

    /** The current epoch, from 1: an entry need be touched once in each. */
    public int epoch() {
        return epoch.current();
    }

    /**
     * Says how people are shown the entries; otherwise by what their values say of themselves.
     *
     * @return this table
     */
    public StateTable<K, V> shownBy(Showing<V> newShowing) {
        showing = newShowing;
        return this;
    }

    /** Shows what there is of a key in all namespaces: no touch. */
    void show(K key, int hash, Shown out) {
        out.of(name);
        Slice<K, V> slice = firstSlice();
        for (; slice != null && !out.hasMore(); slice = sliceAfter(slice.namespace())) {
            V value = slice.peek(key, hash);
            if (value != null) {
                show(slice.namespace(), value, out);
            }
        }
    }

    private void show(long namespace, V value, Shown out) {
        try {
            showing.show(namespace, value, out);
        } catch (Throwable e) {
            out.add("", Shown.problem(e));
        }
    }

    @Override
    public String toString() {
        return "Table '" + name + "' (key groups " + groups + ", " + slices.count() + " namespaces, " + size()
                + " entries)";
    }

    Epoch epochs() {
        return epoch;
    }

    TableLog<K> writer() {
        return writer;
    }

    void writer(TableLog<K> partInSnapshots) {
        writer = partInSnapshots;
    }

    Collected<V> collected() {
        return collected;
    }

    /** The values are lists or maps, of which an empty one is made for a key. */
    StateTable<K, V> of(Collected<V> listsOrMaps, BiFunction<Slice<K, V>, K, V> empty) {
        collected = listsOrMaps;
        maker = empty;
        return shownBy((namespace, value, out) -> listsOrMaps.show(value, out));
    }

    /** The values are so many numbers each. */
    StateTable<K, V> withNumbers(int width) {
        if (width < 1) {
            throw new IllegalArgumentException(
                    "Table '" + name + "': values of " + width + " numbers: give them one at least");
        }
        numbers = new NumberForm(width);
        return this;
    }

    NumberForm numbers() {
        return numbers;
    }

    /** What is wrong with a value from a snapshot, or null. */
    String faultOf(V value) {
        return numbers == null || ((long[]) value).length == numbers.width()
                ? null
                : ((long[]) value).length + " numbers of a key, and not " + numbers.width();
    }

    V empty(Slice<K, V> slice, K key) {
        if (maker == null) {
            throw new IllegalStateException("Table '" + name + "' is not of lists or maps: put a value of your own");
        }
        return maker.apply(slice, key);
    }

    /** The latest namespace will be about as large as the one before it was, so that it need not grow again. */
    private Slice<K, V> add(long namespace) {
        Slice<K, V> before = slices.before(namespace);
        if (before != null) {
            lastSize = before.size();
            if (collected != null) {
                collected.learn(before.some(KEYS_TO_LEARN_FROM));
            }
        }
        boolean isLatest = slices.from(namespace) == null;
        return add(namespace, isLatest ? lastSize : 0);
    }

    private Slice<K, V> add(long namespace, int expected) {
        Slice<K, V> slice = new Slice<>(this, namespace, expected);
        slices.add(slice);
        return slice;
    }
}
