package io.millrace.graph;

import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.state.serde.SerdeRegistry;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dataflow graph: immutable, in topological order. Serializable, unless {@link #unportable} says why not.
 *
 * @param name the name of the pipeline
 * @param nodes the nodes; a node's id is its index
 * @param serdes how keys and state are hashed and written
 */
public record Graph(String name, List<Node> nodes, SerdeRegistry serdes) implements Serializable {

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

    /**
     * The graph as JSON, for programs: its {@code name} and its {@code nodes}, each with {@code id}, {@code kind}, {@code label}, {@code role} ({@code
     * source}, {@code operator} or {@code sink}), {@code keyed}, {@code details}, {@code inputs}, and where they are known {@code name}, {@code parallelism} and {@code keyType}; an
     * input has {@code from}, the id of a node, {@code exchange} ({@code forward}, {@code rebalance}, {@code broadcast} or {@code by key}), {@code
     * control}, and where there is one {@code output}, the side output that it reads, and {@code keyType}.
     *
     * @return one object in ASCII, in one line without a line break
     */
    public String json() {
        return new GraphText(this).json();
    }

    /**
     * A node as JSON, as {@link #json()} has it, also one that a plan adds.
     *
     * @param node the node
     * @return one object in ASCII, in one line without a line break
     */
    public static String json(Node node) {
        return GraphText.json(node);
    }

    /** A pipeline that cannot be run. The message lists every problem, with the node and the remedy. */
    public static final class InvalidGraphException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        InvalidGraphException(String pipeline, List<String> problems) {
            super(message(pipeline, problems), null);
        }

        static String message(String pipeline, List<String> problems) {
            return "pipeline '" + pipeline + "' cannot start:\n  - " + String.join("\n  - ", problems);
        }
    }

    /**
     * A graph cannot be serialized. The message lists every reason, with the node and the remedy; {@link Graph#unportable}
     * has them without an exception.
     */
    public static final class NotPortableException extends ObjectStreamException {

        private static final long serialVersionUID = 1;

        NotPortableException(String pipeline, List<String> reasons) {
            super("pipeline '" + pipeline + "' cannot leave this JVM:\n  - " + String.join("\n  - ", reasons));
        }
    }
}
