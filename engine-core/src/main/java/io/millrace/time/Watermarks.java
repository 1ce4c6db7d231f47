package io.millrace.time;

import io.millrace.function.SupplierFn;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A watermark strategy: how far behind the newest event the engine assumes stragglers to be, and after which silence a
 * stream no longer holds event time back. Immutable.
 *
 * @param <T> the events it applies to
 */
public final class Watermarks<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String description;
    private final SupplierFn<WatermarkGenerator<? super T>> generators;
    private final Duration idleAfter;

    private Watermarks(String description, SupplierFn<WatermarkGenerator<? super T>> generators, Duration idleAfter) {
        this.description = description;
        this.generators = generators;
        this.idleAfter = idleAfter;
    }

    /**
     * For events that arrive at most so much out of order: the watermark trails the newest timestamp by the bound and
     * one millisecond.
     *
     * @param bound the greatest disorder expected, not negative
     * @return the strategy
     */
    public static Watermarks<Object> boundedOutOfOrderness(Duration bound) {
        long millis = EventTime.millis(bound);
        if (millis < 0) {
            throw new IllegalArgumentException("the out-of-orderness must not be negative, but is " + bound);
        }
        return new Watermarks<>("bounded out-of-orderness " + bound, () -> new BoundedOutOfOrderness(millis), null);
    }

    /**
     * For events whose timestamps never go back within a task.
     *
     * @return the strategy
     */
    public static Watermarks<Object> ascending() {
        return new Watermarks<>("ascending", () -> new BoundedOutOfOrderness(0), null);
    }

    /**
     * A strategy of one's own.
     *
     * @param <T> the events
     * @param generators makes one generator per parallel task
     * @return the strategy
     */
    public static <T> Watermarks<T> custom(SupplierFn<WatermarkGenerator<? super T>> generators) {
        return new Watermarks<>("custom", Objects.requireNonNull(generators, "generators"), null);
    }

    /**
     * Declares a task idle after a silence, so that it no longer holds back the watermark downstream. The clock stands
     * still while the task is blocked by backpressure. Live sources are idle after a minute unless this says otherwise;
     * replayable ones never, since a stalled file must not make its own events late.
     *
     * @param silence the silence, positive
     * @return the same strategy with that timeout
     */
    public Watermarks<T> idleAfter(Duration silence) {
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("idleAfter must be positive, but is " + silence);
        }
        return new Watermarks<>(description, generators, silence);
    }

    /**
     * The silence after which a task is idle, if set.
     *
     * @return the silence
     */
    public Optional<Duration> idleTimeout() {
        return Optional.ofNullable(idleAfter);
    }

    /**
     * Makes the generator of one task; called by the engine.
     *
     * @return a new generator
     * @throws Exception what the user's supplier throws
     */
    public WatermarkGenerator<? super T> generator() throws Exception {
        return Objects.requireNonNull(generators.get(), "the supplier of watermark generators returned null");
    }

    @Override
    public String toString() {
        return idleAfter == null ? description : description + ", idle after " + idleAfter;
    }
}
