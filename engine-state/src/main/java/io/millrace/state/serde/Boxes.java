package io.millrace.state.serde;

import java.lang.invoke.MethodType;

/** Primitive classes and their boxes. */
final class Boxes {
    private Boxes() {}

    /** The box of a primitive class, or the class itself. */
    @SuppressWarnings("unchecked") // a primitive class and its box have the same type parameter
    static <T> Class<T> boxed(Class<T> type) {
        return (Class<T>) MethodType.methodType(type).wrap().returnType();
    }

    /** What a primitive is when nobody sets it; null for other classes. */
    static Object defaultOf(Class<?> type) {
        return type.isPrimitive() ? java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0) : null;
    }
}
