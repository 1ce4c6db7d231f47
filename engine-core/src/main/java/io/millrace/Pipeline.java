package io.millrace;

import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.Verbs;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.source.Source;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.serde.Utf8Text;
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
    private final Nodes nodes;
    private SerdeRegistry serdes = SerdeRegistry.standard();
    private EventStream<DeadLetter> deadLetters;

    private Pipeline(String name) {
        this.name = name;
        nodes = new Nodes(name);
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
        String checked = Node.checkedName("source", sourceName);
        return new EventStream<>(
                this, nodes.add(checked, new NodeLogic.FromSource(source), List.of()), source.eventType());
    }

    /**
     * Joins any number of streams into one that has the events of all: {@code EventStream<Event> all =
     * pipeline.merge(bids, auctions)}. Event time is the minimum over those that are not idle. The type of the events is
     * known where one of the types, or one sealed type over all of them, holds them all.
     *
     * @param <T> what all of their events are
     * @param first a stream of this pipeline
     * @param more others
     * @return the events of all, in no particular order between streams
     */
    @SafeVarargs
    public final <T> EventStream<T> merge(EventStream<? extends T> first, EventStream<? extends T>... more) {
        List<EventStream<? extends T>> streams = new ArrayList<>();
        streams.add(first);
        for (EventStream<? extends T> stream : more) {
            streams.add(stream);
        }
        return merge(streams);
    }

    /**
     * Joins streams into one that has the events of all in the order of their timestamps: each is kept until the watermark
     * has come to it, that is until no stream that is not idle may have an earlier one. So what one stream is ahead of the
     * others is kept in state meanwhile; bounded streams in order have {@code Watermarks.ascending()}. Of the events of one
     * timestamp the first to come is first.
     *
     * @param <T> what all of their events are
     * @param operatorName its name, unique in the pipeline and stable across versions of the program
     * @param first a stream of this pipeline, with timestamps
     * @param more others
     * @return the events of all, by one task; what comes behind the watermark is in the {@linkplain Timely#late late} stream
     */
    @SafeVarargs
    public final <T> Timely<T> mergeByTime(
            String operatorName, EventStream<? extends T> first, EventStream<? extends T>... more) {
        List<EventStream<? extends T>> streams = new ArrayList<>();
        streams.add(first);
        for (EventStream<? extends T> stream : more) {
            streams.add(stream);
        }
        return merge(streams)
                .keyBy(event -> 0, Integer.class)
                .reorder(operatorName)
                .parallelism(1);
    }

    private <T> EventStream<T> merge(List<EventStream<? extends T>> streams) {
        List<Input> inputs = new ArrayList<>();
        List<Type<?>> types = new ArrayList<>();
        for (EventStream<? extends T> stream : streams) {
            Objects.requireNonNull(stream, "a stream to merge must not be null");
            stream.place().checkReadBy(nodes);
            inputs.add(stream.input(0));
            types.add(stream.type());
        }
        return new EventStream<>(this, nodes.add(null, new Verbs.Merged<T>(), inputs), Merging.common(types));
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
            deadLetters = new EventStream<>(
                    this, nodes.add(null, new Verbs.DeadLetters(), inputs), Type.of(DeadLetter.class));
        }
        return deadLetters;
    }

    private List<Input> deadLetterInputs() {
        List<Input> inputs = new ArrayList<>();
        for (Node node : nodes.all()) {
            Errors errors = errorsOf(node);
            if (errors != null && errors.sendsDeadLetters()) {
                Type<?> letters = Type.of(DeadLetter.class);
                inputs.add(new Input(inputs.size(), node.id(), DeadLetter.OUTPUT, Exchange.FORWARD, letters));
            }
        }
        return inputs;
    }

    void onError(int id, Errors policy) {
        Node node = nodes.get(id);
        if (!(node.logic() instanceof Verbs.OfEach<?, ?> || node.isSource())) {
            throw new IllegalStateException(
                    "onError(...) is for map, filter, flatMap, calls and sources, right behind them; the " + node.kind()
                            + " '" + node.label() + "' before it has no function of one event");
        }
        if (errorsOf(node) != null) {
            throw new IllegalStateException(
                    "what becomes of bad events was already said of '" + node.label() + "': " + errorsOf(node));
        }
        if (policy.sendsDeadLetters() && deadLetters != null) {
            throw new IllegalStateException(
                    "the dead letters of pipeline '" + name + "' are already being read, without" + " those of '"
                            + node.label() + "': call pipeline.deadLetters() behind every onError(...)");
        }
        nodes.change(
                id,
                each -> each.withLogic(
                        node.logic() instanceof Verbs.OfEach<?, ?> ofEach
                                ? ofEach.onError(policy)
                                : new NodeLogic.FromSource(((NodeLogic.FromSource) node.logic()).source(), policy)));
    }

    private static Errors errorsOf(Node node) {
        if (node.logic() instanceof NodeLogic.FromSource from) {
            return from.errors();
        }
        return node.logic() instanceof Verbs.OfEach<?, ?> ofEach ? ofEach.errors() : null;
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
        List<Node> all = new ArrayList<>(nodes.all());
        List<Input> unread = deadLetters == null ? deadLetterInputs() : List.of();
        if (!unread.isEmpty()) {
            // Shown as what it is, and for the validation to say that nobody reads it.
            all.add(new Node(all.size(), null, 0, unread, new Verbs.DeadLetters()));
        }
        return new Graph(name, all, serdes);
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

    Nodes nodes() {
        return nodes;
    }

    @Override
    public String toString() {
        return "Pipeline " + name + " of " + nodes.all().size() + " nodes";
    }
}
