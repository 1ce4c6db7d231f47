package io.millrace.window;

import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.Verbs;
import io.millrace.operator.Aggregate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A keyed stream whose events are grouped by windows. Immutable.
 *
 * <p>The event time is that of the stream: a window ends when the watermark reaches its end minus one millisecond. The
 * accumulators of live windows are part of snapshots.
 *
 * @param <K> the keys
 * @param <T> the events
 */
public final class WindowedStream<K, T> {

    private final KeyedStream<K, T> upstream;
    private final WindowShape<? super T> windows;
    private final long lateness;
    private final boolean processingTime;
    private final boolean updatesAreMeant;

    WindowedStream(KeyedStream<K, T> upstream, WindowShape<? super T> windows) {
        this(upstream, windows, 0, false, false);
    }

    private WindowedStream(
            KeyedStream<K, T> upstream,
            WindowShape<? super T> windows,
            long lateness,
            boolean processingTime,
            boolean updatesAreMeant) {
        this.upstream = upstream;
        this.windows = windows;
        this.lateness = lateness;
        this.processingTime = processingTime;
        this.updatesAreMeant = updatesAreMeant;
    }

    /**
     * Shifts windows that are aligned to the epoch: with a size of a day, an offset of minus eight hours gives the days
     * of a place eight hours ahead of UTC. For days where clocks change, see {@link Windows}' calendar windows.
     *
     * @param offset less than the size, or the slide, in either direction
     * @return the windows, with that offset
     * @throws IllegalStateException for windows that are not aligned, such as sessions
     */
    public WindowedStream<K, T> offset(Duration offset) {
        return new WindowedStream<>(
                upstream,
                windows.shifted(Bounds.millis("the offset", offset)),
                lateness,
                processingTime,
                updatesAreMeant);
    }

    /**
     * Has the windows go by the clock: each event belongs to the time at which it comes, and windows end when the clock
     * has passed their ends. No timestamps are needed, no event is late, and results depend on when the job runs.
     *
     * @return the windows, on processing time
     */
    public WindowedStream<K, T> processingTime() {
        return new WindowedStream<>(upstream, windows, lateness, true, updatesAreMeant);
    }

    /**
     * Says that results of other windows are to be taken as they come, where those emit several of a window, before its
     * end or for late events: each counts as an event of its own. Without this word such windows are refused when the
     * job starts, unless the aggregate {@linkplain Aggregate#takes takes} updates, since a minute that is told ten times
     * would be counted ten times.
     *
     * @return the windows, which take updates for events
     */
    public WindowedStream<K, T> updatesAreMeant() {
        return new WindowedStream<>(upstream, windows, lateness, processingTime, true);
    }

    /**
     * Keeps windows for a while after their ends, for stragglers: each one that comes by then gives its window's
     * updated result at once. What comes later goes to {@link WindowedResults#late()}. Without this it is zero.
     *
     * @param lateness how long, in event time, not negative
     * @return the windows, with that lateness
     * @throws IllegalStateException for windows that no event is late for, such as count windows
     */
    public WindowedStream<K, T> allowedLateness(Duration lateness) {
        long millis = Bounds.millis("the allowed lateness", lateness);
        if (millis < 0) {
            throw new IllegalArgumentException("the allowed lateness must not be negative, but is " + lateness);
        }
        if (!windows.canBeLate()) {
            throw WindowSpec.neverLate(windows);
        }
        return new WindowedStream<>(upstream, windows, millis, processingTime, updatesAreMeant);
    }

    /**
     * Aggregates the events of each key and window, and emits the result at the end of the window.
     *
     * @param <R> the values of the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param aggregate what to make of the events; see {@link Aggregates}
     * @return the results
     */
    public <R> WindowedResults<K, T, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        return aggregate(name, aggregate, Emit.atEnd());
    }

    /**
     * Aggregates the events of each key and window.
     *
     * @param <R> the values of the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param aggregate what to make of the events; see {@link Aggregates}
     * @param emit when to emit results
     * @return the results
     * @throws IllegalArgumentException when these windows cannot emit like that
     */
    public <R> WindowedResults<K, T, R> aggregate(
            String name, Aggregate<? super T, ?, R> aggregate, Emit<? super R> emit) {
        WindowSpec<K, T, R> spec = spec(name, aggregate, emit);
        return new WindowedResults<>(upstream.transform(spec), spec);
    }

    /**
     * Aggregates the events of each key and window, and makes an output of each result and the event that raised it: the one
     * with which the result came to satisfy the condition of {@link Emit#whenFirst}, or that {@link Emit#onUpdate} tells. The
     * event is not kept, so an alert that names it costs no state; {@code last()} would keep the last event of every key.
     *
     * <pre>{@code
     * payments.keyBy(Payment::user)
     *         .window(Windows.tumbling(ofMinutes(5)))
     *         .aggregate("velocity", count(), Emit.whenFirst(count -> count > 3),
     *                 (window, payment) -> new Alert(payment.id(), window.value()));
     * }</pre>
     *
     * @param <R> the values of the results
     * @param <O> the outputs
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param aggregate what to make of the events; see {@link Aggregates}
     * @param emit when to emit results: {@link Emit#whenFirst} or {@link Emit#onUpdate}
     * @param function from a result and its event to an output, never to null
     * @return the outputs, with the timestamps of the results
     * @throws IllegalArgumentException when these windows cannot emit like that, or when it is not events that raise results
     */
    public <R, O> RaisedResults<T, O> aggregate(
            String name,
            Aggregate<? super T, ?, R> aggregate,
            Emit<? super R> emit,
            BiFn<WindowResult<K, R>, T, O> function) {
        return new RaisedResults<>(
                upstream.transform(new RaisedSpec<>(spec(name, aggregate, emit), function)), upstream.eventType());
    }

    /** All that has been said, and the rest of it. */
    <R> WindowSpec<K, T, R> spec(String name, Aggregate<? super T, ?, R> aggregate, Emit<? super R> emit) {
        return new WindowSpec<>(
                name,
                windows,
                upstream.key(),
                upstream.eventType(),
                lateness,
                processingTime,
                updatesAreMeant,
                aggregate,
                emit);
    }

    /**
     * Has the windows hold the events of another stream, too: those of both that have the same key and the same time are
     * looked at together. What is said of the windows holds for both streams, so say it before.
     *
     * <pre>{@code
     * requests.keyBy(Request::area)
     *         .window(Windows.sliding(ofMinutes(5), ofMinutes(1)))
     *         .coGroup(drivers.keyBy(Location::area))
     *         .aggregate("surge", count(), countDistinct(Location::driver), Surge::of);
     * }</pre>
     *
     * <p>Event time is that of the stream that is behind. Windows that count events, or ask the events for windows or gaps,
     * are refused.
     *
     * @param <B> the events of the other stream
     * @param other the other stream, with the same keys
     * @return the windows over both; there may be {@linkplain CoWindowed#and more}
     */
    public <B> CoWindowed<K, T, B> coGroup(KeyedStream<K, B> other) {
        return new CoWindowed<>(this, over(other));
    }

    /** The same windows over another stream. */
    @SuppressWarnings("unchecked") // windows that look at events are refused where there are several streams
    <B> WindowedStream<K, B> over(KeyedStream<K, B> other) {
        Objects.requireNonNull(other, "the stream to co-group with must not be null");
        return new WindowedStream<>(
                other, (WindowShape<? super B>) (WindowShape<?>) windows, lateness, processingTime, updatesAreMeant);
    }

    KeyedStream<K, T> upstream() {
        return upstream;
    }

    /**
     * Makes one event of all events of each key and window, two at a time, and emits it at the end of the window. For
     * another emission there is {@code aggregate(name, Aggregates.reduce(function), emit)}.
     *
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from what has been made of the events so far, and the next one; associative, and never null
     * @return the results
     */
    public WindowedResults<K, T, T> reduce(String name, BiFn<T, T, T> function) {
        Objects.requireNonNull(function, "the function of window '" + name + "' must not be null");
        return aggregate(name, Aggregates.reduce(function));
    }

    /**
     * Hands all events of each key and window to a function at the end of the window, and again at late events that are
     * allowed. All of them are kept until then: what can be told from them one by one is better
     * {@linkplain #aggregate(String, Aggregate) aggregated}. For another emission there is
     * {@code aggregate(name, Aggregates.collect(), emit).flatMap(...)}.
     *
     * @param <O> the outputs
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function makes any number of outputs of a window
     * @return the outputs, with the timestamp of the windows' results
     */
    public <O> ProcessedWindows<T, O> process(String name, WindowFunction<? super K, ? super T, ? extends O> function) {
        Objects.requireNonNull(function, "the function of window '" + name + "' must not be null");
        WindowedResults<K, T, List<T>> windows = aggregate(name, Aggregates.collect());
        return new ProcessedWindows<>(windows, windows.transform(outputs(name, function)));
    }

    @SuppressWarnings("unchecked") // a function of any super-type of K and T takes these windows, which it only reads
    private static <K, T, O> OperatorLogic<WindowResult<K, List<T>>, O> outputs(
            String name, WindowFunction<? super K, ? super T, ? extends O> function) {
        WindowFunction<K, T, ? extends O> narrowed = (WindowFunction<K, T, ? extends O>) function;
        return new Verbs.FlatMapped<>(
                window -> Objects.requireNonNull(
                        narrowed.process(window, window.value()), "process returned null; return an empty list"),
                null,
                name);
    }

    @Override
    public String toString() {
        return "WindowedStream of " + upstream + " by " + windows.text();
    }
}
