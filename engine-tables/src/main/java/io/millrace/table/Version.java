package io.millrace.table;

/**
 * What is so of a key from a time on, be it news or not: changes come one after the other, and leave out what changes
 * nothing then; where times are out of order, that may have held all the same.
 *
 * @param key the key
 * @param row its row, or null where it has none
 */
record Version<K, V>(K key, V row) {}
