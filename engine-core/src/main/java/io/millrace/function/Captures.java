package io.millrace.function;

import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;

/** What lambdas and method references take along from where they were made. */
public final class Captures {

    private Captures() {}

    /**
     * Why a copy of an action would not do what the action does: it changes an object of this JVM, of which the copy
     * would change another. An object of a class that a program has written for its actions can be copied, and so can
     * whatever holds nothing but values that never change.
     *
     * @param action what has an effect on something
     * @return the reason; empty where a copy does the same
     */
    public static Optional<String> tie(Serializable action) {
        SerializedLambda form = formOf(action);
        for (int i = 0; form != null && i < form.getCapturedArgCount(); i++) {
            Object captured = form.getCapturedArg(i);
            if (captured != null && !isConstant(captured)) {
                return Optional.of("its function holds a " + captured.getClass().getTypeName()
                        + " of this JVM, and a copy would change another one; have it be an object of a class of its own,"
                        + " which reaches for what it needs where it runs");
            }
        }
        return Optional.empty();
    }

    private static boolean isConstant(Object captured) {
        boolean isLambda = captured instanceof Serializable function && formOf(function) != null;
        return isLambda
                ? tie((Serializable) captured).isEmpty()
                : SerdeRegistry.standard().isImmutable(Type.of(captured.getClass()));
    }

    private static SerializedLambda formOf(Serializable function) {
        try {
            return LambdaTypes.formOf(function);
        } catch (ReflectiveOperationException | IOException | RuntimeException e) {
            return null;
        }
    }
}
