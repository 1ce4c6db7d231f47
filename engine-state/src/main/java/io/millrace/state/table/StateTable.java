package io.millrace.state.table;

import java.util.Arrays;

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
    private final String name;
    private final KeyGroupRange groups;
    private final boolean immutableValues;
    private final Epoch epoch;

    /** The table's part in snapshots; null when it is in none. */
    private TableWriter<K> writer;

    // live slices in ascending order of their namespaces
    private long[] namespaces = new long[4];
    private Slice<K, V>[] slices = newSlices(4);
    private int count;

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

    /** An empty table whose epoch advances with that of other tables: see {@link #create}. */
    public static <K, V> StateTable<K, V> sharing(
            Epoch epoch, String name, KeyGroupRange groups, boolean immutableValues) {
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

    /** Whether values never change, so that reading one is not a touch. */
    public boolean immutableValues() {
        return immutableValues;
    }

    /** The slice of a namespace, which becomes live if it was not. */
    public Slice<K, V> slice(long namespace) {
        int index = indexOf(namespace);
        return index >= 0 ? slices[index] : insert(-index - 1, namespace);
    }

    /** The slice of a namespace, or null when that is not live. */
    public Slice<K, V> sliceIfPresent(long namespace) {
        int index = indexOf(namespace);
        return index >= 0 ? slices[index] : null;
    }

    /**
     * Removes a namespace with all its entries, in a time that does not depend on their number.
     *
     * @return whether the namespace was live
     */
    public boolean drop(long namespace) {
        int index = indexOf(namespace);
        if (index < 0) {
            return false;
        }
        lastSize = slices[index].size();
        slices[index].drop();
        count--;
        System.arraycopy(namespaces, index + 1, namespaces, index, count - index);
        System.arraycopy(slices, index + 1, slices, index, count - index);
        slices[count] = null;
        return true;
    }

    /** How many namespaces are live. */
    public int namespaceCount() {
        return count;
    }

    /**
     * A live namespace, by its place in ascending order.
     *
     * @param index from 0 to {@link #namespaceCount} - 1
     */
    public long namespaceAt(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(
                    "Table '" + name + "': no namespace " + index + ", " + count + " are live");
        }
        return namespaces[index];
    }

    /** How many entries there are in all namespaces. */
    public long size() {
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += slices[i].size();
        }
        return size;
    }

    /** The current epoch, from 1. */
    public int epoch() {
        return epoch.current();
    }

    /** Starts the next epoch of this table, and of those that share it, in constant time; returns it. */
    public int advanceEpoch() {
        return epoch.advance();
    }

    @Override
    public String toString() {
        return "Table '" + name + "' (key groups " + groups + ", " + count + " namespaces, " + size() + " entries)";
    }

    Epoch epochs() {
        return epoch;
    }

    TableWriter<K> writer() {
        return writer;
    }

    void writer(TableWriter<K> partInSnapshots) {
        writer = partInSnapshots;
    }

    Slice<K, V> firstSlice() {
        return count == 0 ? null : slices[0];
    }

    /** The live slice of the least namespace that is greater than the given one, or null. */
    Slice<K, V> sliceAfter(long namespace) {
        int index = Arrays.binarySearch(namespaces, 0, count, namespace);
        int next = index >= 0 ? index + 1 : -index - 1;
        return next < count ? slices[next] : null;
    }

    private int indexOf(long namespace) {
        // most lookups are for the latest namespace
        if (count > 0 && namespaces[count - 1] == namespace) {
            return count - 1;
        }
        return Arrays.binarySearch(namespaces, 0, count, namespace);
    }

    /** The latest namespace will be about as large as the one before it was, so that it need not grow again. */
    private Slice<K, V> insert(int index, long namespace) {
        if (index > 0) {
            lastSize = slices[index - 1].size();
        }
        if (count == namespaces.length) {
            namespaces = Arrays.copyOf(namespaces, count * 2);
            slices = Arrays.copyOf(slices, count * 2);
        }
        System.arraycopy(namespaces, index, namespaces, index + 1, count - index);
        System.arraycopy(slices, index, slices, index + 1, count - index);
        count++;
        namespaces[index] = namespace;
        slices[index] = new Slice<>(this, namespace, index == count - 1 ? lastSize : 0);
        return slices[index];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, V> Slice<K, V>[] newSlices(int length) {
        return new Slice[length];
    }
}
