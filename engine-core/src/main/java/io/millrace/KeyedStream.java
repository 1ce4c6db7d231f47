package io.millrace;

import io.millrace.Timely.Deduped;
import io.millrace.Timely.Limited;
import io.millrace.call.CallOptions;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.call.MappedByCalls;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.SupplierFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node.Input;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.SmallVerbs;
import io.millrace.graph.Verbs;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.serde.Type;
import io.millrace.view.ViewLogic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A stream partitioned by key: what reads it has state and timers per key.
 *
 * @param <K> the keys
 * @param <T> the events
 */
public final class KeyedStream<K, T> implements OperatorInput<K> {

    private final EventStream<T> stream;
    private final KeySelector<T, K> key;

    KeyedStream(EventStream<T> stream, KeySelector<T, K> key) {
        this.stream = stream;
        this.key = key;
    }

    /**
     * Adds an operator of one's own with state and timers.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Blocker::new}
     * @return the results
     */
    public <R> EventStream<R> process(
            String name, SupplierFn<? extends KeyedProcess<? super K, ? super T, R>> factory) {
        Objects.requireNonNull(factory, "the factory of process must not be null");
        return transform(new Verbs.Processed<K, T, R>(name, key, factory));
    }

    /**
     * Lets one event of a key pass, the first to come, and keeps out its duplicates: those whose timestamps are less than
     * a while from that of one that has passed, before or after. In event time: neither the clock nor the watermark
     * decides what is a duplicate, and what is remembered goes when the watermark has left it behind. Key the stream by
     * what identifies an event.
     *
     * <p>What comes behind the watermark cannot be judged any more, and is in the {@linkplain Timely#late late} stream.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param within how long an event is remembered, at least a millisecond
     * @return what passes, at once
     */
    public Deduped<T> dedup(String name, Duration within) {
        return new Deduped<>(transform(new SmallVerbs.AtMost<>(name, key, 1, within, true)));
    }

    /**
     * Lets at most so many events of a key pass within any stretch of time that is so long, and keeps out what would be
     * more; what does not pass does not count. In event time, in the order of arrival: an event is held against those that
     * have passed before and behind it in time. Of each key the times of what has passed are kept, as many as may.
     *
     * <p>What comes behind the watermark cannot be judged any more, and is in the {@linkplain Timely#late late} stream.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param events how many may pass, at least 1
     * @param per how long the time is, at least a millisecond; two events that are as far from each other are not within it
     * @return what passes, at once
     */
    public Limited<T> atMost(String name, int events, Duration per) {
        return new Limited<>(transform(new SmallVerbs.AtMost<>(name, key, events, per, false)));
    }

    /**
     * Brings the events of a key into the order of their timestamps, and those of one timestamp into that of their arrival.
     * Each is kept until the watermark has come to it, which waits for it, so that it is not late for what follows.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @return the events in order; what comes behind the watermark is in the {@linkplain Timely#late late} stream
     */
    public Timely<T> reorder(String name) {
        return kept(SmallVerbs.Keeping.REORDER, name, null);
    }

    /**
     * Passes on an event when no other of its key has followed for a while, in event time: of each run of events that are
     * less than that from each other the last, and of those of one timestamp the last to come. It passes on when the
     * watermark tells that the while is over, which waits for its timestamp.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param quiet how long the while is, at least a millisecond
     * @return what passes; what comes behind the watermark is in the {@linkplain Timely#late late} stream
     */
    public Timely<T> debounce(String name, Duration quiet) {
        return kept(SmallVerbs.Keeping.DEBOUNCE, name, quiet);
    }

    /**
     * Passes on the latest event of each key and interval, in event time; of those of one timestamp the last to come.
     * Intervals are counted from the epoch. It passes on when the watermark tells that the interval is over, which waits
     * for the beginning of it. An interval without events gives none.
     *
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param every how long an interval is, at least a millisecond
     * @return what passes; what comes behind the watermark is in the {@linkplain Timely#late late} stream
     */
    public Timely<T> sample(String name, Duration every) {
        return kept(SmallVerbs.Keeping.SAMPLE, name, every);
    }

    private Timely<T> kept(SmallVerbs.Keeping keeping, String name, Duration time) {
        return new Timely<>(transform(new SmallVerbs.Kept<>(keeping, name, key, stream.type(), time)));
    }

    /**
     * Has somebody else turn each event into another, as {@link EventStream#mapAsync} does. Results are in the order of the
     * events of each key, and may overtake those of other keys; events of a key may be asked about at the same time.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param call from event to a stage that any thread may complete, never to null; the result must not be null
     * @return the results, with the timestamps of their events
     */
    public <R> AsyncStream<T, R> mapAsync(String name, Fn<? super T, ? extends CompletionStage<? extends R>> call) {
        return called(name, call, false);
    }

    /**
     * Turns each event into another by a function that blocks, as {@link EventStream#mapBlocking} does. Results are in the
     * order of the events of each key, and may overtake those of other keys; events of a key may be worked on at the same time.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param function from event to result, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> AsyncStream<T, R> mapBlocking(String name, Fn<? super T, ? extends R> function) {
        return called(name, function, true);
    }

    private <R> AsyncStream<T, R> called(String name, Fn<? super T, ?> function, boolean blocks) {
        CallOptions options = CallOptions.of(CallOrder.OF_EACH_KEY);
        return new AsyncStream<>(
                transform(new MappedByCalls<T, R>(name, function, blocks, options, null, key, eventType(), null)));
    }

    /**
     * Groups events by time; see {@code io.millrace.window.Windows} for what there is.
     *
     * @param <S> what is to be said next about the windows
     * @param windowing the windows
     * @return the windowed stream
     */
    public <S> S window(KeyedExtension<? super K, ? super T, S> windowing) {
        return extend(windowing);
    }

    /**
     * Shows the latest row of each key to the application, while the job runs: see {@link io.millrace.view.TableView}, which {@link Job#view} gives. A row stays until the function gives null for
     * its key.
     *
     * @param <V> the rows
     * @param name the name of the view, unique among the operators of the pipeline and stable across versions of the program
     * @param row from event to the row of its key, or to null where that has none any more; a row is not changed any more
     * @return the same events
     */
    public <V> EventStream<T> view(String name, Fn<? super T, ? extends V> row) {
        Objects.requireNonNull(row, "the function from event to row must not be null");
        return transform(new ViewLogic<K, T, V>(name, key, row, LambdaTypes.ofResult(row)));
    }

    /**
     * As {@link #view(String, Fn)}, with the type of the rows, which snapshots need.
     *
     * @param <V> the rows
     * @param name the name of the view, unique among the operators of the pipeline and stable across versions of the program
     * @param row from event to the row of its key, or to null where that has none any more; a row is not changed any more
     * @param type the class of the rows
     * @return the same events
     */
    public <V> EventStream<T> view(String name, Fn<? super T, ? extends V> row, Class<V> type) {
        return view(name, row, Type.of(type));
    }

    /**
     * As {@link #view(String, Fn, Class)}, with a type that may be generic.
     *
     * @param <V> the rows
     * @param name the name of the view, unique among the operators of the pipeline and stable across versions of the program
     * @param row from event to the row of its key, or to null where that has none any more; a row is not changed any more
     * @param type the type of the rows
     * @return the same events
     */
    public <V> EventStream<T> view(String name, Fn<? super T, ? extends V> row, Type<V> type) {
        Objects.requireNonNull(type, "the type of the rows must not be null");
        return transform(new ViewLogic<K, T, V>(name, key, row, type));
    }

    /**
     * Has the stream meet another one, or a table, by its key; see {@code io.millrace.join.Joins} and {@code
     * io.millrace.table.Tables} for what there is.
     *
     * @param <S> what is to be said next about the join
     * @param join what it meets, and how
     * @return the join
     */
    public <S> S join(KeyedExtension<? super K, ? super T, S> join) {
        return extend(join);
    }

    /**
     * Has one operator read this stream and another one with the same keys: all events of a key, of either stream, go to
     * the same task, where they share what is kept of the key. Event time is the minimum over both streams.
     *
     * @param <B> the events of the other stream
     * @param other the other stream, the right one; this is the left one
     * @return both; {@link Connected#process} says what is done with them
     */
    public <B> Connected<K, T, B> connect(KeyedStream<K, B> other) {
        Objects.requireNonNull(other, "the stream to connect must not be null");
        return new Connected<>(stream, List.of(input(0), input(other, 1)), key, other.key);
    }

    /**
     * Has an operator process the events of this stream by rules, which every task of it gets.
     *
     * @param <B> the rules
     * @param rules the rules, such as {@code limits.broadcast()}
     * @return both; {@link ConnectedRules#process} says what is done with them
     */
    public <B> ConnectedRules<K, T, B> connect(BroadcastStream<B> rules) {
        stream.checkPipeline(Objects.requireNonNull(rules, "the rules to connect must not be null"));
        return new ConnectedRules<>(stream, input(0), key, rules);
    }

    /**
     * Adds an operator of one's own on the operator SPI. Each task of it owns a range of the key groups, and gets the
     * events of those with the hash of their key.
     *
     * @param <R> its results
     * @param operator the operator
     * @return the stream of its main output
     */
    public <R> EventStream<R> transform(OperatorLogic<? super T, R> operator) {
        return stream.transform(operator, List.of(input(0)));
    }

    /**
     * Adds an operator of one's own that reads several streams by the same key: each task of it owns a range of the key
     * groups, and gets the events of those from all streams that are partitioned. What is broadcast gets to every task,
     * without a hash.
     *
     * <p>Event time is the minimum over the inputs, but for {@linkplain OperatorLogic#isControl control} inputs.
     *
     * @param <R> its results
     * @param operator the operator; this stream is its input 0
     * @param second its input 1: a stream with the same keys, or one that is {@link EventStream#broadcast broadcast}
     * @param more its inputs 2, 3 and so on
     * @return the stream of its main output
     * @throws IllegalArgumentException when one of the streams is neither keyed nor broadcast: its events would get to
     *     tasks that do not own their keys
     */
    @SafeVarargs
    public final <R> EventStream<R> transform(
            OperatorLogic<?, R> operator, OperatorInput<? super K> second, OperatorInput<? super K>... more) {
        List<Input> inputs = new ArrayList<>(List.of(input(0), input(second, 1)));
        for (OperatorInput<? super K> other : more) {
            inputs.add(input(other, inputs.size()));
        }
        return stream.transform(operator, inputs);
    }

    private Input input(OperatorInput<?> other, int ordinal) {
        Objects.requireNonNull(other, "a stream to read must not be null");
        if (other instanceof KeyedStream<?, ?> keyed) {
            stream.checkPipeline(keyed.stream);
            return keyed.input(ordinal);
        }
        EventStream<?> plain = (EventStream<?>) other;
        stream.checkPipeline(plain);
        Input input = plain.input(ordinal);
        if (!(input.exchange() instanceof Exchange.Broadcast)) {
            throw new IllegalArgumentException("input " + ordinal + ", the " + plain
                    + ", is neither keyed nor broadcast, so that its events would get to any task, whatever keys that"
                    + " owns: put .keyBy(...) or .broadcast() behind it");
        }
        return input;
    }

    private Input input(int ordinal) {
        return stream.input(ordinal, new Exchange.ByKey(key));
    }

    /**
     * How the key is got.
     *
     * @return the function, and the type where it is known
     */
    public KeySelector<T, K> key() {
        return key;
    }

    /**
     * The type of the events, which snapshots need where state holds events.
     *
     * @return the type, or null where it is not known: {@link EventStream#typed(Class)} before keyBy tells it
     */
    public Type<T> eventType() {
        return stream.type();
    }

    @SuppressWarnings("unchecked") // an extension that takes streams of any super-type of K and T takes this one
    private <S> S extend(KeyedExtension<? super K, ? super T, S> extension) {
        return ((KeyedExtension<K, T, S>) extension).extend(this);
    }

    @Override
    public String toString() {
        return "KeyedStream of " + stream;
    }
}
