package io.millrace.state.serde;

import java.util.Map;

/**
 * The hash that assigns keys to key groups and to slots of tables: a type's own stable hash, as its {@link Serde}
 * defines it, then mixed. It is the same in every process and on every JDK, and does not depend on whether the type was
 * declared.
 */
public final class StableHash {
    private StableHash() {}

    /**
     * A hasher of keys by the built-in serdes. Called once per task; the hasher is confined to the task's thread.
     *
     * @param typeOrNull null when it is not known: each key is then hashed by its runtime class, with the same result
     * @throws IllegalArgumentException when keys of this type have no stable hash; the message says what to do
     */
    public static <K> KeyHasher<K> of(Type<K> typeOrNull) {
        return SerdeRegistry.standard().hasher(typeOrNull);
    }

    /**
     * Mixes a hash so that every bit of the result depends on every bit of it: the 32-bit finalizer of MurmurHash3 by
     * Austin Appleby (public domain). It is a bijection.
     */
    public static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    @SuppressWarnings("unchecked") // the resolver goes by the type
    static <K> KeyHasher<K> hasher(Type<K> typeOrNull, Map<Class<?>, Serde<?>> known) {
        if (typeOrNull == null) {
            return new OpenHasher<>(new OpenKeySerde(known));
        }
        return new TypedHasher<>((Serde<K>) new KeyResolver(known).resolve(typeOrNull.javaType()));
    }

    private static IllegalArgumentException nullKey() {
        return new IllegalArgumentException(
                "The key is null: filter out the events without a key, or give them a key of their own");
    }

    private static final class TypedHasher<K> implements KeyHasher<K> {
        private final Serde<K> serde;

        TypedHasher(Serde<K> serde) {
            this.serde = serde;
        }

        @Override
        public int hash(K key) {
            if (key == null) {
                throw nullKey();
            }
            return mix(serde.hash(key));
        }
    }

    private static final class OpenHasher<K> implements KeyHasher<K> {
        private final OpenKeySerde serde;

        OpenHasher(OpenKeySerde serde) {
            this.serde = serde;
        }

        @Override
        public int hash(K key) {
            if (key instanceof String text) {
                return mix(text.hashCode());
            }
            if (key == null) {
                throw nullKey();
            }
            return mix(serde.hash(key));
        }
    }
}
