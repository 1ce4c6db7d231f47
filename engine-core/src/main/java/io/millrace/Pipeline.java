package io.millrace;

import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.Input;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.operator.Operators;
import io.millrace.source.Source;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.serde.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A dataflow pipeline under construction: where events come from, what becomes of them, where they go. It only
 * describes; an {@link Engine} or a {@link io.millrace.testing.Simulation} runs it, as often as wanted.
 *
 * <pre>{@code
 * Pipeline pipeline = Pipeline.create("greetings");
 * pipeline.source("names", Sources.of("Ada", "Grace"))
 *         .map(name -> "Hello, " + name)
 *         .to("console", Sinks.print());
 * }</pre>
 *
 * <p>Not thread-safe: one thread builds a pipeline.
 */
public final class Pipeline {

    private static final Set<String> HANDLING_ERRORS = Set.of("map", "filter", "flatMap");

    private final String name;
    private final List<NodeDraft> drafts = new ArrayList<>();
    private SerdeRegistry serdes = SerdeRegistry.standard();
    private EventStream<DeadLetter> deadLetters;

    private Pipeline(String name) {
        this.name = name;
    }

    /**
     * An empty pipeline.
     *
     * @param name what messages, metrics and snapshots call it, not blank
     * @return the pipeline
     */
    public static Pipeline create(String name) {
        if (Objects.requireNonNull(name, "the name of a pipeline must not be null")
                .isBlank()) {
            throw new IllegalArgumentException("the name of a pipeline must not be blank");
        }
        Utf8Text.checkIsWhole("the name of a pipeline", name);
        return new Pipeline(name);
    }

    /**
     * Adds a source.
     *
     * @param <T> its events
     * @param sourceName its name, unique in the pipeline and stable across versions of the program
     * @param source where the events come from
     * @return the stream of its events
     */
    public <T> EventStream<T> source(String sourceName, Source<T> source) {
        Objects.requireNonNull(source, "the source must not be null");
        String checked = Graph.checkedName("source", sourceName);
        NodeDraft draft = add("source", checked, new NodeLogic.FromSource(source), List.of());
        return new EventStream<>(this, draft, source.eventType());
    }

    /**
     * Registers how values of a class are hashed and written, for keys and state of classes that have no built-in serde.
     *
     * @param <T> the class
     * @param type the class
     * @param serde its serde; its hash has to be the same in every process
     * @return this pipeline
     */
    public <T> Pipeline serde(Class<T> type, Serde<T> serde) {
        serdes = serdes.with(type, serde);
        return this;
    }

    /**
     * The events that operators could not process, of all those that were told
     * {@link EventStream#onError onError(Errors.deadLetter())} before. They have to be read, or the job does not start.
     *
     * @return the dead letters, with the timestamps of their events; always the same stream
     * @throws IllegalStateException when no operator sends any
     */
    public EventStream<DeadLetter> deadLetters() {
        if (deadLetters == null) {
            List<Input> inputs = deadLetterInputs();
            if (inputs.isEmpty()) {
                throw new IllegalStateException("no operator of pipeline '" + name + "' sends dead letters:"
                        + " say .onError(Errors.deadLetter()) right behind map, filter or flatMap first");
            }
            NodeLogic logic = new NodeLogic.Apply(Operators::<DeadLetter>identity);
            deadLetters =
                    new EventStream<>(this, add(DeadLetter.OUTPUT, null, logic, inputs), Type.of(DeadLetter.class));
        }
        return deadLetters;
    }

    private List<Input> deadLetterInputs() {
        List<Input> inputs = new ArrayList<>();
        for (NodeDraft draft : drafts) {
            if (draft.sendsDeadLetters()) {
                inputs.add(new Input(inputs.size(), draft.id, DeadLetter.OUTPUT, Exchange.FORWARD));
            }
        }
        return inputs;
    }

    void onError(NodeDraft node, Errors policy) {
        if (!HANDLING_ERRORS.contains(node.kind)) {
            throw new IllegalStateException("onError(...) is for map, filter and flatMap, right behind them; the "
                    + node.kind + " '" + node.node().label() + "' before it has no function of one event");
        }
        if (node.errors != null) {
            throw new IllegalStateException("what becomes of bad events was already said of '"
                    + node.node().label() + "': " + node.errors);
        }
        if (policy.sendsDeadLetters() && deadLetters != null) {
            throw new IllegalStateException(
                    "the dead letters of pipeline '" + name + "' are already being read, without" + " those of '"
                            + node.node().label() + "': call pipeline.deadLetters() behind every onError(...)");
        }
        node.errors = policy;
        node.details.put("on error", policy.toString());
    }

    /**
     * The name given to {@link #create}.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The graph as described so far.
     *
     * @return an immutable copy, not yet {@linkplain Graph#validated() validated}
     */
    public Graph graph() {
        List<Node> nodes = new ArrayList<>();
        drafts.forEach(draft -> nodes.add(draft.node()));
        List<Input> unread = deadLetters == null ? deadLetterInputs() : List.of();
        if (!unread.isEmpty()) {
            // Shown as what it is, and for the validation to say that nobody reads it.
            NodeLogic logic = new NodeLogic.Apply(Operators::<DeadLetter>identity);
            NodeDraft letters = new NodeDraft(nodes.size(), DeadLetter.OUTPUT, null, logic);
            letters.inputs.addAll(unread);
            nodes.add(letters.node());
        }
        return new Graph(name, nodes, serdes);
    }

    /**
     * Prints the graph: first as text, a line per node, then as a Mermaid flowchart.
     *
     * @return both, each also to be had alone from {@link #graph()}
     */
    public String describe() {
        Graph graph = graph();
        return graph.text() + "\n" + graph.mermaid();
    }

    NodeDraft add(String kind, String nodeName, NodeLogic logic, List<Input> inputs) {
        NodeDraft draft = new NodeDraft(drafts.size(), kind, nodeName, logic);
        draft.inputs.addAll(inputs);
        draft.live = logic instanceof NodeLogic.FromSource from
                ? from.source().live()
                : inputs.stream().anyMatch(input -> drafts.get(input.from()).live);
        drafts.add(draft);
        return draft;
    }

    @Override
    public String toString() {
        return "Pipeline " + name + " of " + drafts.size() + " nodes";
    }
}
