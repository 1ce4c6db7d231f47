package io.millrace;

import io.millrace.graph.Graph;
import io.millrace.graph.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.source.Source;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

    private final String name;
    private final List<NodeDraft> drafts = new ArrayList<>();
    private SerdeRegistry serdes = SerdeRegistry.standard();

    private Pipeline(String name) {
        this.name = name;
    }

    /**
     * An empty pipeline.
     *
     * @param name what messages and metrics call it, not blank
     * @return the pipeline
     */
    public static Pipeline create(String name) {
        if (Objects.requireNonNull(name, "the name of a pipeline must not be null")
                .isBlank()) {
            throw new IllegalArgumentException("the name of a pipeline must not be blank");
        }
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
        return new Graph(name, drafts.stream().map(NodeDraft::node).toList(), serdes);
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
