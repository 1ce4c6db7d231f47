package io.millrace.window;

import io.millrace.KeyedExtension;
import io.millrace.time.EventTime;
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
        return tumblingWithOffset(size, Duration.ZERO);
    }

    /**
     * Windows of one size, one after the other, shifted: {@code [offset, offset + size)} and so on. With a size of a
     * day, an offset of minus eight hours gives the days of a place eight hours ahead of UTC.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param size the size, at least a millisecond
     * @param offset less than the size, in either direction
     * @return the windows
     */
    public static <K, T> KeyedExtension<K, T, WindowedStream<K, T>> tumblingWithOffset(Duration size, Duration offset) {
        Windowing windows = new Windowing.Tumbling(
                positive("the size of a tumbling window", size), millis("the offset of a tumbling window", offset));
        return upstream -> new WindowedStream<>(upstream, windows);
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
        Windowing windows = new Windowing.Session(positive("the gap of a session window", gap));
        return upstream -> new WindowedStream<>(upstream, windows);
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
