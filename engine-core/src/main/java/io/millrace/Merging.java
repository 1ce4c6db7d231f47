package io.millrace;

import io.millrace.state.serde.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What streams that are merged have in common. */
final class Merging {

    private Merging() {}

    /**
     * The type that all are, which a serde can be made for: one of them, or the one sealed type that is over all; null
     * where it is not known.
     */
    @SuppressWarnings("unchecked") // the caller says what all are
    static <T> Type<T> common(List<Type<?>> types) {
        if (types.contains(null)) {
            return null;
        }
        for (Type<?> type : types) {
            if (types.stream().allMatch(other -> holds(type, other))) {
                return (Type<T>) type;
            }
        }
        Set<Class<?>> sealed = new LinkedHashSet<>();
        addSealed(types.get(0).rawClass(), sealed);
        sealed.removeIf(over -> !types.stream().allMatch(type -> over.isAssignableFrom(type.rawClass())));
        Set<Class<?>> nearest = new LinkedHashSet<>(sealed);
        nearest.removeIf(over -> sealed.stream().anyMatch(other -> other != over && over.isAssignableFrom(other)));
        return nearest.size() == 1 ? (Type<T>) Type.of(nearest.iterator().next()) : null;
    }

    private static boolean holds(Type<?> type, Type<?> other) {
        return type.equals(other)
                || (type.rawClass().isSealed() && type.rawClass().isAssignableFrom(other.rawClass()));
    }

    private static void addSealed(Class<?> type, Set<Class<?>> sealed) {
        if (type != null) {
            if (type.isSealed() && type.getTypeParameters().length == 0) {
                sealed.add(type);
            }
            addSealed(type.getSuperclass(), sealed);
            for (Class<?> each : type.getInterfaces()) {
                addSealed(each, sealed);
            }
        }
    }
}
