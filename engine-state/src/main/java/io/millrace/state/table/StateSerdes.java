package io.millrace.state.table;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.function.Function;

/** The serdes of one operator's states; where nothing is ever written, types without one will do. */
final class StateSerdes<K> {
    private final String operator;
    private final SerdeRegistry registry;
    private final boolean written;
    private final Type<K> keyTypeOrNull;
    private final Serde<K> keys;

    /** Why the keys cannot be written, or null. */
    private final IllegalArgumentException problem;

    private StateSerdes(String operator, SerdeRegistry registry, Type<K> keyTypeOrNull, boolean written) {
        this.operator = operator;
        this.registry = registry;
        this.keyTypeOrNull = keyTypeOrNull;
        this.written = written;
        Serde<K> found = new Unwritten<>("its keys", true);
        IllegalArgumentException failure = null;
        try {
            found = written ? serde("its keys", keyTypeOrNull) : found;
        } catch (IllegalArgumentException e) {
            failure = e;
        }
        this.keys = found;
        this.problem = failure;
    }

    static <K> StateSerdes<K> written(String operator, SerdeRegistry registry, Type<K> keyTypeOrNull) {
        return new StateSerdes<>(operator, registry, keyTypeOrNull, true);
    }

    static <K> StateSerdes<K> unwritten(String operator, SerdeRegistry registry) {
        return new StateSerdes<>(operator, registry, null, false);
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
            throw new NoSerdeException(SafeText.message(problem), problem);
        }
    }

    <V> KeyHasher<V> hasher(Type<V> type) {
        return registry.hasher(type);
    }

    <V> Serde<V> serde(String what, Type<V> typeOrNull) {
        if (typeOrNull == null && !written) {
            return new Unwritten<>(what, false);
        }
        return serdeBy(what, unused -> resolve(what, typeOrNull));
    }

    /** The serde that a maker makes, or where nothing is ever written, one that cannot write. */
    <V> Serde<V> serdeBy(String what, Function<SerdeRegistry, Serde<V>> maker) {
        try {
            return maker.apply(registry);
        } catch (IllegalArgumentException e) {
            if (written) {
                throw unwritable(what, e);
            }
            return new Unwritten<>(what, false);
        }
    }

    private <V> Serde<V> resolve(String what, Type<V> typeOrNull) {
        if (typeOrNull == null) {
            throw new NoSerdeException(
                    "the type of " + what + " is not known: declare it, as in keyBy(t -> ..., String.class)");
        }
        return registry.serde(typeOrNull);
    }

    private NoSerdeException unwritable(String what, Exception cause) {
        return new NoSerdeException(
                "Operator '" + operator + "' cannot be part of snapshots because of " + what + ": "
                        + SafeText.message(cause),
                cause);
    }

    /** Stands in for the serde of a type that has none, or is not known, where nothing is ever written. */
    private record Unwritten<T>(String what, boolean immutable) implements Serde<T> {
        @Override
        public void write(T value, DataOutput out) {
            throw unwritten();
        }

        @Override
        public T read(DataInput in) {
            throw unwritten();
        }

        @Override
        public int hash(T value) {
            throw unwritten();
        }

        private UnsupportedOperationException unwritten() {
            return new UnsupportedOperationException(
                    "There is no Serde for " + what + ": declare the type, and register a Serde for it");
        }
    }
}
