package io.millrace.window;

import io.millrace.KeyedExtension;
import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.util.Objects;

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
        return windows(new Windowing.Tumbling<>(positive("the size of a tumbling window", size), 0));
    }

    /**
     * A window per burst of activity: it ends when a key has had no event for as long as the gap. Events that are
     * exactly the gap apart are in one session; a straggler that lies between two sessions joins them.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param gap the silence that ends a session, at least a millisecond
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> session(Duration gap) {
        long millis = positive("the gap of a session window", gap);
        return windows(Windowing.Assigned.session(gap.toString(), new SessionAssigner.Fixed(millis)));
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
        Objects.requireNonNull(gap, "the function to the gap must not be null");
        return windows(Windowing.Assigned.session(
                "told by the event",
                new SessionAssigner.PerEvent<T>(event -> EventTime.millis(
                        Objects.requireNonNull(gap.apply(event), "the function to the gap returned null")))));
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
        return windows(Windowing.Assigned.global());
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
        Objects.requireNonNull(assigner, "the assigner must not be null");
        return windows(new Windowing.Assigned<>("assigned window", "assigner", assigner.toString(), assigner));
    }

    private static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> windows(Windowing<? super T> windowing) {
        return upstream -> new WindowedStream<>(upstream, windowing);
    }

    private static long positive(String what, Duration duration) {
        long millis = millis(what, duration);
        if (millis < 1) {
            throw new IllegalArgumentException(what + " must be at least a millisecond, but is " + duration);
        }
        return millis;
    }

    static long millis(String what, Duration duration) {
        return EventTime.millis(Objects.requireNonNull(duration, what + " must not be null"));
    }
}
