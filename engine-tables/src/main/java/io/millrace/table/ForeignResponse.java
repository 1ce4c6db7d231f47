package io.millrace.table;

/**
 * What the row of the right table is, told to a row of the left one that names its key.
 *
 * @param key the key of the left row
 * @param foreign the key of the right table
 * @param row the row there, or null where there is none
 * @param holds false for the last answer, which says that the subscription has ended
 */
record ForeignResponse<K, F, W>(K key, F foreign, W row, boolean holds) {}
