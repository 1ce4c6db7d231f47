package io.millrace.graph;

import io.millrace.function.SupplierFn;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.operator.Operator;
import io.millrace.operator.Updates;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The description of an operator of one's own, to be added to a pipeline by {@code transform}. Immutable.
 *
 * @param <I> the events of its inputs
 * @param <O> the results of its main output
 * @param kind what it is, in a word or two
 * @param name its name, null for one without state
 * @param factory makes the operator of each task
 * @param needsEventTime whether its inputs need timestamps
 * @param details more about it, for people, in the order given
 * @param combiners by input, what stands before a key exchange to the operator
 * @param controls the inputs that do not count for event time
 * @param updates what it makes of events that are updates of others
 */
public record OperatorSpec<I, O>(
        String kind,
        String name,
        SupplierFn<? extends Operator<I, O>> factory,
        boolean needsEventTime,
        Map<String, String> details,
        Map<Integer, OperatorLogic<?, ? extends I>> combiners,
        Set<Integer> controls,
        UpdateRule updates)
        implements OperatorLogic<I, O> {

    /** Checks what has to be there, and copies the maps. */
    public OperatorSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(updates, "updates");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        combiners = Map.copyOf(combiners);
        controls = Set.copyOf(controls);
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
        return new OperatorSpec<>(kind, null, factory, false, Map.of(), Map.of(), Set.of(), UpdateRule.PASSED_ON);
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
                Node.checkedName("operator", name),
                factory,
                false,
                Map.of(),
                Map.of(),
                Set.of(),
                UpdateRule.PASSED_ON);
    }

    /**
     * Says that the operator works on event time, so that its inputs need timestamps.
     *
     * @return the changed description
     */
    public OperatorSpec<I, O> onEventTime() {
        return new OperatorSpec<>(kind, name, factory, true, details, combiners, controls, updates);
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
        return new OperatorSpec<>(kind, name, factory, needsEventTime, more, combiners, controls, updates);
    }

    /**
     * Says that events of an input may be put together before they go through a key exchange to the operator.
     *
     * @param input the ordinal of the input
     * @param combiner the operator that does so in each producing task, see {@link OperatorLogic#combiner(int)}
     * @return the changed description
     * @throws IllegalArgumentException when the combiner has a name, and so state
     */
    public OperatorSpec<I, O> combiner(int input, OperatorLogic<?, ? extends I> combiner) {
        if (combiner.name() != null) {
            throw new IllegalArgumentException("the combiner of input " + input + " of " + this + " is '"
                    + combiner.name() + "', an operator with state, which nothing would keep; use"
                    + " OperatorSpec.stateless(...), or put it into the pipeline before .keyBy(...)");
        }
        Map<Integer, OperatorLogic<?, ? extends I>> more = new HashMap<>(combiners);
        more.put(input, combiner);
        return new OperatorSpec<>(kind, name, factory, needsEventTime, details, more, controls, updates);
    }

    /**
     * Says that an input is for control, see {@link OperatorLogic#isControl}.
     *
     * @param input the ordinal of the input
     * @return the changed description
     */
    public OperatorSpec<I, O> controlInput(int input) {
        Set<Integer> more = new TreeSet<>(controls);
        more.add(input);
        return new OperatorSpec<>(kind, name, factory, needsEventTime, details, combiners, more, updates);
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
        UpdateRule rule = new UpdateRule(Objects.requireNonNull(emitted, "emitted"), taken);
        return new OperatorSpec<>(kind, name, factory, needsEventTime, details, combiners, controls, rule);
    }

    @Override
    public OperatorLogic<?, ? extends I> combiner(int input) {
        return combiners.get(input);
    }

    @Override
    public boolean isControl(int input) {
        return controls.contains(input);
    }

    @Override
    public Operator<I, O> operator() throws Exception {
        return factory.get();
    }

    @Override
    public String toString() {
        return name == null ? kind : kind + " '" + name + "'";
    }
}
