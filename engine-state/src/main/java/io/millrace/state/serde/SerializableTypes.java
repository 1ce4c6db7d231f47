package io.millrace.state.serde;

import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;

/** The types of the reflection API, which are not serializable, in forms that are. */
final class SerializableTypes {
    private SerializableTypes() {}

    static Type of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return new GenericType((Class<?>) generic.getRawType(), all(generic.getActualTypeArguments()));
        }
        if (type instanceof GenericArrayType array) {
            return new ArrayOf(of(array.getGenericComponentType()));
        }
        return type instanceof WildcardType wildcard
                ? new Wildcard(List.of(all(wildcard.getUpperBounds())), List.of(all(wildcard.getLowerBounds())))
                : type;
    }

    private static Type[] all(Type[] types) {
        return Arrays.stream(types).map(SerializableTypes::of).toArray(Type[]::new);
    }

    /** An array of what is generic; equals those that the reflection API makes, and its hash is theirs. */
    private record ArrayOf(Type getGenericComponentType) implements GenericArrayType, Serializable {
        @Override
        public boolean equals(Object other) {
            return other instanceof GenericArrayType array
                    && getGenericComponentType.equals(array.getGenericComponentType());
        }

        @Override
        public int hashCode() {
            return getGenericComponentType.hashCode();
        }

        @Override
        public String toString() {
            return getGenericComponentType.getTypeName() + "[]";
        }
    }

    /** A type argument that is left open; as above. */
    private record Wildcard(List<Type> upper, List<Type> lower) implements WildcardType, Serializable {
        @Override
        public Type[] getUpperBounds() {
            return upper.toArray(Type[]::new);
        }

        @Override
        public Type[] getLowerBounds() {
            return lower.toArray(Type[]::new);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof WildcardType wildcard
                    && upper.equals(List.of(wildcard.getUpperBounds()))
                    && lower.equals(List.of(wildcard.getLowerBounds()));
        }

        @Override
        public int hashCode() {
            return lower.hashCode() ^ upper.hashCode();
        }

        @Override
        public String toString() {
            if (!lower.isEmpty()) {
                return "? super " + lower.get(0).getTypeName();
            }
            return upper.get(0) == Object.class
                    ? "?"
                    : "? extends " + upper.get(0).getTypeName();
        }
    }
}
