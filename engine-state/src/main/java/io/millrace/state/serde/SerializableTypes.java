package io.millrace.state.serde;

import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

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
                ? new Wildcard(all(wildcard.getUpperBounds()), all(wildcard.getLowerBounds()))
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
    private record Wildcard(Type[] getUpperBounds, Type[] getLowerBounds) implements WildcardType, Serializable {
        @Override
        public boolean equals(Object other) {
            return other instanceof WildcardType wildcard
                    && Arrays.equals(getUpperBounds, wildcard.getUpperBounds())
                    && Arrays.equals(getLowerBounds, wildcard.getLowerBounds());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(getLowerBounds) ^ Arrays.hashCode(getUpperBounds);
        }

        @Override
        public String toString() {
            boolean lower = getLowerBounds.length > 0;
            Type bound = lower ? getLowerBounds[0] : getUpperBounds[0];
            return bound == Object.class && !lower ? "?" : (lower ? "? super " : "? extends ") + bound.getTypeName();
        }
    }
}
