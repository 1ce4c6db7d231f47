package io.millrace.state.serde;

/**
 * Computes the mixed hash of keys: see {@link StableHash}. An instance is confined to one task's thread.
 *
 * @param <K> the keys
 */
@FunctionalInterface
public interface KeyHasher<K> {
    /**
     * The key's hash, mixed so that every bit of it depends on every bit of the key.
     *
     * @throws IllegalArgumentException when the key is null or has no stable hash; the message says what to do
     */
    int hash(K key);
}
