package io.millrace.table.state;

import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.Slice;

/**
 * The keys of the events of a batch, and what a table has for them, looked up in loops that do nothing else: an iteration of
 * these does not wait for the memory that the one before it reads. Who takes the events one by one is at one of them.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <V> the values of the table
 */
public final class BatchLookUp<K, T, V> {

    private final KeyReader<K, T> reader;
    private final ReadAhead ahead = new ReadAhead();

    // by event of the batch
    private final ReusedArray<K> keysOfEvents = ReusedArray.of(0);
    private final ReusedArray<V> foundForEvents = ReusedArray.of(0);
    private K[] keys = keysOfEvents.array();
    private V[] found = foundForEvents.array();

    private int size;
    private int at;

    /** Of events whose keys are read so. */
    public BatchLookUp(KeyReader<K, T> reader) {
        this.reader = reader;
    }

    /** Looks up all events of a batch, and is at the first. */
    public void find(Slice<K, V> values, Batch<T> events) {
        size = events.size();
        keys = keysOfEvents.room(size, events.capacity());
        found = foundForEvents.room(size, events.capacity());
        reader.read(events, keys);
        if (values.isLarge()) {
            long words = 0;
            for (int i = 0; i < size; i++) {
                words += values.fetch(events.hash(i));
            }
            ahead.took(words);
        }
        for (int i = 0; i < size; i++) {
            found[i] = values.peek(keys[i], events.hash(i));
        }
        ahead.objects(found, size);
    }

    /** Whether there is an event that has been looked up. */
    public boolean hasMore() {
        return at < size;
    }

    /** The key of the event. */
    public K key() {
        return keys[at];
    }

    /** What there was for the key of the event, or null. */
    public V found() {
        return found[at];
    }

    /** Goes on to the next event; behind the last one nothing is kept in memory. */
    public void goOn() {
        if (++at == size) {
            clear();
        }
    }

    /** By event. */
    public K[] keys() {
        return keys;
    }

    /** By event, each of the type of the values. */
    public Object[] allFound() {
        return found;
    }

    /** Keeps nothing in memory: the next batch may be long in coming. */
    public void clear() {
        keysOfEvents.clear(0, size);
        foundForEvents.clear(0, size);
        size = 0;
        at = 0;
    }
}
