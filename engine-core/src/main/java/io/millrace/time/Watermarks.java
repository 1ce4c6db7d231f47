package io.millrace.time;

import io.millrace.function.Fn;
import io.millrace.function.SupplierFn;
import io.millrace.function.ToLongFn;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A watermark strategy: how far behind the newest event the engine assumes stragglers to be, and what becomes of event
 * time when the stream is silent. Immutable.
 *
 * <p>Where {@code timestamps} runs in the tasks of a source that has splits, directly behind it or behind operators that
 * are fused with it, each split has a watermark and an idleness of its own, and the task's watermark is the minimum over
 * the splits that are neither idle nor over. A split that is read more slowly than the others then does not make its own
 * events late. Behind a keyBy, a repartition or a merge nothing
 * is known of splits any more.
 *
 * @param <T> the events it applies to
 */
public final class Watermarks<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String description;
    private final SupplierFn<WatermarkGenerator<? super T>> generators;
    private final Duration idleAfter;
    private final Duration closeAfter;
    private final Duration maxAhead;
    private final Duration maxDrift;

    private Watermarks(String description, SupplierFn<WatermarkGenerator<? super T>> generators) {
        this(description, generators, null, null, null, null);
    }

    private Watermarks(
            String description,
            SupplierFn<WatermarkGenerator<? super T>> generators,
            Duration idleAfter,
            Duration closeAfter,
            Duration maxAhead,
            Duration maxDrift) {
        this.description = description;
        this.generators = generators;
        this.idleAfter = idleAfter;
        this.closeAfter = closeAfter;
        this.maxAhead = maxAhead;
        this.maxDrift = maxDrift;
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
            throw new IllegalArgumentException("the out-of-orderness must not be negative, but is " + bound
                    + "; Watermarks.ascending() is for events in order");
        }
        return new Watermarks<>("bounded out-of-orderness " + bound, () -> new BoundedOutOfOrderness(millis));
    }

    /**
     * For events whose timestamps never go back within a split, or within a task where the source has no splits.
     *
     * @return the strategy
     */
    public static Watermarks<Object> ascending() {
        return new Watermarks<>("ascending", () -> new BoundedOutOfOrderness(0));
    }

    /**
     * For streams in which some events say how far event time has come. The watermark goes out right behind the event
     * that carries it: what comes after that event, in the same batch too, comes after the watermark. Event time stands
     * still until the next one.
     *
     * @param <T> the events
     * @param carried from event to the watermark it carries: the instant at or before which no more events are
     *     expected; empty for none, never null
     * @return the strategy
     */
    public static <T> Watermarks<T> punctuated(Fn<? super T, Optional<Instant>> carried) {
        Objects.requireNonNull(carried, "the function from event to watermark must not be null");
        return punctuatedMillis(event -> Objects.requireNonNull(
                        carried.apply(event),
                        "the function from event to watermark returned null; return an empty Optional")
                .map(EventTime::of)
                .orElse(EventTime.NONE));
    }

    /**
     * As {@link #punctuated}, in the form that allocates nothing.
     *
     * @param <T> the events
     * @param carried from event to the watermark it carries, epoch milliseconds; {@link EventTime#NONE} for none
     * @return the strategy
     */
    public static <T> Watermarks<T> punctuatedMillis(ToLongFn<? super T> carried) {
        Objects.requireNonNull(carried, "the function from event to watermark must not be null");
        return new Watermarks<>("punctuated", () -> new Punctuated<T>(carried));
    }

    /**
     * A strategy of one's own.
     *
     * @param <T> the events
     * @param generators makes one generator per split of a source, or per task where the source has no splits
     * @return the strategy
     */
    public static <T> Watermarks<T> custom(SupplierFn<WatermarkGenerator<? super T>> generators) {
        return new Watermarks<>("custom", Objects.requireNonNull(generators, "generators"));
    }

    /**
     * Declares a task idle after a silence, so that it no longer holds back the watermark downstream; where the source
     * has splits, each of them so that it does not hold back the others, and the task when all are. Any event ends it.
     * The clock stands still while the task is blocked by backpressure, and while it is at work. Live sources are idle
     * after a minute unless this says otherwise; replayable ones never, since a stalled file must not make its own events
     * late.
     *
     * @param silence the silence, positive
     * @return the same strategy with that timeout
     */
    public Watermarks<T> idleAfter(Duration silence) {
        return new Watermarks<>(description, generators, checked("idleAfter", silence), closeAfter, maxAhead, maxDrift);
    }

    /**
     * Closes the windows of a stream that went silent: after a silence, event time goes on by the clock. The watermark
     * is then the one that the events made, plus the silence so far, until events come again. It advances in ticks of a
     * quarter of the given silence, at least a millisecond and at most a second apart. Meanwhile the stream is not idle:
     * others that it is merged with do wait for it. The clock is the one of {@link #idleAfter}, and it is the silence of
     * all splits together that counts. A stream that never had a watermark has none to go on from.
     *
     * <p>Events that come after the silence with timestamps from before it are late. So choose a silence that is longer
     * than any pause after which older events may still come.
     *
     * @param silence the silence, positive
     * @return the same strategy, going on by the clock
     */
    public Watermarks<T> closeAfterIdle(Duration silence) {
        return new Watermarks<>(
                description, generators, idleAfter, checked("closeAfterIdle", silence), maxAhead, maxDrift);
    }

    /**
     * Sets events aside that are further ahead of the engine's clock than this, as those of a phone are whose clock shows
     * another year: they go to the {@linkplain io.millrace.TimedStream#late late stream} of {@code timestamps}, and to
     * nothing else behind it, are counted as {@code ahead}, and do not move the watermark. Without this, one such event
     * makes all that follow late.
     *
     * <p>For live sources, whose events are of about now. Replayed events are older than the clock, and are set aside only
     * if they are of the future. The clock is read once per batch, and is the time of day as it has been furthest: one that
     * is set back sets nothing aside.
     *
     * @param distance how far an event may be ahead, not negative; more than the clocks of the devices may differ
     * @return the same strategy, setting aside what is ahead
     */
    public Watermarks<T> maxAhead(Duration distance) {
        Objects.requireNonNull(distance, "maxAhead must not be null; leave it out to have none");
        if (distance.isNegative()) {
            throw new IllegalArgumentException("maxAhead must not be negative, but is " + distance
                    + "; give by how much an event may be ahead of the clock, or leave it out");
        }
        return new Watermarks<>(description, generators, idleAfter, closeAfter, distance, maxDrift);
    }

    /**
     * Has the splits of a source, over all its readers, advance together: one whose watermark is further ahead than this of the
     * one that is furthest behind is not read until that has caught up, so that what is ahead need not be kept in windows and joins meanwhile.
     * Where a source has no splits, what each of its readers reads is one. A
     * split without a watermark yet is behind all others; one that is idle, and a reader without splits, is waited for by none.
     * It takes effect directly behind the source, or behind operators that are fused with it, and nowhere else; batches that have been read already go on.
     *
     * <p>A split that has events, but none with a timestamp, holds the others back for good: where that may be, give {@link
     * #idleAfter} too.
     *
     * @param maxDrift how far a split may be ahead in event time, positive
     * @return the same strategy, holding back what is ahead
     */
    public Watermarks<T> maxDrift(Duration maxDrift) {
        return new Watermarks<>(
                description, generators, idleAfter, closeAfter, maxAhead, checked("maxDrift", maxDrift));
    }

    private static Duration checked(String option, Duration duration) {
        Objects.requireNonNull(duration, () -> option + " must not be null; leave it out to have none");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(option + " must be positive, but is " + duration
                    + "; give the duration from which it applies, or leave it out");
        }
        return duration;
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
     * The silence after which event time goes on by the clock, if set.
     *
     * @return the silence
     */
    public Optional<Duration> closeTimeout() {
        return Optional.ofNullable(closeAfter);
    }

    /**
     * How far an event may be ahead of the clock, if set.
     *
     * @return the distance
     */
    public Optional<Duration> aheadLimit() {
        return Optional.ofNullable(maxAhead);
    }

    /**
     * How far a split may be ahead of the others, if set.
     *
     * @return the distance
     */
    public Optional<Duration> driftLimit() {
        return Optional.ofNullable(maxDrift);
    }

    /**
     * Makes the generator of one split; called by the engine.
     *
     * @return a new generator
     * @throws Exception what the user's supplier throws
     */
    public WatermarkGenerator<? super T> generator() throws Exception {
        return Objects.requireNonNull(generators.get(), "the supplier of watermark generators returned null");
    }

    @Override
    public String toString() {
        return description
                + (idleAfter == null ? "" : ", idle after " + idleAfter)
                + (closeAfter == null ? "" : ", closes by the clock after " + closeAfter)
                + (maxAhead == null ? "" : ", at most " + maxAhead + " ahead of the clock")
                + (maxDrift == null ? "" : ", splits at most " + maxDrift + " apart");
    }

    /** The highest timestamp less the bound less one, as in Flink's BoundedOutOfOrdernessWatermarks. */
    private static final class BoundedOutOfOrderness implements WatermarkGenerator<Object> {

        private final long boundMillis;
        private long highest = EventTime.NONE;

        BoundedOutOfOrderness(long boundMillis) {
            this.boundMillis = boundMillis;
        }

        @Override
        public boolean onEvent(Object event, long timestamp) {
            if (timestamp > highest) {
                highest = timestamp;
            }
            return false;
        }

        @Override
        public long watermark() {
            return highest == EventTime.NONE
                    ? EventTime.NONE
                    : EventTime.minus(EventTime.minus(highest, boundMillis), 1);
        }
    }

    /** The highest watermark that an event carried, announced right behind that event. */
    private static final class Punctuated<T> implements WatermarkGenerator<T> {

        private final ToLongFn<? super T> carried;
        private long watermark = EventTime.NONE;

        Punctuated(ToLongFn<? super T> carried) {
            this.carried = carried;
        }

        @Override
        public boolean onEvent(T event, long timestamp) throws Exception {
            long said = carried.applyAsLong(event);
            if (said <= watermark) {
                return false;
            }
            watermark = said;
            return true;
        }

        @Override
        public long watermark() {
            return watermark;
        }
    }
}
