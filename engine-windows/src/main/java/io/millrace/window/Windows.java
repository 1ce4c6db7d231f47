package io.millrace.window;

import io.millrace.KeyedExtension;
import io.millrace.function.Fn;
import io.millrace.window.spi.WindowAssigner;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * The ways to group the events of a key by their times, for {@link io.millrace.KeyedStream#window}.
 *
 * <pre>{@code
 * trades.keyBy(Trade::symbol)
 *         .window(Windows.tumbling(ofMinutes(1)))
 *         .allowedLateness(ofSeconds(5))
 *         .aggregate("volume", Aggregates.sumLong(Trade::quantity));
 * }</pre>
 *
 * <table>
 * <caption>Kinds of windows</caption>
 * <tr><th>windows</th><th>an event belongs to</th></tr>
 * <tr><td>{@link #tumbling}, {@link #daily}, {@link #weekly}, {@link #monthly}</td><td>one of windows that follow each
 * other</td></tr>
 * <tr><td>{@link #sliding}, {@link #cumulative}</td><td>several that overlap</td></tr>
 * <tr><td>{@link #session}, {@link #sessionWithGap}</td><td>a burst of activity of its key</td></tr>
 * <tr><td>{@link #trailing}</td><td>the time that leads up to it, and to each event that follows soon</td></tr>
 * <tr><td>{@link #count}, {@link #countSliding}</td><td>so many events of its key</td></tr>
 * <tr><td>{@link #global}</td><td>the one window of its key</td></tr>
 * <tr><td>{@link #assignedBy}</td><td>what a program says</td></tr>
 * </table>
 *
 * <p>Durations are in whole milliseconds.
 */
public final class Windows {

    private Windows() {}

    /**
     * Windows of one size, one after the other, aligned to the epoch: {@code [0, size)}, {@code [size, 2 size)} and so
     * on in either direction.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size the size, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> tumbling(Duration size) {
        return windows(new WindowShape.Tumbling(Bounds.positive("the size of a tumbling window", size), 0));
    }

    /**
     * Windows of one size that begin at the multiples of a slide: {@code [0, size)}, {@code [slide, slide + size)} and
     * so on in either direction. With a size greater than the slide they overlap, and an event belongs to several; with
     * a smaller one there are gaps between them, and an event that falls into one is skipped and counted as {@code
     * skipped}. The cost of an event does not depend on how many windows it belongs to, as long as results are emitted
     * {@linkplain Emit#atEnd at the end}.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size the size, at least a millisecond; need not be a multiple of the slide
     * @param slide from the beginning of a window to that of the next, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> sliding(Duration size, Duration slide) {
        return windows(new WindowShape.Sliding(
                Bounds.positive("the size of a sliding window", size),
                Bounds.positive("the slide of a sliding window", slide),
                0));
    }

    /**
     * Windows that grow by a step until they have reached a size, and then begin anew: {@code [0, step)}, {@code [0, 2
     * step)} and so on to {@code [0, size)}, then {@code [size, size + step)}. For totals so far today, say. A window
     * in which nothing has happened since the one before still gives its result.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size the size of the longest windows, a multiple of the step
     * @param step by how much each window is longer than the one before, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> cumulative(Duration size, Duration step) {
        return windows(new WindowShape.Cumulative(
                Bounds.positive("the size of a cumulative window", size),
                Bounds.positive("the step of a cumulative window", step),
                0));
    }

    /**
     * A window per day of a place, from midnight to midnight by the clocks there: of 23 or 25 hours where they are
     * changed. A day that begins without a midnight begins when clocks show that day first; one that a place skips does
     * not exist.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param zone the place
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> daily(ZoneId zone) {
        return windows(new WindowShape.Calendar(ChronoUnit.DAYS, zone, null));
    }

    /**
     * A window per week of a place. Days are as in {@link #daily}.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param zone the place
     * @param firstDay the day that weeks begin with
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> weekly(ZoneId zone, DayOfWeek firstDay) {
        return windows(new WindowShape.Calendar(ChronoUnit.WEEKS, zone, firstDay));
    }

    /**
     * A window per month of a place. Days are as in {@link #daily}.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param zone the place
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> monthly(ZoneId zone) {
        return windows(new WindowShape.Calendar(ChronoUnit.MONTHS, zone, null));
    }

    /**
     * A window per burst of activity: it ends when a key has had no event for as long as the gap. Events that are
     * exactly the gap apart are in one session, unless the watermark has given up the first one's before the second
     * comes: that is a millisecond before the session's end, plus the allowed lateness. A straggler that lies between
     * two sessions joins them.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param gap the silence that ends a session, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> session(Duration gap) {
        return windows(new WindowShape.Session(Bounds.positive("the gap of a session window", gap)));
    }

    /**
     * Like {@link #session}, with a gap that each event tells.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param gap from an event to the silence behind it that ends its session, not negative; an event with none joins
     *     the session that it falls into, or is one by itself
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> sessionWithGap(Fn<? super T, Duration> gap) {
        return windows(new WindowShape.SessionWithGap<T>(gap));
    }

    /**
     * One window for each key, from the beginning to the end of the stream. It needs an emission that does not wait for
     * that end, or a stream that has one; and no timestamps. Its results have the highest timestamp there is.
     *
     * @param <K> the keys
     * @param <T> the events
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> global() {
        return windows(new WindowShape.Global());
    }

    /**
     * Windows as an assigner of one's own tells them.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param assigner says which windows an event belongs to
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> assignedBy(WindowAssigner<? super T> assigner) {
        return windows(new WindowShape.Assigned<T>(assigner));
    }

    /**
     * Windows of so many events of a key, in the order in which they come, one after the other. A window gives its
     * result with its last event; what is not full when the stream ends gives none.
     *
     * <p>Time has no part in it: no timestamps are needed, no event is late, and watermarks end nothing. Where events
     * have timestamps a result starts at the lowest and has the highest one for its own, which may be before the
     * watermark; where they have none it starts and ends with all time and has no timestamp. Every result is
     * {@linkplain io.millrace.window.spi.PaneInfo on time} and the last of its window. Besides the results at the end
     * there may be those in advance of {@link Emit#onUpdate} and {@link Emit#whenFirst}.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param events how many, at least 1
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> count(long events) {
        return windows(new WindowShape.Count(events, events));
    }

    /**
     * Every so many events of a key, the last events: of the first results, those that there are. Otherwise as
     * {@link #count}; the results at the ends of windows are the only ones.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size how many events a window has at most, at least 1
     * @param slide after how many events there is a result, at least 1
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> countSliding(long size, long slide) {
        return windows(new WindowShape.Count(size, slide));
    }

    /**
     * At each event, what came in the time up to it: "the last minute, as of each transaction". An event at time
     * {@code t} ends a window that holds the events of its key later than {@code t - size} and not later than
     * {@code t}; events of one key and timestamp share one. They are the windows that slide by a millisecond, of which
     * those are told that end with an event.
     *
     * <p>Results at the end, which is when the watermark reaches the timestamp of the event, are right whatever the
     * disorder. With {@link Emit#onUpdate} each event gives its own window's result at once, and again those of the
     * later windows that a straggler falls into; with {@link Emit#whenFirst} at most one for each window. Triggers have
     * no place here. An event is late when all windows that could hold it are over, and not already when its own is.
     *
     * <p>Moving on from window to window costs the same whatever the size; a straggler costs as much as there are
     * events of its window behind it, and never more than the window has. Parts of one timestamp are merged in the order of time.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size how far back a window reaches, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> trailing(Duration size) {
        return windows(new WindowShape.Trailing(Bounds.positive("the size of a trailing window", size)));
    }

    private static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> windows(WindowShape<? super T> shape) {
        return upstream -> new WindowedStream<>(upstream, shape);
    }
}
