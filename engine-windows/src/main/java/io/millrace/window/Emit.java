package io.millrace.window;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.window.operator.Emission;
import java.io.Serializable;
import java.util.Objects;

/**
 * When the results of windows are emitted. Immutable; may be used many times. Whenever that is, a result has the end of
 * its window, minus one millisecond, as its timestamp.
 *
 * @param <R> the values of the results
 */
public final class Emit<R> implements Serializable {

    private static final long serialVersionUID = 1;

    private enum Kind {
        AT_END("at the end"),
        ON_UPDATE("on every update"),
        WHEN_FIRST("when first satisfied");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;
    private final PredicateFn<? super R> condition;

    private Emit(Kind kind, PredicateFn<? super R> condition) {
        this.kind = kind;
        this.condition = condition;
    }

    /**
     * When the watermark passes the end of the window; and again, updated, at each late event that is allowed. What is
     * used unless something else is said.
     *
     * @param <R> the values of the results
     * @return the emission
     */
    public static <R> Emit<R> atEnd() {
        return new Emit<>(Kind.AT_END, null);
    }

    /**
     * At each event, the result so far; nothing more at the end of the window. The results of sessions that an event
     * joins are not taken back.
     *
     * @param <R> the values of the results
     * @return the emission
     */
    public static <R> Emit<R> onUpdate() {
        return new Emit<>(Kind.ON_UPDATE, null);
    }

    /**
     * At the event with which the result first satisfies a condition, and never again for that key and window: no
     * matter what comes, and also when a session that has emitted is joined with another. A window whose result never
     * satisfies the condition emits nothing.
     *
     * @param <R> the values of the results
     * @param condition the condition, a pure function; evaluated at each event until it is satisfied. What it throws
     *     fails the job
     * @return the emission
     */
    public static <R> Emit<R> whenFirst(PredicateFn<? super R> condition) {
        return new Emit<>(
                Kind.WHEN_FIRST, Objects.requireNonNull(condition, "the condition of whenFirst must not be null"));
    }

    <T, A, S extends R> Emission<T, ?, S> of(Aggregate<T, A, S> aggregate) {
        return switch (kind) {
            case AT_END -> Emission.atEnd(aggregate);
            case ON_UPDATE -> Emission.onUpdate(aggregate);
            case WHEN_FIRST -> Emission.whenFirst(aggregate, condition);
        };
    }

    @Override
    public String toString() {
        return kind.text;
    }
}
