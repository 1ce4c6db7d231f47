package io.millrace.state.serde;

import java.io.Serializable;
import java.util.Map;

/**
 * The serdes that a program has: the built-in ones, and those it registers. Immutable, usable on any thread.
 *
 * <pre>{@code
 * SerdeRegistry serdes = SerdeRegistry.standard().with(Money.class, new MoneySerde());
 * }</pre>
 */
public final class SerdeRegistry implements Serializable {
    private static final long serialVersionUID = 1;

    private static final SerdeRegistry STANDARD = new SerdeRegistry(new KnownSerdes(Map.of()));

    private final transient KnownSerdes known;

    private SerdeRegistry(KnownSerdes known) {
        this.known = known;
    }

    /** The built-in serdes: see {@link Serdes}. */
    public static SerdeRegistry standard() {
        return STANDARD;
    }

    /** These serdes and one more, which goes before a built-in one for the same class. */
    public <T> SerdeRegistry with(Class<T> type, Serde<T> serde) {
        if (type == null || serde == null) {
            throw new IllegalArgumentException("with(" + type + ", " + serde + "): give both the class and its Serde");
        }
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("Primitive " + type + " has a built-in Serde: wrap it in a record");
        }
        return new SerdeRegistry(known.with(type, serde));
    }

    /**
     * The serde of a type.
     *
     * @throws IllegalArgumentException when there is none; the message names the class and says what to do
     */
    @SuppressWarnings("unchecked") // the resolver goes by the type
    public <T> Serde<T> serde(Type<T> type) {
        return (Serde<T>) new Resolver(known).resolve(type.javaType());
    }

    /** Whether a type's values are known never to change; not so when the type has no serde. */
    public boolean isImmutable(Type<?> type) {
        try {
            return serde(type).immutable();
        } catch (NoSerdeException e) {
            return false;
        }
    }

    /**
     * A hasher of keys: see {@link StableHash#of}.
     *
     * @param typeOrNull null when it is not known: each key is then hashed by its runtime class, with the same result
     */
    public <K> KeyHasher<K> hasher(Type<K> typeOrNull) {
        return StableHash.hasher(typeOrNull, known);
    }

    Map<Class<?>, Serde<?>> known() {
        return known;
    }

    private Object writeReplace() {
        return new Written(known.registered());
    }

    /** What is not built in, which is all there is to write. */
    private record Written(Map<Class<?>, Serde<?>> registered) implements Serializable {
        private Object readResolve() {
            return registered.isEmpty() ? STANDARD : new SerdeRegistry(new KnownSerdes(registered));
        }
    }
}
