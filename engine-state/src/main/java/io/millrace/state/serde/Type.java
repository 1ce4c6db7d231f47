package io.millrace.state.serde;

import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;

/**
 * A Java type, generic or not, as a value. Immutable, usable on any thread. What is serialized is the type alone, and
 * nothing of where an anonymous subclass was made.
 *
 * <pre>{@code
 * Type<String> plain = Type.of(String.class);
 * Type<List<String>> generic = new Type<List<String>>() {};
 * }</pre>
 *
 * @param <T> the type
 */
public abstract class Type<T> implements Serializable {
    private static final long serialVersionUID = 1;

    private final java.lang.reflect.Type javaType;

    /**
     * Called by an anonymous subclass, whose type argument becomes the type.
     *
     * @throws IllegalArgumentException when the subclass gives no type argument
     */
    protected Type() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
                || parent.getRawType() != Type.class) {
            throw new IllegalArgumentException(getClass().getName()
                    + " gives no type argument: write new Type<List<String>>() {} with the type in question");
        }
        this.javaType = parent.getActualTypeArguments()[0];
    }

    private Type(java.lang.reflect.Type javaType) {
        this.javaType = javaType;
    }

    /**
     * The type of a class that is not generic.
     *
     * @param type never null; a primitive class stands for its box
     */
    public static <T> Type<T> of(Class<T> type) {
        if (type == null) {
            throw new IllegalArgumentException("null class: give the class of the type");
        }
        return new Known<>(Boxes.boxed(type));
    }

    /**
     * The type of a generic class with type arguments, where these are known to the program only when it runs: equal to
     * the one that {@code new Type<...>() {}} makes. The caller says what T is.
     *
     * @param raw a generic class, such as List
     * @param arguments as many as it has type parameters
     * @throws IllegalArgumentException when they are not as many, or one is null
     */
    public static <T> Type<T> of(Class<?> raw, Type<?>... arguments) {
        return new Known<>(GenericType.of(raw, arguments));
    }

    /** The type as the reflection API has it. */
    public final java.lang.reflect.Type javaType() {
        return javaType;
    }

    /** The class without type arguments. */
    @SuppressWarnings("unchecked") // the class of T, as far as a class can say it
    public final Class<T> rawClass() {
        return (Class<T>) rawClassOf(javaType);
    }

    private static Class<?> rawClassOf(java.lang.reflect.Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return rawClassOf(array.getGenericComponentType()).arrayType();
        }
        throw new IllegalArgumentException("Type " + type.getTypeName()
                + " is not known here: create the Type token where its type argument is a class");
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Type<?> type && javaType.equals(type.javaType);
    }

    @Override
    public final int hashCode() {
        return javaType.hashCode();
    }

    @Override
    public final String toString() {
        return javaType.getTypeName();
    }

    /** Called by serialization. */
    protected final Object writeReplace() {
        return new Known<>(SerializableTypes.of(javaType));
    }

    private static final class Known<T> extends Type<T> {
        private static final long serialVersionUID = 1;

        Known(java.lang.reflect.Type type) {
            super(type);
        }
    }
}
