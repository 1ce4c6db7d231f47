package io.millrace.graph;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Operator;
import io.millrace.operator.internal.SplitOperator;
import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sends each event to the first stream that takes it, and else to the main output.
 *
 * @param <T> the events
 * @param branches what the streams take
 * @param type the type of the events, or null where it is not known
 */
public record SplitVerb<T>(List<Branch> branches, Type<T> type) implements OperatorLogic<T, T> {

    /** Copies the list. */
    public SplitVerb {
        branches = List.copyOf(branches);
    }

    /**
     * What one stream of a split takes.
     *
     * @param type the class of the events, or null
     * @param which the condition where there is no class
     */
    public record Branch(Class<?> type, PredicateFn<?> which) implements Serializable {

        boolean takes(Class<?> other) {
            return type != null && type.isAssignableFrom(other);
        }

        @Override
        public String toString() {
            return type == null ? "a condition" : type.getSimpleName();
        }
    }

    /**
     * The output of a stream.
     *
     * @param branch its number, from 0
     * @return the name of the side output
     */
    public static String output(int branch) {
        return "taken-" + branch;
    }

    /**
     * The same with another stream.
     *
     * @param branch what it takes
     * @return the changed logic
     * @throws IllegalArgumentException when nothing is left for it
     */
    public SplitVerb<T> with(Branch branch) {
        if (branch.type != null && overlooked(branch.type).isEmpty()) {
            throw new IllegalArgumentException("take(" + branch + ".class) gets no event: all of them are taken by "
                    + branches + " before; take the more special type first");
        }
        List<Branch> more = new ArrayList<>(branches);
        more.add(branch);
        return new SplitVerb<>(more, type);
    }

    /** The classes of a type whose events no stream is certain to take. */
    private Set<String> overlooked(Class<?> of) {
        Set<String> names = new TreeSet<>();
        if (branches.stream().noneMatch(branch -> branch.takes(of))) {
            if (!of.isSealed() || !Modifier.isAbstract(of.getModifiers())) {
                names.add(of.getSimpleName());
            }
            if (of.isSealed()) {
                for (Class<?> permitted : of.getPermittedSubclasses()) {
                    names.addAll(overlooked(permitted));
                }
            }
        }
        return names;
    }

    /** What keeps a pipeline from running in which some outputs are read; an empty name stands for the main one. */
    Optional<String> problem(String label, Set<String> read) {
        for (int branch = 0; branch < branches.size(); branch++) {
            if (!read.contains(output(branch))) {
                return Optional.of("nothing reads the stream of the split '" + label + "' that takes "
                        + branches.get(branch) + ": end it with .to(\"name\", Sinks...), or leave the take out");
            }
        }
        Set<String> overlooked = type == null ? Set.of() : overlooked(type.rawClass());
        if (read.contains("") || (type != null && overlooked.isEmpty())) {
            return Optional.empty();
        }
        boolean known = type != null && type.rawClass().isSealed();
        return Optional.of("the split '" + label + "' "
                + (known
                        ? "overlooks " + String.join(", ", overlooked) + ": take "
                                + (overlooked.size() == 1 ? "it" : "them") + " too, or read"
                        : "takes " + branches + ", which may not be all of its events, as "
                                + (type == null
                                        ? "their type is not known (.typed(Class) says it)"
                                        : type.rawClass().getSimpleName() + " is not sealed")
                                + ": read")
                + " rest(), be it by .to(\"name\", Sinks.discard())");
    }

    @Override
    public String kind() {
        return "split";
    }

    @Override
    public Map<String, String> details() {
        return Map.of("takes", branches.stream().map(Branch::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public Operator<T, T> operator() {
        List<PredicateFn<? super T>> conditions =
                branches.stream().map(SplitVerb::<T>condition).toList();
        return new SplitOperator<>(conditions, SplitVerb::output);
    }

    @SuppressWarnings("unchecked") // a branch without a class has a condition on T
    private static <T> PredicateFn<? super T> condition(Branch branch) {
        return branch.type == null ? (PredicateFn<? super T>) branch.which : branch.type::isInstance;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }
}
