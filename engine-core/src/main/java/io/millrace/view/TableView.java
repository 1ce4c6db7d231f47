package io.millrace.view;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;

/**
 * The latest row of each key, as a job shows it while it runs: {@code job.view("views", String.class, Long.class)}. Any thread may read at any time, also one of the engine: it waits for
 * nobody, and no task is asked.
 *
 * <p><b>One time for all keys.</b> Where the stream has timestamps, the view is as of one watermark: it shows what was changed by then and nothing that was changed later, whatever task the key belongs to. What is read by one call is of one such time, so that rows that
 * change together are never seen apart. A change counts at its timestamp; one that comes behind the watermark, or behind a later one of its key, counts with what comes next. The watermark of the view is the lowest of its tasks'. Where
 * the stream has no timestamps each change is seen at once, in order for each key.
 *
 * <p><b>It outlives failures.</b> While the job restarts, the view goes on to show what it has shown; when all state is there again, and event time has come to where it was, what the new attempt makes takes its place: so the watermark never
 * goes back. A job that takes no snapshots, and whose stream has no timestamps, begins with an empty view again. After the end of the job it shows what it has shown last.
 *
 * @param <K> the keys
 * @param <V> the rows
 */
public interface TableView<K, V> {

    /**
     * The name of the view.
     *
     * @return the name
     */
    String name();

    /**
     * The row of a key. Takes as long as a look into a hash map.
     *
     * @param key the key, not null
     * @return its row, or null when there is none
     */
    V get(K key);

    /**
     * The rows of several keys, all of one time.
     *
     * @param keys the keys, none null
     * @return a map of the caller's own, without the keys that have no row
     */
    Map<K, V> getAll(Collection<? extends K> keys);

    /**
     * The rows of a range of keys, all of one time. The first call of an attempt puts the keys in order, which takes some time when they are many; from then on the tasks keep
     * the order when keys come and go.
     *
     * @param from the first key, or null to begin with the lowest
     * @param to the key before which to end, or null to end behind the highest
     * @return a map of the caller's own, in the natural order of the keys
     * @throws IllegalStateException when the keys have no natural order
     * @throws IllegalArgumentException when {@code from} is higher than {@code to}
     */
    NavigableMap<K, V> range(K from, K to);

    /**
     * As {@link #range(Object, Object)}, of as many rows as are wanted: what is read takes no longer, and no more memory, than these.
     *
     * @param from the first key, or null to begin with the lowest
     * @param to the key before which to end, or null to end behind the highest
     * @param most how many rows at most, not negative: those of the lowest keys
     * @return a map of the caller's own, in the natural order of the keys
     * @throws IllegalStateException when the keys have no natural order
     * @throws IllegalArgumentException when {@code from} is higher than {@code to}, or {@code most} is negative
     */
    NavigableMap<K, V> range(K from, K to, int most);

    /**
     * Looks at all rows, all of one time, in no order.
     *
     * @param action what to do with each key and its row; what it throws is thrown
     */
    void forEach(BiConsumer<? super K, ? super V> action);

    /**
     * The time that the view is as of.
     *
     * @return the watermark in epoch milliseconds; {@link io.millrace.time.EventTime#NONE} where there is none yet, or the stream has no timestamps; {@link
     *     io.millrace.time.EventTime#MAX} when the stream has ended
     */
    long watermark();

    /**
     * Has somebody told of every row that changes in the view from now on.
     *
     * @param listener who
     * @return ends that when it is closed
     */
    Subscription subscribe(ViewListener<? super K, ? super V> listener);

    /**
     * Has somebody told when the row of a key changes in the view from now on.
     *
     * @param key the key, not null
     * @param listener who
     * @return ends that when it is closed
     */
    Subscription subscribe(K key, ViewListener<? super K, ? super V> listener);

    /** Somebody is told of changes. */
    interface Subscription extends AutoCloseable {

        /** Nothing is told any more, but for what is being told now. Closing again does nothing. */
        @Override
        void close();
    }
}
