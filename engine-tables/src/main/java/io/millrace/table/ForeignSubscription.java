package io.millrace.table;

/**
 * That a row of the left table names a key of the right one, from now on or no longer.
 *
 * @param foreign the key of the right table
 * @param key the key of the left row
 * @param holds whether it names it
 */
record ForeignSubscription<K, F>(F foreign, K key, boolean holds) {}
