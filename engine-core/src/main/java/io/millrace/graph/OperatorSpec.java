package io.millrace.graph;

import io.millrace.function.SupplierFn;
import io.millrace.operator.Operator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The description of an operator of one's own, to be added to a pipeline by {@code transform}. Immutable.
 *
 * @param <I> the events of its inputs
 * @param <O> the results of its main output
 */
public final class OperatorSpec<I, O> {

    private final String kind;
    private final String name;
    private final SupplierFn<? extends Operator<I, O>> factory;
    private final boolean eventTime;
    private final Map<String, String> details;

    private OperatorSpec(
            String kind,
            String name,
            SupplierFn<? extends Operator<I, O>> factory,
            boolean eventTime,
            Map<String, String> details) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.name = name;
        this.factory = Objects.requireNonNull(factory, "factory");
        this.eventTime = eventTime;
        this.details = Collections.unmodifiableMap(details);
    }

    /**
     * An operator without state, which may go unnamed.
     *
     * @param <I> the events of its inputs
     * @param <O> the results of its main output
     * @param kind what it is, in a word or two
     * @param factory makes the operator of each task
     * @return the description
     */
    public static <I, O> OperatorSpec<I, O> stateless(String kind, SupplierFn<? extends Operator<I, O>> factory) {
        return new OperatorSpec<>(kind, null, factory, false, new LinkedHashMap<>());
    }

    /**
     * An operator with state.
     *
     * @param <I> the events of its inputs
     * @param <O> the results of its main output
     * @param kind what it is, in a word or two
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes the operator of each task
     * @return the description
     */
    public static <I, O> OperatorSpec<I, O> stateful(
            String kind, String name, SupplierFn<? extends Operator<I, O>> factory) {
        return new OperatorSpec<>(kind, Names.check("operator", name), factory, false, new LinkedHashMap<>());
    }

    /**
     * Says that the operator works on event time, so that its inputs need timestamps.
     *
     * @return the changed description
     */
    public OperatorSpec<I, O> onEventTime() {
        return new OperatorSpec<>(kind, name, factory, true, details);
    }

    /**
     * Adds a detail for people who read the graph.
     *
     * @param key what, such as "size"
     * @param value how much, such as "PT5M"
     * @return the changed description
     */
    public OperatorSpec<I, O> detail(String key, Object value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(key, String.valueOf(value));
        return new OperatorSpec<>(kind, name, factory, eventTime, more);
    }

    /**
     * What the operator is.
     *
     * @return its kind
     */
    public String kind() {
        return kind;
    }

    /**
     * The operator's name.
     *
     * @return its name, null for one without state
     */
    public String name() {
        return name;
    }

    /**
     * The details for people.
     *
     * @return unmodifiable, in the order given
     */
    public Map<String, String> details() {
        return details;
    }

    /**
     * Whether the inputs need timestamps.
     *
     * @return whether it works on event time
     */
    public boolean needsEventTime() {
        return eventTime;
    }

    /**
     * What makes the operators.
     *
     * @return the factory
     */
    public SupplierFn<? extends Operator<I, O>> factory() {
        return factory;
    }

    @Override
    public String toString() {
        return name == null ? kind : kind + " '" + name + "'";
    }
}
