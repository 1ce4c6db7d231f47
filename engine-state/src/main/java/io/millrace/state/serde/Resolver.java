package io.millrace.state.serde;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the serde of a type, and those of what it consists of. Good for one search. */
class Resolver {
    private static final Set<Class<?>> LISTS = Set.of(List.class, ArrayList.class, Collection.class);
    private static final Set<Class<?>> SETS = Set.of(Set.class, HashSet.class, LinkedHashSet.class);
    private static final Set<Class<?>> MAPS = Set.of(Map.class, HashMap.class, LinkedHashMap.class);

    private final Map<Class<?>, Serde<?>> known;
    private final Set<Class<?>> pending = new HashSet<>();

    Resolver(Map<Class<?>, Serde<?>> known) {
        this.known = known;
    }

    final Serde<?> resolve(java.lang.reflect.Type type) {
        return resolve(type, Map.of());
    }

    private Serde<?> resolve(java.lang.reflect.Type type, Map<TypeVariable<?>, Serde<?>> bindings) {
        if (type instanceof Class<?> plain) {
            return resolve(plain, List.of());
        }
        if (type instanceof ParameterizedType generic) {
            List<Serde<?>> arguments = new ArrayList<>();
            for (java.lang.reflect.Type argument : generic.getActualTypeArguments()) {
                arguments.add(resolve(argument, bindings));
            }
            return resolve((Class<?>) generic.getRawType(), arguments);
        }
        if (type instanceof GenericArrayType array) {
            return array(
                    rawClassOf(array.getGenericComponentType()), resolve(array.getGenericComponentType(), bindings));
        }
        if (type instanceof WildcardType wildcard) {
            boolean lower = wildcard.getLowerBounds().length > 0;
            return resolve(lower ? wildcard.getLowerBounds()[0] : wildcard.getUpperBounds()[0], bindings);
        }
        Serde<?> bound = type instanceof TypeVariable<?> variable ? bindings.get(variable) : null;
        return bound != null ? bound : open(type);
    }

    private Serde<?> resolve(Class<?> type, List<Serde<?>> arguments) {
        if (type.isArray() && type != byte[].class) {
            return array(type.getComponentType(), resolve(type.getComponentType(), List.of()));
        }
        Serde<?> found = known(type);
        if (found != null) {
            return found;
        }
        if (type.isEnum()) {
            return new EnumSerde<>(type);
        }
        Serde<?> container = container(type, arguments);
        if (container != null) {
            return container;
        }
        return type.isRecord() || type.isSealed() ? composite(type, arguments) : open(type);
    }

    private Serde<?> container(Class<?> type, List<Serde<?>> arguments) {
        if (type == Optional.class) {
            return new OptionalSerde<>(argument(type, arguments, 0));
        }
        if (LISTS.contains(type)) {
            return CollectionSerde.list(argument(type, arguments, 0));
        }
        if (SETS.contains(type)) {
            return CollectionSerde.set(argument(type, arguments, 0));
        }
        if (MAPS.contains(type)) {
            return new MapSerde<>(argument(type, arguments, 0), argument(type, arguments, 1));
        }
        return null;
    }

    private Serde<?> argument(Class<?> type, List<Serde<?>> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : open(type.getTypeParameters()[index]);
    }

    private Serde<?> composite(Class<?> type, List<Serde<?>> arguments) {
        if (!pending.add(type)) {
            throw new NoSerdeException(type.getName() + " contains itself: register a Serde for it");
        }
        Serde<?> serde = type.isRecord() ? recordOf(type, arguments) : sealed(type);
        pending.remove(type);
        return serde;
    }

    private Serde<?> recordOf(Class<?> type, List<Serde<?>> arguments) {
        checkRecord(type);
        Map<TypeVariable<?>, Serde<?>> bindings = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            bindings.put(type.getTypeParameters()[i], arguments.get(i));
        }
        return RecordSerdes.create(RecordSerdes.lookupIn(type), type, component -> resolve(component, bindings));
    }

    /** Refuses a record class that may not be taken apart into its components. */
    void checkRecord(Class<?> record) {}

    private Serde<?> sealed(Class<?> type) {
        Map<Class<?>, Serde<?>> alternatives = new LinkedHashMap<>();
        addAlternatives(type, alternatives);
        return new SealedSerde(type, alternatives);
    }

    private void addAlternatives(Class<?> type, Map<Class<?>, Serde<?>> alternatives) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isSealed() && !permitted.isEnum() && known(permitted) == null) {
                addAlternatives(permitted, alternatives);
            } else if (!alternatives.containsKey(permitted)) {
                alternatives.put(permitted, resolve(permitted, List.of()));
            }
        }
    }

    Serde<?> known(Class<?> type) {
        return known.get(Boxes.boxed(type));
    }

    Serde<?> array(Class<?> component, Serde<?> element) {
        return new ArraySerde<>(component, element);
    }

    /** The serde of a type that leaves open which class its values are of. */
    Serde<?> open(java.lang.reflect.Type type) {
        if (type instanceof TypeVariable<?> variable) {
            throw new NoSerdeException("Type argument " + variable + " of " + variable.getGenericDeclaration()
                    + " is not known: declare it with new Type<...>() {}");
        }
        throw new NoSerdeException("No serde for " + type.getTypeName()
                + ": make it a record, a sealed interface of records or an enum, or register a Serde for it");
    }

    private static Class<?> rawClassOf(java.lang.reflect.Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        throw new NoSerdeException("Array of " + type.getTypeName() + ": its component type is not known");
    }
}
