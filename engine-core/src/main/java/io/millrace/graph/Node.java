package io.millrace.graph;

import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One node of the graph. Immutable.
 *
 * @param id its number, unique in the graph; inputs come from lower ones
 * @param name its name, null for a stateless operator that was not given one
 * @param parallelism how many tasks it was asked to have, 0 to leave it to the planner
 * @param inputs the streams into it, by ascending ordinal
 * @param logic what it is and does
 */
public record Node(int id, String name, int parallelism, List<Input> inputs, NodeLogic logic) implements Serializable {

    /** Names of nodes stand in messages, metrics and the paths of snapshots. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]([A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?");

    /** Copies the list. */
    public Node {
        inputs = List.copyOf(inputs);
    }

    /**
     * Checks a name against the rule for names of nodes.
     *
     * @param what what is named, for the message
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException when it cannot be one
     */
    public static String checkedName(String what, String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name of a " + what + " must not be null; give it one that stays the"
                    + " same across versions of the program");
        }
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' cannot name a " + what
                    + "; use 1 to 100 letters, digits, dots, dashes, underscores, and blanks inside");
        }
        return name;
    }

    /**
     * What it is, in a word or two.
     *
     * @return the kind of its logic
     */
    public String kind() {
        return logic.kind();
    }

    /**
     * More about it, for people.
     *
     * @return the details of its logic
     */
    public Map<String, String> details() {
        return logic.details();
    }

    /**
     * What to call the node in messages: its name, or else its kind and number.
     *
     * @return the label
     */
    public String label() {
        return name != null ? name : kind() + "-" + id;
    }

    /**
     * What its operator is called when it fails: what the user has named, if need be what it is a part of.
     *
     * @return the name, or else the label
     */
    public String blamedAs() {
        boolean isPart = name == null && logic instanceof OperatorLogic<?, ?> operator && operator.partOf() != null;
        return isPart ? ((OperatorLogic<?, ?>) logic).partOf() : label();
    }

    /**
     * Whether the node is where a stream begins.
     *
     * @return whether it is a source
     */
    public boolean isSource() {
        return logic instanceof NodeLogic.FromSource;
    }

    /**
     * Whether the node is where a stream ends.
     *
     * @return whether it is a sink
     */
    public boolean isSink() {
        return logic instanceof NodeLogic.ToSink;
    }

    /**
     * Whether it has keyed state: one of its inputs at least is partitioned by key.
     *
     * @return whether each of its tasks owns a range of the keys
     */
    public boolean isKeyed() {
        return keys().findAny().isPresent();
    }

    /**
     * The type of its keys: that of the first input of which it is known. Those of the others are the same.
     *
     * @return the type, or null where it is not known, or the node not keyed
     */
    public Type<?> keyType() {
        return keys().map(KeySelector::type)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether an input of it is for control, and does not count for event time.
     *
     * @param input one of its inputs
     * @return whether its logic says so
     */
    public boolean isControl(Input input) {
        return logic instanceof OperatorLogic<?, ?> operator && operator.isControl(input.ordinal());
    }

    /**
     * The inputs that count for event time.
     *
     * @return all but those for control
     */
    public List<Input> timedInputs() {
        return inputs.stream().filter(input -> !isControl(input)).toList();
    }

    private Stream<KeySelector<?, ?>> keys() {
        return inputs.stream().<KeySelector<?, ?>>map(Input::key).filter(Objects::nonNull);
    }

    /**
     * The same node by another name.
     *
     * @param newName its name
     * @return the changed node
     */
    public Node withName(String newName) {
        return new Node(id, newName, parallelism, inputs, logic);
    }

    /**
     * The same node with another number of tasks.
     *
     * @param tasks how many, 0 to leave it to the planner
     * @return the changed node
     */
    public Node withParallelism(int tasks) {
        return new Node(id, name, tasks, inputs, logic);
    }

    /**
     * The same node doing something else.
     *
     * @param newLogic what it does
     * @return the changed node
     */
    public Node withLogic(NodeLogic newLogic) {
        return new Node(id, name, parallelism, inputs, newLogic);
    }

    /**
     * One stream into a node.
     *
     * @param ordinal the number of the input, from 0; several streams may share one, which merges them
     * @param from the id of the producing node
     * @param output the name of the producing node's side output, or null for its main output
     * @param exchange how events get across
     * @param type the type of the events, or null where it is not known
     */
    public record Input(int ordinal, int from, String output, Exchange exchange, Type<?> type) implements Serializable {

        /**
         * How the stream is partitioned.
         *
         * @return the key, or null where the stream is not partitioned by key
         */
        public KeySelector<?, ?> key() {
            return exchange instanceof Exchange.ByKey byKey ? byKey.key() : null;
        }
    }
}
