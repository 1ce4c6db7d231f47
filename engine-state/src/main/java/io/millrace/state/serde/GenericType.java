package io.millrace.state.serde;

import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** A generic class with type arguments; equals those that the reflection API makes, either way round. */
final class GenericType implements ParameterizedType, Serializable {
    private static final long serialVersionUID = 1;

    private final Class<?> raw;
    private final java.lang.reflect.Type[] arguments;

    GenericType(Class<?> raw, java.lang.reflect.Type[] arguments) {
        this.raw = raw;
        this.arguments = arguments;
    }

    static GenericType of(Class<?> raw, Type<?>... arguments) {
        int parameters = raw.getTypeParameters().length;
        if (parameters != arguments.length || arguments.length == 0) {
            throw new IllegalArgumentException(raw.getName() + " has " + parameters + " type parameters, but "
                    + arguments.length + " type arguments are given: give one for each");
        }
        java.lang.reflect.Type[] javaTypes = new java.lang.reflect.Type[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == null) {
                throw new IllegalArgumentException("type argument " + raw.getTypeParameters()[i] + " of "
                        + raw.getName() + " is null: give its type");
            }
            javaTypes[i] = arguments[i].javaType();
        }
        return new GenericType(raw, javaTypes);
    }

    @Override
    public java.lang.reflect.Type[] getActualTypeArguments() {
        return arguments.clone();
    }

    @Override
    public Class<?> getRawType() {
        return raw;
    }

    @Override
    public java.lang.reflect.Type getOwnerType() {
        return raw.getDeclaringClass();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterizedType type
                && raw.equals(type.getRawType())
                && Objects.equals(getOwnerType(), type.getOwnerType())
                && Arrays.equals(arguments, type.getActualTypeArguments());
    }

    /** As the JDK computes it. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(arguments) ^ Objects.hashCode(getOwnerType()) ^ raw.hashCode();
    }

    @Override
    public String toString() {
        return Arrays.stream(arguments)
                .map(java.lang.reflect.Type::getTypeName)
                .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
}
