package io.millrace.state;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** The serdes of one operator's states; where nothing is ever written, types without one will do. */
final class StateSerdes<K> {
    private final String operator;
    private final SerdeRegistry registry;
    private final boolean written;
    private final Type<K> keyTypeOrNull;
    private final Serde<K> keys;

    /** Why the keys cannot be written, or null. */
    private final String problem;

    StateSerdes(String operator, SerdeRegistry registry, Type<K> keyTypeOrNull, boolean written) {
        this.operator = operator;
        this.registry = registry;
        this.keyTypeOrNull = keyTypeOrNull;
        this.written = written;
        Serde<K> found = new UnwrittenSerde<>("its keys", true);
        String failure = null;
        try {
            found = written ? resolve("its keys", keyTypeOrNull) : found;
        } catch (IllegalArgumentException e) {
            failure = e.getMessage();
        }
        this.keys = found;
        this.problem = failure;
    }

    boolean areWritten() {
        return written;
    }

    /** The serde of the operator's keys; good for nothing when {@link #requireKeys} throws. */
    Serde<K> keys() {
        return keys;
    }

    /** Hashes the keys that are read from snapshots. */
    KeyHasher<K> keyHasher() {
        return problem == null ? registry.hasher(keyTypeOrNull) : keys::hash;
    }

    /** Throws when the keys have to be written and cannot be. */
    void requireKeys() {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    <V> KeyHasher<V> hasher(Type<V> type) {
        return registry.hasher(type);
    }

    <V> Serde<V> serde(StateSpec spec, String what, Type<V> type) {
        return serde("the " + what + " of state '" + spec.name() + "'", type);
    }

    <V> Serde<V> serde(String what, Type<V> typeOrNull) {
        try {
            return resolve(what, typeOrNull);
        } catch (IllegalArgumentException e) {
            if (written) {
                throw e;
            }
            return new UnwrittenSerde<>(what, false);
        }
    }

    private <V> Serde<V> resolve(String what, Type<V> typeOrNull) {
        if (typeOrNull == null) {
            throw unwritable(what, "their type is not known: declare it, as in keyBy(t -> ..., String.class)", null);
        }
        try {
            return registry.serde(typeOrNull);
        } catch (IllegalArgumentException e) {
            throw unwritable(what, e.getMessage(), e);
        }
    }

    private IllegalArgumentException unwritable(String what, String why, Exception cause) {
        return new IllegalArgumentException(
                "Operator '" + operator + "' cannot be part of snapshots because of " + what + ": " + why, cause);
    }
}
