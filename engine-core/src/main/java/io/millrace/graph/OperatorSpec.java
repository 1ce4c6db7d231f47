package io.millrace.graph;

import io.millrace.function.Fn;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Combiner;
import io.millrace.operator.Operator;
import io.millrace.operator.Updates;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The description of an operator of one's own, to be added to a pipeline by {@code transform}. Immutable.
 *
 * @param <I> the events of its inputs
 * @param <O> the results of its main output
 */
public final class OperatorSpec<I, O> {

    private final String kind;
    private final String name;

    /** Null for most. */
    private final String partOf;

    private final SupplierFn<? extends Operator<I, O>> factory;
    private final boolean eventTime;
    private final Map<String, String> details;
    private final Fn<? super LongSupplier, ? extends Combiner<I>> combiner;
    private final UpdateRule updates;

    private OperatorSpec(
            String kind,
            String name,
            String partOf,
            SupplierFn<? extends Operator<I, O>> factory,
            boolean eventTime,
            Map<String, String> details,
            Fn<? super LongSupplier, ? extends Combiner<I>> combiner,
            UpdateRule updates) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.name = name;
        this.partOf = partOf;
        this.factory = Objects.requireNonNull(factory, "factory");
        this.eventTime = eventTime;
        this.details = Collections.unmodifiableMap(details);
        this.combiner = combiner;
        this.updates = updates;
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
        return new OperatorSpec<>(kind, null, null, factory, false, new LinkedHashMap<>(), null, UpdateRule.PASSED_ON);
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
        return new OperatorSpec<>(
                kind,
                Names.check("operator", name),
                null,
                factory,
                false,
                new LinkedHashMap<>(),
                null,
                UpdateRule.PASSED_ON);
    }

    /**
     * Says that the operator is a part of another one, to which the user has given a name: what goes wrong in it is told
     * with that name, while it has no name of its own.
     *
     * @param operator the name of that operator
     * @return the changed description
     */
    public OperatorSpec<I, O> partOf(String operator) {
        return new OperatorSpec<>(kind, name, operator, factory, eventTime, details, combiner, updates);
    }

    /**
     * Says that the operator works on event time, so that its inputs need timestamps.
     *
     * @return the changed description
     */
    public OperatorSpec<I, O> onEventTime() {
        return new OperatorSpec<>(kind, name, partOf, factory, true, details, combiner, updates);
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
        return new OperatorSpec<>(kind, name, partOf, factory, eventTime, more, combiner, updates);
    }

    /**
     * Says that events may be put together before they go through a key exchange to the operator.
     *
     * @param newCombiner makes the combiner of each producing task; it is given what tells, once there are events, how
     *     far event time had come for the operator by the snapshot that the job goes on from: for the key that it had
     *     come furthest for, {@link io.millrace.time.EventTime#NONE} at a first start
     * @return the changed description
     */
    public OperatorSpec<I, O> combiner(Fn<? super LongSupplier, ? extends Combiner<I>> newCombiner) {
        return new OperatorSpec<>(
                kind,
                name,
                partOf,
                factory,
                eventTime,
                details,
                Objects.requireNonNull(newCombiner, "newCombiner"),
                updates);
    }

    /**
     * Says that the operator makes results of its own of what it reads, and whether those are updates of each other. If
     * this is not said, results count as updates of each other as the events do that they are made of.
     *
     * @param emitted how results update earlier ones; empty when each tells of something new
     * @param taken how events may update earlier ones and still be counted once
     * @return the changed description
     */
    public OperatorSpec<I, O> updates(Set<Updates> emitted, Set<Updates> taken) {
        return new OperatorSpec<>(
                kind,
                name,
                partOf,
                factory,
                eventTime,
                details,
                combiner,
                new UpdateRule(Objects.requireNonNull(emitted, "emitted"), taken));
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
     * The operator that it is a part of.
     *
     * @return its name, null for most
     */
    public String partOf() {
        return partOf;
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

    /**
     * What makes the combiners.
     *
     * @return the factory, null where there are none
     */
    public Fn<? super LongSupplier, ? extends Combiner<I>> combiner() {
        return combiner;
    }

    /**
     * What the operator makes of updates.
     *
     * @return the rule
     */
    public UpdateRule updates() {
        return updates;
    }

    @Override
    public String toString() {
        return name == null ? kind : kind + " '" + name + "'";
    }
}
