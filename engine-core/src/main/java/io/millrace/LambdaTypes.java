package io.millrace;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Finds out what a lambda or method reference returns, which the JDK remembers for serializable ones. Nothing is
 * serialized for it.
 */
final class LambdaTypes {

    private LambdaTypes() {}

    /**
     * The type of a key function's results.
     *
     * @return the type, or null where it cannot be told: the function is an object of a class, or in a module that is
     *     not open, or its results may be of several classes or are generic
     */
    static <K> Type<K> ofResult(Fn<?, ? extends K> function) {
        Class<?> result = resultClass(function);
        boolean exact = result != null
                && Modifier.isFinal(result.getModifiers())
                && !result.isArray()
                && result.getTypeParameters().length == 0;
        return exact ? typeOf(result) : null;
    }

    private static Class<?> resultClass(Fn<?, ?> function) {
        try {
            Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            if (!(writeReplace.invoke(function) instanceof SerializedLambda lambda)) {
                return null;
            }
            return MethodType.fromMethodDescriptorString(
                            lambda.getInstantiatedMethodType(),
                            function.getClass().getClassLoader())
                    .returnType();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    @SuppressWarnings("unchecked") // the compiler inferred K from this very class
    private static <K> Type<K> typeOf(Class<?> result) {
        return Type.of((Class<K>) result);
    }
}
