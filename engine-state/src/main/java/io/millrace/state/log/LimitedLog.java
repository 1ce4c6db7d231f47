package io.millrace.state.log;

import io.millrace.state.time.Times;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs what one place in the code has to say, but at most one line per interval; the next line, and {@link #close}, say
 * how many were left out. A line that is left out costs a look at the clock and a count: its text is not made.
 *
 * <p>Thread-safe. The logger gets ready text, so that braces and apostrophes in it stay what they are.
 */
public final class LimitedLog implements AutoCloseable {

    /** The least time between two lines, unless told otherwise. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Logger logger;
    private final LongSupplier nanos;
    private final long interval;
    private final AtomicLong opensAt;
    private final AtomicLong leftOut = new AtomicLong();
    private volatile Level leftOutAt = Level.WARNING;

    /**
     * One line a second.
     *
     * @param logger where lines go
     * @param nanos a clock for durations, such as a {@code Clock}'s {@code nanos}
     */
    public LimitedLog(Logger logger, LongSupplier nanos) {
        this(logger, INTERVAL, nanos);
    }

    /**
     * One line per interval.
     *
     * @param logger where lines go
     * @param interval the least time between two lines; not negative
     * @param nanos a clock for durations, such as a {@code Clock}'s {@code nanos}
     */
    public LimitedLog(Logger logger, Duration interval, LongSupplier nanos) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the time between two lines must not be negative: " + interval);
        }
        this.logger = Objects.requireNonNull(logger, "the logger must not be null");
        this.nanos = nanos;
        this.interval = Math.min(Times.nanos(interval), Long.MAX_VALUE / 2);
        opensAt = new AtomicLong(nanos.getAsLong());
    }

    /**
     * Logs a line, unless the last one is too recent.
     *
     * @param level its level
     * @param message its text, asked for only when it is logged
     */
    public void log(Level level, Supplier<String> message) {
        log(level, message, null);
    }

    /**
     * Logs a line with an error, unless the last one is too recent.
     *
     * @param level its level
     * @param message its text, asked for only when it is logged
     * @param error the error, or null
     */
    public void log(Level level, Supplier<String> message, Throwable error) {
        if (!logger.isLoggable(level)) {
            return;
        }
        long now = nanos.getAsLong();
        long opens = opensAt.get();
        if (now - opens < 0 || !opensAt.compareAndSet(opens, now + interval)) {
            leftOutAt = level;
            leftOut.incrementAndGet();
            return;
        }
        long left = leftOut.getAndSet(0);
        String text = message.get();
        logger.log(level, left == 0 ? text : text + " (" + left + " more like it left out before)", error);
    }

    /** Says how many lines have been left out since the last one, if any; logging may go on. */
    @Override
    public void close() {
        long left = leftOut.getAndSet(0);
        if (left > 0) {
            logger.log(leftOutAt, left + " more lines like the last one of this kind were left out", (Throwable) null);
        }
    }
}
