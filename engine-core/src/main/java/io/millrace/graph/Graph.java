package io.millrace.graph;

import io.millrace.refusal.MissingSerdeException;
import io.millrace.state.serde.SerdeRegistry;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dataflow graph: immutable, in topological order. Serializable, unless {@link #unportable} says why not.
 *
 * @param name the name of the pipeline
 * @param nodes the nodes; a node's id is its index
 * @param serdes how keys and state are hashed and written
 */
public record Graph(String name, List<Node> nodes, SerdeRegistry serdes) implements Serializable {

    /** Names of nodes stand in messages, metrics and the paths of snapshots. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]([A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?");

    /** Copies the list. */
    public Graph {
        nodes = List.copyOf(nodes);
    }

    /**
     * A graph of keys and state that need no more than the built-in serdes.
     *
     * @param name the name of the pipeline
     * @param nodes the nodes; a node's id is its index
     */
    public Graph(String name, List<Node> nodes) {
        this(name, nodes, SerdeRegistry.standard());
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
     * A node by its id.
     *
     * @param id its id
     * @return the node
     */
    public Node node(int id) {
        return nodes.get(id);
    }

    /**
     * The nodes that read an output of a node.
     *
     * @param node the producer
     * @return the consumers, one entry per input
     */
    public Stream<Node> consumers(Node node) {
        return nodes.stream()
                .flatMap(consumer -> consumer.inputs().stream()
                        .filter(input -> input.from() == node.id())
                        .map(input -> consumer));
    }

    /**
     * Checks that the graph can be run.
     *
     * @return this graph
     * @throws InvalidGraphException with every problem found and what to do about it
     */
    public Graph validated() {
        Validation validation = new Validation(this);
        List<String> problems = validation.problems();
        if (!problems.isEmpty()) {
            throw validation.isAboutSerdesAlone()
                    ? new MissingSerdeException(InvalidGraphException.message(name, problems), null)
                    : new InvalidGraphException(name, problems);
        }
        return this;
    }

    /**
     * What keeps the graph from being serialized, so that another JVM could run it.
     *
     * @return the reasons, each with its node and the remedy; empty where it can be
     */
    public List<String> unportable() {
        return Portability.reasons(this);
    }

    private Object writeReplace() throws NotPortableException {
        List<String> reasons = unportable();
        if (!reasons.isEmpty()) {
            throw new NotPortableException(name, reasons);
        }
        return this;
    }

    /**
     * The graph as text, a line per node.
     *
     * @return the text, ending with a line break
     */
    public String text() {
        return new GraphText(this).plain();
    }

    /**
     * The graph as a Mermaid flowchart.
     *
     * @return the text, ending with a line break
     */
    public String mermaid() {
        return new GraphText(this).mermaid();
    }
}
