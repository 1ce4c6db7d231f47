package io.millrace.window;

import io.millrace.graph.CombinedRows;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.operator.Updates;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is said of windows: what a {@link WindowedStream} adds to the graph. It reads events, and what its combiner has
 * made of events.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <R> the values of the results
 * @param name the name of the operator
 * @param shape the kind of windows and their sizes
 * @param key from event to key
 * @param events the type of the events, or null where it is not known
 * @param lateness how long after its end a window still takes events, in milliseconds
 * @param processingTime whether the windows go by the clock
 * @param updatesAreMeant whether events that are updates of others are taken for events of their own
 * @param aggregate what is made of the events
 * @param emit when results are emitted
 */
public record WindowSpec<K, T, R>(
        String name,
        WindowShape<? super T> shape,
        KeySelector<T, K> key,
        Type<T> events,
        long lateness,
        boolean processingTime,
        boolean updatesAreMeant,
        Aggregate<? super T, ?, R> aggregate,
        Emit<? super R> emit)
        implements OperatorLogic<Object, WindowResult<K, R>> {

    /** Checks that nothing is missing, and that the windows can emit like that. */
    public WindowSpec {
        Node.checkedName("operator", name);
        Objects.requireNonNull(shape, () -> "the shape of window '" + name + "' must not be null");
        Objects.requireNonNull(key, () -> "the key of window '" + name + "' must not be null");
        Objects.requireNonNull(aggregate, () -> "the aggregate of window '" + name + "' must not be null");
        Objects.requireNonNull(emit, () -> "the emission of window '" + name + "' must not be null");
        if (lateness < 0) {
            throw new IllegalArgumentException("the allowed lateness of window '" + name
                    + "' must not be negative, but is " + Duration.ofMillis(lateness));
        }
        if (lateness > 0 && !shape.canBeLate()) {
            throw neverLate(shape);
        }
        WindowOperators.checkEmission(name, shape, emit);
    }

    static IllegalStateException neverLate(WindowShape<?> shape) {
        return new IllegalStateException(
                "no event is ever late for a " + shape.text() + "; leave allowedLateness(...) out");
    }

    @Override
    public String kind() {
        return shape.kind();
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>(shape.details());
        details.put("emit", emit.toString());
        if (lateness > 0) {
            details.put("allowed lateness", Duration.ofMillis(lateness).toString());
        }
        if (processingTime) {
            details.put("time", "processing time");
        }
        return Collections.unmodifiableMap(details);
    }

    @Override
    public boolean needsEventTime() {
        return !processingTime && shape.needsTimestamps();
    }

    @Override
    public UpdateRule updates() {
        Set<Updates> taken = Stream.of(Updates.values())
                .filter(updates -> updatesAreMeant || aggregate.takes(updates))
                .collect(Collectors.toUnmodifiableSet());
        return new UpdateRule(emit.updates(allowsLateness()), taken);
    }

    /** Fails where there is no telling which result of a window is the last. */
    void checkIsFinal() {
        if (emit.updates(allowsLateness()).isEmpty()) {
            return;
        }
        if (!emit.isWholeAtEnd()) {
            throw new IllegalStateException("window '" + name + "' has no final results: what it emits " + emit
                    + " is at no time the whole at the end; say Emit.atEnd(), or Emit.every(...) without"
                    + " discarding()");
        }
        if (allowsLateness()) {
            throw new IllegalStateException("window '" + name
                    + "' has no final results: with allowedLateness(...) another may always follow. Leave it out, and"
                    + " have the watermarks wait longer instead; or have the next window keep the latest of each, with"
                    + " Aggregates.latestBy(...)");
        }
    }

    /** Whether late events give further results. */
    boolean allowsLateness() {
        return lateness > 0;
    }

    @Override
    public Operator<Object, WindowResult<K, R>> operator() {
        return WindowOperators.operator(List.of(this));
    }

    @Override
    public OperatorLogic<T, Object> combiner(int input) {
        return WindowOperators.combiner(this);
    }

    @Override
    public CombinedRows<?> combinedRows(int input, SerdeRegistry serdes) {
        return WindowOperators.combinedRows(this, serdes);
    }

    @Override
    public Type<?> resultType(Type<?> unused) {
        Type<?> value = aggregate.resultType(events);
        return key.type() == null || value == null ? null : Type.of(WindowResult.class, key.type(), value);
    }
}
