package io.millrace.state.serde;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the serdes that hash keys. What a type leaves open is hashed by the class that each value turns out to have;
 * what cannot be a key is refused.
 */
final class KeyResolver extends Resolver {
    private static final List<Class<?>> CONTAINERS = List.of(List.class, Set.class, Map.class);

    private final Map<Class<?>, Serde<?>> known;

    KeyResolver(Map<Class<?>, Serde<?>> known) {
        super(known);
        this.known = known;
    }

    /** The serde for values of a runtime class. */
    static Serde<?> resolveRuntimeClass(Class<?> type, Map<Class<?>, Serde<?>> known) {
        if (type == Object.class) {
            throw noStableHash(type);
        }
        return new KeyResolver(known).resolve(declaredClassOf(type, known));
    }

    /** The class under which values of a runtime class are known: List, say, for all classes that implement it. */
    private static Class<?> declaredClassOf(Class<?> type, Map<Class<?>, Serde<?>> known) {
        if (known.containsKey(type) || type.isRecord()) {
            return type;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return type.isEnum() ? type : type.getSuperclass();
        }
        for (Class<?> candidate : known.keySet()) {
            if (candidate.isAssignableFrom(type)) {
                return candidate;
            }
        }
        for (Class<?> container : CONTAINERS) {
            if (container.isAssignableFrom(type)) {
                return container;
            }
        }
        return type;
    }

    @Override
    Serde<?> known(Class<?> type) {
        if (type.isArray()) {
            throw arrayInKey(type);
        }
        Serde<?> found = super.known(type);
        if (found instanceof RecordSerde<?>) {
            requireKey(type);
        } else if (found != null) {
            KeyEquality.requireByValue(type);
        }
        return found;
    }

    /** Checks a record whose serde was made elsewhere: {@link Serdes#record} knows nothing of keys. */
    private void requireKey(Class<?> record) {
        checkRecord(record);
        for (RecordComponent component : record.getRecordComponents()) {
            try {
                resolve(component.getGenericType());
            } catch (NoSerdeException e) {
                throw RecordSerdes.inComponent(component, e);
            }
        }
    }

    @Override
    void checkRecord(Class<?> record) {
        KeyEquality.requireByComponents(record);
    }

    @Override
    Serde<?> array(Class<?> component, Serde<?> element) {
        throw arrayInKey(component.arrayType());
    }

    @Override
    Serde<?> open(java.lang.reflect.Type type) {
        boolean concrete =
                type instanceof Class<?> plain && plain != Object.class && !Modifier.isAbstract(plain.getModifiers());
        if (concrete) {
            throw noStableHash(type);
        }
        return new OpenKeySerde(known);
    }

    private static NoSerdeException noStableHash(java.lang.reflect.Type type) {
        return new NoSerdeException("No stable hash for keys of " + type.getTypeName()
                + ": make it a record or an enum, or register a Serde for it");
    }

    private static NoSerdeException arrayInKey(Class<?> type) {
        return new NoSerdeException("A key must not contain an array (" + type.getSimpleName()
                + "), which equals nothing but itself: use a List, or a record");
    }
}
