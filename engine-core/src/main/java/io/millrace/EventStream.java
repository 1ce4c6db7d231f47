package io.millrace;

import io.millrace.call.CallOptions;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.call.MappedByCalls;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.SmallVerbs;
import io.millrace.graph.SplitVerb;
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
    private final Place place;

    /** Null where it is not known. */
    private final Type<T> type;

    EventStream(Pipeline pipeline, int node, Type<T> type) {
        this(pipeline, new Place(pipeline.nodes(), node, null, Exchange.FORWARD), type);
    }

    EventStream(Pipeline pipeline, Place place, Type<T> type) {
        this.pipeline = pipeline;
        this.place = place;
        this.type = type;
    }

    /** The same stream, for subclasses that add verbs of their own. */
    protected EventStream(EventStream<T> stream) {
        this(stream.pipeline, stream.place, stream.type);
    }

    /** Turns each event into another, of the same timestamp. The function never returns null. */
    public <R> EventStream<R> map(Fn<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "the function of map must not be null");
        return transform(new Verbs.Mapped<T, R>(function, null));
    }

    /** Keeps the events that satisfy a condition. */
    public EventStream<T> filter(PredicateFn<? super T> predicate) {
        Objects.requireNonNull(predicate, "the predicate of filter must not be null");
        return transform(new Verbs.Filtered<T>(predicate, null));
    }

    /** Keeps the events of a type. */
    public <S extends T> EventStream<S> ofType(Class<S> type) {
        Objects.requireNonNull(type, "the class of ofType must not be null");
        return transform(new SmallVerbs.OfType<T, S>(type));
    }

    /** Divides the stream, each event going into one of several: of subtypes, or by conditions. */
    public SplitStream<T> split() {
        return new SplitStream<>(transform(new SplitVerb<>(List.of(), type)));
    }

    /**
     * Turns each event into any number of others, of the same timestamp. They are taken from the iterable, which is never null, one by one as there
     * is room downstream, so it may be long, and lazy.
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
     * @param key from event to key, which has equals and hashCode; never to null
     * @param load from key to a stage that any thread may complete, never to null; called on the task's thread, it must not
     *     block. Where there is nothing of the key it is completed by null, or by an empty {@link java.util.Optional}
     */
    public <Q, V> Lookup<T, Q, V> lookup(
            Fn<? super T, ? extends Q> key, Fn<? super Q, ? extends CompletionStage<? extends V>> load) {
        return new Lookup<>(this, key, load, false);
    }

    /**
     * Looks up what somebody else has of the key of each event by a function that blocks, as a query of a database does: see {@link #lookup}. It is called by threads that the engine makes for it, as that of {@link
     * #mapBlocking} is.
     *
     * @param key from event to key, which has equals and hashCode; never to null
     * @param load from key to what there is: null, or an empty {@link java.util.Optional}, where there is nothing
     */
    public <Q, V> Lookup<T, Q, V> lookupBlocking(Fn<? super T, ? extends Q> key, Fn<? super Q, ? extends V> load) {
        return new Lookup<>(this, key, load, true);
    }

    /** Looks at each event on its way, to log or count it. The action must not block. */
    public EventStream<T> peek(ConsumerFn<? super T> action) {
        Objects.requireNonNull(action, "the action of peek must not be null");
        return transform(new Verbs.Peeked<T>(action));
    }

    /**
     * Gathers events into lists, in their order and by task: a list, which is not empty and cannot be changed, is emitted when it has so many events, or when its first
     * event has waited so long by the clock, or at the end of the data. Its timestamp is the latest of its events; event
     * time waits for the earliest of them, so that what follows is not late. What is gathered is part of snapshots.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param most how many events a list has at most, at least 1
     * @param delay how long the first of them waits at most; it also holds event time back as long
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
     */
    public EventStream<T> throttle(long events, Duration per) {
        return transform(new SmallVerbs.Throttled<T>(events, per));
    }

    /**
     * Joins streams into one that has the events of both, in no particular order between them. Event time is the minimum over those that are not
     * idle. For more than two, or of different types, there is {@link Pipeline#merge}.
     */
    public EventStream<T> merge(EventStream<? extends T> other) {
        Objects.requireNonNull(other, "the stream to merge must not be null");
        checkPipeline(other);
        return pipeline.merge(this, other);
    }

    /** As {@link #timestamps(Timestamps, Watermarks)}, by a function that gives instants, never null. */
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
        Duration idle = watermarks.idleTimeout().orElse(place.isLive() ? LIVE_IDLE_AFTER : null);
        return new TimedStream<>(transform(new Verbs.Timestamped<T>(timestamps, watermarks, idle)));
    }

    /**
     * Says of what type the events are, where that is not known. Snapshots need it where state holds events, as the
     * windows of {@code first()}, {@code collect()} or {@code reduce(...)} do. It is known of sources of lines, of
     * {@code map}, where its function says that it returns a record or another class that cannot be extended, and of the
     * results of windows, where it is known of their keys and values.
     *
     * @param type a class that is not generic
     */
    public EventStream<T> typed(Class<T> type) {
        return typed(Type.of(type));
    }

    /** As {@link #typed(Class)}, of a generic type: {@code typed(new Type<List<Trade>>() {})}. */
    public EventStream<T> typed(Type<T> type) {
        return typedAs(Objects.requireNonNull(type, "the type of the events must not be null"));
    }

    /** The same of another type, or of one that is not known. */
    final EventStream<T> typedAs(Type<T> newType) {
        return new EventStream<>(pipeline, place, newType);
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
     */
    public <K> KeyedStream<K, T> keyBy(Fn<? super T, ? extends K> key) {
        Objects.requireNonNull(key, "the key function must not be null");
        return new KeyedStream<>(this, new KeySelector<T, K>(key, LambdaTypes.ofResult(key)));
    }

    /** As {@link #keyBy(Fn)}, by a key whose type is declared. */
    public <K> KeyedStream<K, T> keyBy(Fn<? super T, ? extends K> key, Class<K> type) {
        return new KeyedStream<>(this, new KeySelector<T, K>(key, Type.of(type)));
    }

    /**
     * Spreads the events evenly over the tasks of whoever reads the result, which has the job's parallelism unless it
     * was given one. Their order is lost.
     */
    public EventStream<T> rebalance() {
        return new EventStream<>(pipeline, place.through(Exchange.REBALANCE), type);
    }

    /** Sends every event to every task of whoever reads the result, which has the job's parallelism unless it was given one. */
    public BroadcastStream<T> broadcast() {
        return new BroadcastStream<>(pipeline, input(0, Exchange.FORWARD), type);
    }

    /**
     * Has one operator read this stream, the left one, and another one, the right one: {@link Connected#process} says what is done with both. Neither has keys, so that
     * either is spread over the operator's tasks as it comes: see {@link KeyedStream#connect(KeyedStream)} for what belongs together by a key.
     */
    public <B> Connected<Void, T, B> connect(EventStream<B> other) {
        checkPipeline(Objects.requireNonNull(other, "the stream to connect must not be null"));
        return new Connected<>(this, List.of(input(0), other.input(1)), null, null);
    }

    /**
     * Has an operator process the events of this stream by rules such as {@code limits.broadcast()}, which every task of it gets: {@link
     * ConnectedRules#process} says what is done with both.
     */
    public <B> ConnectedRules<Void, T, B> connect(BroadcastStream<B> rules) {
        checkPipeline(Objects.requireNonNull(rules, "the rules to connect must not be null"));
        return new ConnectedRules<>(this, input(0), null, rules);
    }

    /** Adds an operator of one's own, such as {@link io.millrace.graph.OperatorSpec} describes it. */
    public <R> EventStream<R> transform(OperatorLogic<? super T, R> operator) {
        return transform(operator, List.of(input(0)));
    }

    /** Adds an operator of one's own, of which this stream is input 0, and the others are inputs 1, 2 and so on. */
    public <R> EventStream<R> transform(OperatorLogic<?, R> operator, EventStream<?>... others) {
        List<Input> inputs = new ArrayList<>();
        inputs.add(input(0));
        for (EventStream<?> other : others) {
            checkPipeline(other);
            inputs.add(other.input(inputs.size()));
        }
        return transform(operator, inputs);
    }

    /** A side output of the operator that this stream comes from. */
    public <S> EventStream<S> sideOutput(SideOutput<S> side) {
        return sideOutput(side.name(), side.type());
    }

    /** A side output by its name, for subclasses that know the type of its events, which may be null. */
    protected final <S> EventStream<S> sideOutput(String name, Type<S> sideType) {
        return new EventStream<>(pipeline, place.side(name), sideType);
    }

    /**
     * Ends the stream in a sink. The stream may be sent to other sinks as well.
     *
     * @param sinkName the sink's name, unique in the pipeline and stable across versions of the program
     * @param sink where the events go
     */
    public void to(String sinkName, Sink<? super T> sink) {
        Objects.requireNonNull(sink, "the sink must not be null");
        pipeline.nodes().add(Node.checkedName("sink", sinkName), new NodeLogic.ToSink(sink), List.of(input(0)));
    }

    /**
     * Names the operator that this stream comes from, for messages and metrics, as no other in the pipeline is. Sources, sinks and
     * operators with state have their name already.
     */
    public EventStream<T> named(String name) {
        place.name(name);
        return this;
    }

    /**
     * Says what becomes of an event that the function of {@link #map}, {@link #filter} or {@link #flatMap}, or the call of
     * {@link #mapAsync}, {@link #mapBlocking}, {@link #lookup} or {@link #lookupBlocking}, right before this, throws an exception for: {@code lines.map(Order::parse).onError(Errors.deadLetter())}. What flatMap
     * had given of the event by then stays. Right behind a source it is for the records that its readers {@linkplain
     * io.millrace.source.SourceContext#reject reject}. Without it the job fails.
     *
     * @param policy what becomes of it
     */
    public EventStream<T> onError(Errors policy) {
        Objects.requireNonNull(policy, "the policy of onError must not be null");
        place.checkIsMainOutput("onError");
        pipeline.onError(place.id(), policy);
        return this;
    }

    /** Sets the number of tasks of the operator that this stream comes from, from 1 to 128. */
    public EventStream<T> parallelism(int tasks) {
        int checked = JobOptions.checkedParallelism(tasks);
        place.change("parallelism", each -> each.withParallelism(checked));
        return this;
    }

    Place place() {
        return place;
    }

    void checkPipeline(EventStream<?> other) {
        other.place.checkReadBy(place.nodes());
    }

    Input input(int ordinal) {
        return input(ordinal, place.exchange());
    }

    Input input(int ordinal, Exchange through) {
        return place.input(ordinal, through, type);
    }

    @SuppressWarnings("unchecked") // the operator answers for the type of its results
    <R> EventStream<R> transform(OperatorLogic<?, R> operator, List<Input> inputs) {
        String name = operator.name() == null ? null : Node.checkedName("operator", operator.name());
        Place added = place.behind(pipeline.nodes().add(name, operator, inputs));
        return new EventStream<>(pipeline, added, (Type<R>) operator.resultType(type));
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + place;
    }
}
