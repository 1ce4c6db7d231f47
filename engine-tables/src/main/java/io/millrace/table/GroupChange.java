package io.millrace.table;

/**
 * What a change of a row means to a group.
 *
 * @param group the group
 * @param key the key of the row
 * @param before the row before, null where it was in no group or another one
 * @param after the row now, null where it is in no group or another one
 */
record GroupChange<K, V, G>(G group, K key, V before, V after) {}
