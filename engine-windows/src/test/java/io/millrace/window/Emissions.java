package io.millrace.window;

import io.millrace.operator.Aggregate;
import io.millrace.window.operator.Emission;

/** What an {@link Emit} makes of an aggregate, for tests of the operators. */
public final class Emissions {

    private Emissions() {}

    /** The emission. */
    public static <T, A, R> Emission<T, ?, R> of(Emit<? super R> emit, Aggregate<T, A, R> aggregate) {
        return WindowOperators.emission(emit, aggregate);
    }
}
