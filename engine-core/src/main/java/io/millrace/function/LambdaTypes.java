package io.millrace.function;

import io.millrace.state.serde.Type;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;

/**
 * Finds out what a function returns: from a lambda or method reference, of which the JDK remembers it where it is
 * serializable, or because {@link Fn#typed} has said it. Nothing is serialized for it. Called while a pipeline is built,
 * on any thread.
 */
public final class LambdaTypes {

    private LambdaTypes() {}

    /**
     * The type of a function's results.
     *
     * @param <R> the results
     * @param function a function
     * @return the type, or null where it cannot be told: the function is an object of a class, or its results may be of
     *     classes that their type does not name, or are generic
     */
    @SuppressWarnings("unchecked") // who makes a typed function says of what type its results are
    public static <R> Type<R> ofResult(Fn<?, ? extends R> function) {
        return function instanceof TypedFn<?, ?> typed ? (Type<R>) typed.results() : ofLambda(function);
    }

    /**
     * The type of a function's results.
     *
     * @param <R> the results
     * @param function a function
     * @return the type, or null where it cannot be told
     */
    public static <R> Type<R> ofGenerator(LongFn<? extends R> function) {
        return ofLambda(function);
    }

    /**
     * The type of the results of a function of any number of values.
     *
     * @param function a function
     * @return the type, or null where it cannot be told
     */
    public static Type<?> ofFunction(Serializable function) {
        return ofLambda(function);
    }

    /**
     * Whether a class says all about the objects that are called so: it is final, an enum or sealed, and has no type
     * parameters.
     *
     * @param type a class
     * @return whether its name is enough to write its objects
     */
    public static boolean isExact(Class<?> type) {
        return (Modifier.isFinal(type.getModifiers()) || type.isEnum() || type.isSealed())
                && !type.isArray()
                && type.getTypeParameters().length == 0;
    }

    @SuppressWarnings("unchecked") // the compiler inferred R from this very class
    private static <R> Type<R> ofLambda(Serializable function) {
        Class<?> result = resultClass(function);
        return result != null && isExact(result) ? Type.of((Class<R>) result) : null;
    }

    private static Class<?> resultClass(Serializable function) {
        try {
            SerializedLambda lambda = formOf(function);
            return lambda == null
                    ? null
                    : MethodType.fromMethodDescriptorString(
                                    lambda.getInstantiatedMethodType(),
                                    function.getClass().getClassLoader())
                            .returnType();
        } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** Null for what is no lambda. */
    static SerializedLambda formOf(Serializable function) throws ReflectiveOperationException, IOException {
        Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
        if (!writeReplace.trySetAccessible()) {
            return SerializedForm.of(function);
        }
        return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
    }

    /**
     * Asks the JDK what it would write of a lambda, and lets nothing be written. Other than a call of the lambda's own
     * {@code writeReplace}, this needs no rights in the module of the lambda.
     */
    private static final class SerializedForm extends ObjectOutputStream {

        private SerializedLambda form;

        private SerializedForm() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        /** What is written of a function; null where that is not the form of a lambda. */
        private static SerializedLambda of(Serializable function) throws IOException {
            try (SerializedForm asked = new SerializedForm()) {
                asked.writeObject(function);
                return asked.form;
            }
        }

        /** The first object that comes here is what is written in place of the function. */
        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda) {
                form = lambda;
            }
            return null;
        }
    }

    /** A function and the type of its results. */
    record TypedFn<T, R>(Fn<? super T, ? extends R> function, Type<R> results) implements Fn<T, R> {

        TypedFn {
            Objects.requireNonNull(function, "the function must not be null");
            Objects.requireNonNull(results, "the type of the results must not be null");
        }

        @Override
        public R apply(T value) throws Exception {
            return function.apply(value);
        }

        @Override
        public String toString() {
            return function + " to " + results;
        }
    }
}
