package io.millrace;

import io.millrace.call.CallOptions;
import io.millrace.call.CallOrder;
import io.millrace.call.MappedByCalls;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.Input;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.SmallVerbs;
import io.millrace.graph.Verbs;
import io.millrace.operator.Errors;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sink;
import io.millrace.state.serde.Type;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A stream of events in a {@link Pipeline}. Each verb adds a node and returns the stream of its results; a stream may
 * be read by any number of nodes. Events are immutable once emitted: they are shared by all who read them.
 *
 * <p>A node without state has as many tasks as the stream that it reads, so order is kept; a keyed one has as many as
 * the job's parallelism. {@link #parallelism} says otherwise.
 *
 * @param <T> the events
 */
public non-sealed class EventStream<T> implements OperatorInput<Object> {

    private static final Duration LIVE_IDLE_AFTER = Duration.ofMinutes(1);

    private final Pipeline pipeline;
    private final int node;
    private final String output;
    private final Exchange exchange;

    /** Null where it is not known. */
    private final Type<T> type;

    EventStream(Pipeline pipeline, int node, Type<T> type) {
        this(pipeline, node, null, Exchange.FORWARD, type);
    }

    EventStream(Pipeline pipeline, int node, String output, Exchange exchange, Type<T> type) {
        this.pipeline = pipeline;
        this.node = node;
        this.output = output;
        this.exchange = exchange;
        this.type = type;
    }

    /**
     * The same stream, for subclasses that add verbs of their own.
     *
     * @param stream the stream
     */
    protected EventStream(EventStream<T> stream) {
        this(stream.pipeline, stream.node, stream.output, stream.exchange, stream.type);
    }

    /**
     * Turns each event into another.
     *
     * @param <R> the results
     * @param function from event to result, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> EventStream<R> map(Fn<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "the function of map must not be null");
        return transform(new Verbs.Mapped<T, R>(function, null));
    }

    /**
     * Keeps the events that satisfy a condition.
     *
     * @param predicate the condition
     * @return those that satisfy it
     */
    public EventStream<T> filter(PredicateFn<? super T> predicate) {
        Objects.requireNonNull(predicate, "the predicate of filter must not be null");
        return transform(new Verbs.Filtered<T>(predicate, null));
    }

    /**
     * Keeps the events of a type.
     *
     * @param <S> the type
     * @param type its class
     * @return those events
     */
    public <S extends T> EventStream<S> ofType(Class<S> type) {
        Objects.requireNonNull(type, "the class of ofType must not be null");
        return transform(new SmallVerbs.OfType<T, S>(type));
    }

    /**
     * Divides the stream, each event going into one of several: of subtypes, or by conditions.
     *
     * @return what takes the streams out of it
     */
    public SplitStream<T> split() {
        return new SplitStream<>(transform(new SmallVerbs.Split<>(List.of(), type)));
    }

    /**
     * Turns each event into any number of others. Results are taken from the iterable one by one as there is room
     * downstream, so it may be long, and lazy.
     *
     * @param <R> the results
     * @param function from event to results, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> EventStream<R> flatMap(Fn<? super T, ? extends Iterable<? extends R>> function) {
        Objects.requireNonNull(function, "the function of flatMap must not be null");
        return transform(new Verbs.FlatMapped<T, R>(function, null, null));
    }

    /**
     * Has somebody else turn each event into another: a service, which answers by a {@link CompletionStage}. The function is
     * called on the task's thread, and must not block; many events wait for their answers at a time. See {@link AsyncStream}
     * for what can be said of order, failures and time.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param call from event to a stage that any thread may complete, never to null; the result must not be null
     * @return the results, with the timestamps of their events
     */
    public <R> AsyncStream<T, R> mapAsync(String name, Fn<? super T, ? extends CompletionStage<? extends R>> call) {
        return new AsyncStream<>(transform(new MappedByCalls<T, R>(
                name, call, false, CallOptions.of(CallOrder.OF_EVENTS), null, null, type, null)));
    }

    /**
     * Turns each event into another by a function that blocks, as a query of a database does. It is called by threads that
     * the engine makes for it, virtual ones where the JDK has them, by as many at a time as {@linkplain AsyncStream#inFlight
     * events may wait}. So it must be safe to be called by several; it is interrupted when it takes longer than the {@linkplain
     * AsyncStream#timeout timeout}, and when the job ends.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param function from event to result, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> AsyncStream<T, R> mapBlocking(String name, Fn<? super T, ? extends R> function) {
        return new AsyncStream<>(transform(new MappedByCalls<T, R>(
                name, function, true, CallOptions.of(CallOrder.OF_EVENTS), null, null, type, null)));
    }

    /**
     * Looks up what somebody else has of the key of each event: {@code payments.lookup(Payment::user, users::load).cache(10_000,
     * Duration.ofMinutes(1)).left("users", Enriched::new)}.
     *
     * @param <Q> the keys, with equals and hashCode
     * @param <V> what there is of a key
     * @param key from event to key, never to null
     * @param load from key to a stage that any thread may complete, never to null; called on the task's thread, it must not
     *     block. Where there is nothing of the key it is completed by null, or by an empty {@link java.util.Optional}
     * @return what is to be said next of the lookup
     */
    public <Q, V> Lookup<T, Q, V> lookup(
            Fn<? super T, ? extends Q> key, Fn<? super Q, ? extends CompletionStage<? extends V>> load) {
        Objects.requireNonNull(key, "the key function of lookup must not be null");
        Objects.requireNonNull(load, "the function that lookup loads by must not be null");
        return new Lookup<>(this, key, load, false);
    }

    /**
     * Looks up what somebody else has of the key of each event by a function that blocks, as a query of a database does: see {@link #lookup}. It is called by threads that the engine makes for it, as that of {@link
     * #mapBlocking} is.
     *
     * @param <Q> the keys, with equals and hashCode
     * @param <V> what there is of a key
     * @param key from event to key, never to null
     * @param load from key to what there is: null, or an empty {@link java.util.Optional}, where there is nothing
     * @return what is to be said next of the lookup
     */
    public <Q, V> Lookup<T, Q, V> lookupBlocking(Fn<? super T, ? extends Q> key, Fn<? super Q, ? extends V> load) {
        Objects.requireNonNull(key, "the key function of lookupBlocking must not be null");
        Objects.requireNonNull(load, "the function that lookupBlocking loads by must not be null");
        return new Lookup<>(this, key, load, true);
    }

    /**
     * Looks at each event on its way, to log or count it.
     *
     * @param action what to do; it must not block
     * @return the same events
     */
    public EventStream<T> peek(ConsumerFn<? super T> action) {
        Objects.requireNonNull(action, "the action of peek must not be null");
        return transform(new Verbs.Peeked<T>(action));
    }

    /**
     * Gathers events into lists, in their order and by task: a list is emitted when it has so many events, or when its first
     * event has waited so long by the clock, or at the end of the data. Its timestamp is the latest of its events; event
     * time waits for the earliest of them, so that what follows is not late. What is gathered is part of snapshots.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param most how many events a list has at most, at least 1
     * @param delay how long the first of them waits at most; it also holds event time back as long
     * @return the lists, none of them empty; they cannot be changed
     */
    public EventStream<List<T>> batch(String name, int most, Duration delay) {
        return transform(new SmallVerbs.Batched<>(name, type, most, delay));
    }

    /**
     * Keeps one of so many events of each task: the first, the one that comes so many later, and so on. A job that goes on
     * from a snapshot counts anew, so which ones these are is left to chance. The latest of each key and interval is {@link
     * KeyedStream#sample}.
     *
     * @param oneOf of how many events one is kept, at least 1
     * @return those that are kept
     */
    public EventStream<T> sample(int oneOf) {
        return transform(new SmallVerbs.OneOf<T>(oneOf));
    }

    /**
     * Slows the stream down to a number of events within a time, evenly, and drops none: what the events come from has to
     * wait, as for any slow consumer. By the clock, which is nothing that timestamps have to do with. Of all tasks
     * together, which share the number. While it waits its thread does other work, or sleeps.
     *
     * <p>A snapshot waits until what has been read before it has passed. So put it right behind the source, and where
     * events are few have small batches ({@link JobOptions#batchSize}). What was not used in quiet times is not made up
     * for, and a restart begins anew.
     *
     * @param events how many pass within any such time, at least 1, and at least as many as there are tasks
     * @param per the time
     * @return the same events
     */
    public EventStream<T> throttle(long events, Duration per) {
        return transform(new SmallVerbs.Throttled<T>(events, per));
    }

    /**
     * Joins streams into one that has the events of all. Event time is the minimum over those that are not idle. For more
     * than two, or of different types, there is {@link Pipeline#merge}.
     *
     * @param other another stream
     * @return the events of both, in no particular order between them
     */
    public EventStream<T> merge(EventStream<? extends T> other) {
        Objects.requireNonNull(other, "the stream to merge must not be null");
        checkPipeline(other);
        return pipeline.merge(this, other);
    }

    /**
     * Gives events their timestamps, as instants.
     *
     * @param function from event to its time, never to null
     * @param watermarks how event time advances
     * @return the same events with timestamps; those that {@link Watermarks#maxAhead} sets aside are in its late stream
     */
    public TimedStream<T> timestamps(Fn<? super T, Instant> function, Watermarks<? super T> watermarks) {
        return timestamps(Timestamps.instants(function), watermarks);
    }

    /**
     * Gives events their timestamps; {@code Timestamps.millis(...)} is the form that allocates nothing.
     *
     * @param timestamps how an event tells its time
     * @param watermarks how event time advances
     * @return the same events with timestamps; those that {@link Watermarks#maxAhead} sets aside are in its late stream
     */
    public TimedStream<T> timestamps(Timestamps<T> timestamps, Watermarks<? super T> watermarks) {
        Objects.requireNonNull(timestamps, "the timestamps must not be null");
        Objects.requireNonNull(watermarks, "the watermarks must not be null");
        Duration idle = watermarks.idleTimeout().orElse(pipeline.isLive(node) ? LIVE_IDLE_AFTER : null);
        return new TimedStream<>(transform(new Verbs.Timestamped<T>(timestamps, watermarks, idle)));
    }

    /**
     * Says of what type the events are, where that is not known. Snapshots need it where state holds events, as the
     * windows of {@code first()}, {@code collect()} or {@code reduce(...)} do. It is known of sources of lines, of
     * {@code map}, where its function says that it returns a record or another class that cannot be extended, and of the
     * results of windows, where it is known of their keys and values.
     *
     * @param type a class that is not generic
     * @return the same stream
     */
    public EventStream<T> typed(Class<T> type) {
        return typed(Type.of(type));
    }

    /**
     * Says of what generic type the events are: {@code typed(new Type<List<Trade>>() {})}.
     *
     * @param type the type
     * @return the same stream
     */
    public EventStream<T> typed(Type<T> type) {
        return typedAs(Objects.requireNonNull(type, "the type of the events must not be null"));
    }

    /** The same of another type, or of one that is not known. */
    final EventStream<T> typedAs(Type<T> newType) {
        return new EventStream<>(pipeline, node, output, exchange, newType);
    }

    /** The type of the events, or null where it is not known. */
    Type<T> type() {
        return type;
    }

    /**
     * Partitions the stream: all events of a key go to the same task, in the order in which each producer emitted them.
     * The type of the key is taken from the lambda or method reference, where the JDK knows it.
     *
     * @param <K> the keys; with equals and a hash that is the same in every process (strings, numbers, enums, records
     *     of such, java.time, UUID ...). A record with an equals of its own needs a serde of its own
     * @param key from event to key, never to null
     * @return the partitioned stream
     */
    public <K> KeyedStream<K, T> keyBy(Fn<? super T, ? extends K> key) {
        Objects.requireNonNull(key, "the key function must not be null");
        return new KeyedStream<>(this, new KeySelector<T, K>(key, LambdaTypes.ofResult(key)));
    }

    /**
     * Partitions the stream by a key whose type is declared.
     *
     * @param <K> the keys
     * @param key from event to key, never to null
     * @param type the type of the keys
     * @return the partitioned stream
     */
    public <K> KeyedStream<K, T> keyBy(Fn<? super T, ? extends K> key, Class<K> type) {
        return new KeyedStream<>(this, new KeySelector<T, K>(key, Type.of(type)));
    }

    /**
     * Spreads the events evenly over the tasks of whoever reads the result, which has the job's parallelism unless it
     * was given one.
     *
     * @return the same events; their order is lost
     */
    public EventStream<T> rebalance() {
        return new EventStream<>(pipeline, node, output, Exchange.REBALANCE, type);
    }

    /**
     * Sends every event to every task of whoever reads the result, which has the job's parallelism unless it was given
     * one.
     *
     * @return the same events
     */
    public BroadcastStream<T> broadcast() {
        return new BroadcastStream<>(pipeline, input(0, Exchange.FORWARD), type);
    }

    /**
     * Has one operator read this stream and another one. Neither has keys, so that either is spread over the operator's
     * tasks as it comes: see {@link KeyedStream#connect(KeyedStream)} for what belongs together by a key.
     *
     * @param <B> the events of the other stream
     * @param other the other stream, the right one; this is the left one
     * @return both; {@link Connected#process} says what is done with them
     */
    public <B> Connected<Void, T, B> connect(EventStream<B> other) {
        checkPipeline(Objects.requireNonNull(other, "the stream to connect must not be null"));
        return new Connected<>(this, List.of(input(0), other.input(1)), null, null);
    }

    /**
     * Has an operator process the events of this stream by rules, which every task of it gets.
     *
     * @param <B> the rules
     * @param rules the rules, such as {@code limits.broadcast()}
     * @return both; {@link ConnectedRules#process} says what is done with them
     */
    public <B> ConnectedRules<Void, T, B> connect(BroadcastStream<B> rules) {
        checkPipeline(Objects.requireNonNull(rules, "the rules to connect must not be null"));
        return new ConnectedRules<>(this, input(0), null, rules);
    }

    /**
     * Adds an operator of one's own.
     *
     * @param <R> its results
     * @param operator the operator, such as {@link io.millrace.graph.OperatorSpec} describes it
     * @return the stream of its main output
     */
    public <R> EventStream<R> transform(OperatorLogic<? super T, R> operator) {
        return transform(operator, List.of(input(0)));
    }

    /**
     * Adds an operator of one's own that reads several streams.
     *
     * @param <R> its results
     * @param operator the operator; this stream is its input 0
     * @param others its inputs 1, 2 and so on
     * @return the stream of its main output
     */
    public <R> EventStream<R> transform(OperatorLogic<?, R> operator, EventStream<?>... others) {
        List<Input> inputs = new ArrayList<>();
        inputs.add(input(0));
        for (EventStream<?> other : others) {
            checkPipeline(other);
            inputs.add(other.input(inputs.size()));
        }
        return transform(operator, inputs);
    }

    /**
     * A side output of the operator that this stream comes from.
     *
     * @param <S> its events
     * @param side the side output
     * @return the stream of its events
     */
    public <S> EventStream<S> sideOutput(SideOutput<S> side) {
        return sideOutput(side.name(), side.type());
    }

    /**
     * A side output by its name, for subclasses that know the type of its events.
     *
     * @param <S> its events
     * @param name its name
     * @param sideType the type of its events, or null where it is not known
     * @return the stream of its events
     */
    protected final <S> EventStream<S> sideOutput(String name, Type<S> sideType) {
        return new EventStream<>(pipeline, node, name, Exchange.FORWARD, sideType);
    }

    /**
     * Ends the stream in a sink. The stream may be sent to other sinks as well.
     *
     * @param sinkName the sink's name, unique in the pipeline and stable across versions of the program
     * @param sink where the events go
     */
    public void to(String sinkName, Sink<? super T> sink) {
        Objects.requireNonNull(sink, "the sink must not be null");
        pipeline.add(Node.checkedName("sink", sinkName), new NodeLogic.ToSink(sink), List.of(input(0)));
    }

    /**
     * Names the operator that this stream comes from, for messages and metrics. Sources, sinks and operators with state
     * have their name already.
     *
     * @param name the name, unique in the pipeline
     * @return this stream
     */
    public EventStream<T> named(String name) {
        checkIsMainOutput("named");
        String kind = node().kind();
        if (node().name() != null) {
            throw new IllegalStateException(
                    "the " + kind + " is already named '" + node().name() + "'; a node is named once");
        }
        String checked = Node.checkedName(kind, name);
        pipeline.change(node, each -> each.withName(checked));
        return this;
    }

    /**
     * Says what becomes of an event that the function of {@link #map}, {@link #filter} or {@link #flatMap}, or the call of
     * {@link #mapAsync}, {@link #mapBlocking}, {@link #lookup} or {@link #lookupBlocking}, right before this, throws an exception for: {@code lines.map(Order::parse).onError(Errors.deadLetter())}. What flatMap
     * had given of the event by then stays. Right behind a source it is for the records that its readers {@linkplain
     * io.millrace.source.SourceContext#reject reject}. Without it the job fails.
     *
     * @param policy what becomes of it
     * @return this stream
     */
    public EventStream<T> onError(Errors policy) {
        Objects.requireNonNull(policy, "the policy of onError must not be null");
        checkIsMainOutput("onError");
        pipeline.onError(node, policy);
        return this;
    }

    /**
     * Sets the number of tasks of the operator that this stream comes from.
     *
     * @param tasks how many, from 1 to 128
     * @return this stream
     */
    public EventStream<T> parallelism(int tasks) {
        checkIsMainOutput("parallelism");
        int checked = JobOptions.checkedParallelism(tasks);
        pipeline.change(node, each -> each.withParallelism(checked));
        return this;
    }

    /** Changes what the operator does that this stream comes from. */
    void changeLogic(String verb, UnaryOperator<NodeLogic> change) {
        checkIsMainOutput(verb);
        pipeline.change(node, each -> each.withLogic(change.apply(each.logic())));
    }

    void checkPipeline(EventStream<?> other) {
        other.checkPipeline(pipeline);
    }

    void checkPipeline(Pipeline reader) {
        if (reader != pipeline) {
            throw new IllegalArgumentException("a stream of pipeline '" + pipeline.name() + "' cannot be read in '"
                    + reader.name() + "': build both in one pipeline");
        }
    }

    /** Behind rebalance() and the like these words would seem to be about what comes next. */
    private void checkIsMainOutput(String verb) {
        if (output != null || !(exchange instanceof Exchange.Forward)) {
            throw new IllegalStateException(
                    "." + verb + "(...) is about the operator that a stream comes from: say it right"
                            + " behind the " + node().kind() + " '" + node().label()
                            + "', before rebalance(), broadcast() or a"
                            + " side output, or else behind the operator that comes next");
        }
    }

    /** Changes the logic of the operator that this stream comes from, and returns what it is now. */
    @SuppressWarnings("unchecked") // whoever has made the node knows its logic
    <L extends NodeLogic> L changeLogic(UnaryOperator<L> change) {
        pipeline.change(node, each -> each.withLogic(change.apply((L) each.logic())));
        return (L) node().logic();
    }

    Input input(int ordinal) {
        return input(ordinal, exchange);
    }

    Input input(int ordinal, Exchange through) {
        return new Input(ordinal, node, output, through, type);
    }

    @SuppressWarnings("unchecked") // the operator answers for the type of its results
    <R> EventStream<R> transform(OperatorLogic<?, R> operator, List<Input> inputs) {
        String name = operator.name() == null ? null : Node.checkedName("operator", operator.name());
        int added = pipeline.add(name, operator, inputs);
        return new EventStream<>(pipeline, added, (Type<R>) operator.resultType(type));
    }

    private Node node() {
        return pipeline.node(node);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + node().label() + (output == null ? "" : "." + output);
    }
}
