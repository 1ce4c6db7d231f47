package io.millrace.operator;

import io.millrace.state.table.ReusedArray;
import io.millrace.time.EventTime;
import java.util.Arrays;

/**
 * A run of events as parallel arrays: value, timestamp, key hash. An operator reads the batch that it is given and must
 * not change or keep it; who fills a batch (a source, a harness) owns it while doing so. Batches are recycled.
 *
 * <p>Not thread-safe; the engine hands it from thread to thread.
 *
 * @param <T> the events
 */
public final class Batch<T> {

    private static final int FEWEST_ROWS = 4;

    private final int capacity;
    private final ReusedArray<Object> reused;
    private Object[] values;
    private long[] timestamps;
    private int[] hashes;
    private int size;
    private boolean shared;

    /**
     * An empty batch with room for all its rows: filled row by row, it is fastest when it never has to grow.
     *
     * @param capacity how many rows there are when it is {@link #isFull() full}; at least one
     */
    public Batch(int capacity) {
        this(capacity, capacity);
    }

    private Batch(int capacity, int room) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch needs room for at least one row, not " + capacity);
        }
        this.capacity = capacity;
        reused = ReusedArray.of(room);
        values = reused.array();
        timestamps = new long[room];
        hashes = new int[room];
    }

    /**
     * An empty batch that takes memory for as many rows as it once had: for many of them, most of which have few.
     *
     * @param <T> the events
     * @param capacity how many rows there are when it is {@link #isFull() full}; at least one
     * @return the batch
     */
    public static <T> Batch<T> growing(int capacity) {
        return new Batch<>(capacity, 0);
    }

    /**
     * The number of rows.
     *
     * @return the number of rows
     */
    public int size() {
        return size;
    }

    /**
     * Whether there is no row.
     *
     * @return whether it is empty
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Whether it has as many rows as it should. Adding to a full batch makes it grow beyond.
     *
     * @return whether it is full
     */
    public boolean isFull() {
        return size >= capacity;
    }

    /**
     * The rows that it should have at most; more where it has grown beyond that.
     *
     * @return the capacity
     */
    public int capacity() {
        return Math.max(capacity, values.length);
    }

    /**
     * The event of a row.
     *
     * @param row a row, from 0 to size - 1
     * @return its event
     */
    @SuppressWarnings("unchecked") // add() takes nothing but T, and the engine moves rows only between nodes that agree
    public T value(int row) {
        return (T) values[row];
    }

    /**
     * The timestamp of a row.
     *
     * @param row a row, from 0 to size - 1
     * @return epoch milliseconds, or {@link EventTime#NONE}
     */
    public long timestamp(int row) {
        return timestamps[row];
    }

    /**
     * Sets the timestamp of a row; for who owns the batch.
     *
     * @param row a row, from 0 to size - 1
     * @param timestamp epoch milliseconds, or {@link EventTime#NONE}
     */
    public void timestamp(int row, long timestamp) {
        timestamps[row] = timestamp;
    }

    /**
     * Sets the timestamps of the last rows; for who owns the batch.
     *
     * @param newTimestamps epoch milliseconds each
     * @param count how many of them there are, from 0 to size
     */
    public void timestamps(long[] newTimestamps, int count) {
        System.arraycopy(newTimestamps, 0, timestamps, size - count, count);
    }

    /**
     * Sets the mixed hash of a row's key; for who owns the batch.
     *
     * @param row a row, from 0 to size - 1
     * @param hash the hash
     */
    public void hash(int row, int hash) {
        hashes[row] = hash;
    }

    /**
     * The mixed hash of a row's key; meaningful only on an input that is partitioned by key.
     *
     * @param row a row, from 0 to size - 1
     * @return the hash, as {@link io.millrace.state.serde.StableHash} made it
     */
    public int hash(int row) {
        return hashes[row];
    }

    /**
     * Puts a row into its place or that of an earlier one, with another event; for who owns the batch.
     *
     * @param row a row, from 0 to size - 1
     * @param to where it goes, from 0 to row
     * @param value its new event, not null
     */
    public void move(int row, int to, T value) {
        values[to] = value;
        if (to != row) {
            timestamps[to] = timestamps[row];
            hashes[to] = hashes[row];
        }
    }

    /**
     * Forgets the last rows; for who owns the batch.
     *
     * @param newSize how many rows stay, from 0 to size
     */
    public void truncate(int newSize) {
        reused.clear(newSize, size);
        size = newSize;
    }

    /**
     * Appends a row without a timestamp.
     *
     * @param value the event, not null
     */
    public void add(T value) {
        add(value, EventTime.NONE);
    }

    /**
     * Appends a row that is not of a partitioned stream; what its hash is, is not defined.
     *
     * @param value the event, not null
     * @param timestamp epoch milliseconds, or {@link EventTime#NONE}
     */
    public void add(T value, long timestamp) {
        int row = nextRow(value);
        values[row] = value;
        timestamps[row] = timestamp;
        size = row + 1;
    }

    /**
     * Appends a row of a partitioned stream.
     *
     * @param value the event, not null
     * @param timestamp epoch milliseconds, or {@link EventTime#NONE}
     * @param hash the mixed hash of its key
     */
    public void add(T value, long timestamp, int hash) {
        int row = nextRow(value);
        values[row] = value;
        timestamps[row] = timestamp;
        hashes[row] = hash;
        size = row + 1;
    }

    /**
     * Appends rows of another batch.
     *
     * @param source the other batch
     * @param from its first row to take
     * @param count how many
     */
    public void addAll(Batch<? extends T> source, int from, int count) {
        if (size + count > values.length) {
            grow(size + count);
        }
        System.arraycopy(source.values, from, values, size, count);
        System.arraycopy(source.timestamps, from, timestamps, size, count);
        System.arraycopy(source.hashes, from, hashes, size, count);
        size += count;
    }

    /**
     * Appends some rows of another batch.
     *
     * @param source the other batch
     * @param rows the rows to take
     * @param from the first of them
     * @param count how many of them
     */
    public void addRows(Batch<? extends T> source, int[] rows, int from, int count) {
        if (size + count > values.length) {
            grow(size + count);
        }
        Object[] sourceValues = source.values;
        long[] sourceTimestamps = source.timestamps;
        int[] sourceHashes = source.hashes;
        Object[] newValues = values;
        long[] newTimestamps = timestamps;
        int[] newHashes = hashes;
        int to = size;
        for (int i = from; i < from + count; i++, to++) {
            int row = rows[i];
            newValues[to] = sourceValues[row];
            newTimestamps[to] = sourceTimestamps[row];
            newHashes[to] = sourceHashes[row];
        }
        size = to;
    }

    /** Forgets all rows, so that their events can be collected. */
    public void clear() {
        reused.clear(0, size);
        values = reused.room(size, size);
        size = 0;
        shared = false;
    }

    /** Says that several operators read this batch, so that none of them may change it; until it is cleared. */
    public void share() {
        shared = true;
    }

    /**
     * Whether several operators read this batch.
     *
     * @return whether nobody may change it
     */
    public boolean isShared() {
        return shared;
    }

    private int nextRow(T value) {
        if (value == null) {
            throw new NullPointerException("events must not be null");
        }
        int row = size;
        if (row == values.length) {
            grow(row + 1);
        }
        return row;
    }

    private void grow(int needed) {
        int doubled = Math.max(FEWEST_ROWS, values.length * 2);
        int length = Math.max(needed, needed > capacity ? doubled : Math.min(doubled, capacity));
        values = reused.grow(length);
        timestamps = Arrays.copyOf(timestamps, length);
        hashes = Arrays.copyOf(hashes, length);
    }

    @Override
    public String toString() {
        return "Batch" + Arrays.asList(values).subList(0, size);
    }
}
