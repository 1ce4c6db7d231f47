package io.millrace.view;

/**
 * Is told of the rows of a {@link TableView} that change, by the thread of the task that has the key: it must not block. When a row changes more than once between two watermarks, its last
 * value is told; the order is right for each key. What it throws is logged, and changes nothing for the job. After a restart it is told of what is newer than what the view has shown before, and of every row that is not equal to what
 * it was told last, or is not there any more: so whoever is told of all knows what the view shows, also where the restart has lost something. A row that has no equals of its own may be told again.
 *
 * @param <K> the keys
 * @param <V> the rows
 */
@FunctionalInterface
public interface ViewListener<K, V> {

    /**
     * The row of a key is another one.
     *
     * @param key the key
     * @param row the row now, or null when there is none any more
     */
    void onChange(K key, V row);
}
