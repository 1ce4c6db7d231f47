package io.millrace.window.operator;

/**
 * The events of a key and pane that one task has seen since it sent the last of these, in place of the events. Its row
 * has no timestamp, and the hash of the key.
 *
 * @param <K> the keys
 * @param <A> the accumulators
 * @param start the first timestamp of the pane
 * @param accumulator belongs to who receives it
 */
record Partial<K, A>(K key, long start, A accumulator) {}
