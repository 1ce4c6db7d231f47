package io.millrace;

import io.millrace.call.CallOptions;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.call.LookedUp;
import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import java.time.Duration;
import java.util.Objects;

/**
 * Events that are to be put together with what somebody else has of their keys: how that is asked, and, by {@link #inner} or
 * {@link #left}, what is made of it. Immutable.
 *
 * <p>{@code lookup} takes a function that answers by a {@link java.util.concurrent.CompletionStage}, {@code lookupBlocking} one that blocks, which is called by threads that the engine makes for it, as many as events may wait: it must be safe to be called by several, and is
 * interrupted when it takes longer than the timeout, and when the job ends.
 *
 * <p>Of each key there is one call at a time in a task, whose answer all events get that came meanwhile. All else is as with
 * {@link EventStream#mapAsync mapAsync}: 64 events of each task wait for an answer at a time unless something else is said,
 * results are in the order of the events, the first failure of a call fails the job, and the events that wait are in snapshots.
 *
 * @param <T> the events
 * @param <Q> the keys
 * @param <V> what there is of a key
 */
public final class Lookup<T, Q, V> {

    private final EventStream<T> stream;
    private final Fn<? super T, ? extends Q> key;
    private final Fn<? super Q, ?> load;
    private final boolean blocks;
    private final CallOptions options;
    private final int cached;
    private final Duration freshFor;

    Lookup(EventStream<T> stream, Fn<? super T, ? extends Q> key, Fn<? super Q, ?> load, boolean blocks) {
        this(stream, key, load, blocks, CallOptions.of(CallOrder.OF_EVENTS), 0, Duration.ZERO);
        String verb = blocks ? "lookupBlocking" : "lookup";
        Objects.requireNonNull(key, () -> "the key function of " + verb + " must not be null");
        Objects.requireNonNull(load, () -> "the function that " + verb + " loads by must not be null");
    }

    private Lookup(
            EventStream<T> stream,
            Fn<? super T, ? extends Q> key,
            Fn<? super Q, ?> load,
            boolean blocks,
            CallOptions options,
            int cached,
            Duration freshFor) {
        this.stream = stream;
        this.key = key;
        this.load = load;
        this.blocks = blocks;
        this.options = options;
        this.cached = cached;
        this.freshFor = freshFor;
    }

    private Lookup<T, Q, V> with(CallOptions newOptions) {
        return new Lookup<>(stream, key, load, blocks, newOptions, cached, freshFor);
    }

    /**
     * Sets how many events may wait for an answer at a time, in each task; 64 unless said. Of {@code lookupBlocking} it is the number of threads, too: see {@link AsyncStream#inFlight}.
     *
     * @param most how many, from 1 to 1,000,000
     * @return the changed lookup
     */
    public Lookup<T, Q, V> inFlight(int most) {
        return with(options.inFlight(most));
    }

    /**
     * Has results be emitted as they are answered, in whatever order; never behind a watermark that makes them late.
     *
     * @return the changed lookup
     */
    public Lookup<T, Q, V> unordered() {
        return with(options.order(CallOrder.OF_ANSWERS));
    }

    /**
     * Sets how long a call for a key may take, over all tries: see {@link AsyncStream#timeout}.
     *
     * @param most how long, more than no time
     * @return the changed lookup
     */
    public Lookup<T, Q, V> timeout(Duration most) {
        return with(options.timeout(most));
    }

    /**
     * Has a call be made again that has failed: see {@link AsyncStream#retry(int, Duration)}.
     *
     * @param times how often, after the first try; not negative
     * @param backoff how long after a failure; not negative
     * @return the changed lookup
     */
    public Lookup<T, Q, V> retry(int times, Duration backoff) {
        return with(options.retry(times, backoff));
    }

    /**
     * Has a call be made again that has failed, after ever longer: see {@link AsyncStream#retry(int, Duration, Duration)}.
     *
     * @param times how often, after the first try; not negative
     * @param first how long after the first failure, at most; more than no time
     * @param longest what that doubles up to; not less than {@code first}
     * @return the changed lookup
     */
    public Lookup<T, Q, V> retry(int times, Duration first, Duration longest) {
        return with(options.retry(times, first, longest));
    }

    /**
     * Has each task remember what it was told, also that there is nothing; failures are not remembered. The cache is not part
     * of snapshots. It is per task: behind {@code rebalance()} each key may be in all of them.
     *
     * @param most of how many keys, of which those go that were not asked for longest; at least 1
     * @param freshFor for how long from the answer on, by the clock; more than no time
     * @return the changed lookup
     */
    public Lookup<T, Q, V> cache(int most, Duration freshFor) {
        if (most < 1) {
            throw new IllegalArgumentException("the cache of lookup remembers at least 1 key, not " + most);
        }
        return new Lookup<>(stream, key, load, blocks, options, most, freshFor);
    }

    /**
     * Makes a result of each event and what there is of its key, and nothing of events of whose key there is nothing: where
     * {@code load} was answered by null, or an empty {@link java.util.Optional}.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param result from event and what there is to result, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> EventStream<R> inner(String name, BiFn<? super T, ? super V, ? extends R> result) {
        return add(name, true, result);
    }

    /**
     * Makes a result of each event and what there is of its key.
     *
     * @param <R> the results
     * @param name the operator's name, unique in the pipeline and stable across versions of the program
     * @param result from event and what {@code load} was answered by, which may be null, to result, never to null
     * @return the results, with the timestamps of their events
     */
    public <R> EventStream<R> left(String name, BiFn<? super T, ? super V, ? extends R> result) {
        return add(name, false, result);
    }

    private <R> EventStream<R> add(String name, boolean inner, BiFn<? super T, ? super V, ? extends R> result) {
        Objects.requireNonNull(result, "the function from event and row to result must not be null");
        return stream.transform(new LookedUp<T, Q, V, R>(
                name, key, load, blocks, inner, result, options, cached, freshFor, stream.type(), null));
    }
}
