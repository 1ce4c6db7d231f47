package io.millrace.window;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Updates;
import io.millrace.window.operator.Texts;
import io.millrace.window.spi.Trigger;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * When the results of windows are emitted. Immutable; may be used many times. Whenever that is, a result has the end of
 * its window, minus one millisecond, as its timestamp, and its {@linkplain WindowResult#pane pane} tells whether it is
 * early, on time or late.
 *
 * @param <R> the values of the results
 */
public final class Emit<R> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String text;
    private final Trigger<? super R, ?> trigger;
    private final boolean discarding;

    private Emit(String text, Trigger<? super R, ?> trigger, boolean discarding) {
        this.text = text;
        this.trigger = Objects.requireNonNull(trigger, "the trigger must not be null");
        this.discarding = discarding;
    }

    /**
     * When the watermark passes the end of the window; and again, updated, at each late event that is allowed. What is
     * used unless something else is said.
     *
     * @param <R> the values of the results
     * @return the emission
     */
    public static <R> Emit<R> atEnd() {
        return new Emit<>("at the end", new Triggers.AtEnd(), false);
    }

    /**
     * At each event, the result so far; nothing more at the end of the window. The results of sessions that an event
     * joins are not taken back.
     *
     * @param <R> the values of the results
     * @return the emission
     */
    public static <R> Emit<R> onUpdate() {
        return new Emit<>("on every update", new Triggers.OnUpdate(), false);
    }

    /**
     * At the event with which the result first satisfies a condition, and never again for that key and window: no
     * matter what comes, and also when a session that has emitted is joined with another. A window whose result never
     * satisfies the condition emits nothing.
     *
     * @param <R> the values of the results
     * @param condition the condition, a pure function; evaluated at each event until it is satisfied. What it throws
     *     fails the job
     * @return the emission
     */
    public static <R> Emit<R> whenFirst(PredicateFn<? super R> condition) {
        return new Emit<>("when first satisfied", new Triggers.WhenFirst<R>(condition), false);
    }

    /**
     * Every so many events of a key and window, and at the end of the window.
     *
     * @param <R> the values of the results
     * @param events how many, at least 1
     * @return the emission
     */
    public static <R> Emit<R> everyEvents(long events) {
        return new Emit<>("every " + events + " events", new Triggers.EveryEvents(events), false);
    }

    /**
     * Again and again while the window is open, at the multiples of an interval, and at the end of the window. The time
     * is that of the windows: event time, unless the windows go by the clock. When it jumps over several multiples the
     * result, which is the same for all of them, is emitted once. Results are emitted whether or not they have changed.
     *
     * @param <R> the values of the results
     * @param interval how often, at least a millisecond
     * @return the emission
     */
    public static <R> Emit<R> every(Duration interval) {
        return new Emit<>(
                "every " + interval,
                new Triggers.EveryInterval(Bounds.positive("the interval of every", interval), false),
                false);
    }

    /**
     * Like {@link #every}, but by the clock also where the windows are on event time: for results in advance that are to
     * be seen by people.
     *
     * @param <R> the values of the results
     * @param interval how often, at least a millisecond
     * @return the emission
     */
    public static <R> Emit<R> everyProcessingTime(Duration interval) {
        return new Emit<>(
                "every " + interval + " by the clock",
                new Triggers.EveryInterval(Bounds.positive("the interval of everyProcessingTime", interval), true),
                false);
    }

    /**
     * When a trigger of one's own says so.
     *
     * @param <R> the values of the results
     * @param trigger the trigger
     * @return the emission
     */
    public static <R> Emit<R> when(Trigger<? super R, ?> trigger) {
        return new Emit<>("when " + Texts.of(trigger), trigger, false);
    }

    /**
     * The same, but each result tells only of the events since the one before it: what it has told is discarded. A
     * window without new events emits nothing then.
     *
     * @return the discarding emission
     * @throws IllegalStateException for {@link #whenFirst}, after which nothing comes, and for {@link #onUpdate}, where
     *     each result would be that of a single event
     */
    public Emit<R> discarding() {
        if (trigger instanceof Triggers.OnUpdate || trigger instanceof Triggers.WhenFirst) {
            throw new IllegalStateException("results that come " + text + " cannot discard what they tell;"
                    + " use everyEvents(n), every(interval) or atEnd() with discarding()");
        }
        return new Emit<>(text + ", discarding", trigger, true);
    }

    /**
     * What decides about results.
     *
     * @return the trigger: one of {@link Triggers}, or of {@link #when}
     */
    public Trigger<? super R, ?> trigger() {
        return trigger;
    }

    /**
     * Whether each result tells only of the events since the one before it.
     *
     * @return whether {@link #discarding} was said
     */
    public boolean isDiscarding() {
        return discarding;
    }

    /** Whether results come at the ends of windows alone, and tell of all their events. */
    boolean isPlain() {
        return trigger instanceof Triggers.AtEnd && !discarding;
    }

    /** Whether there is no more to remember of a window than its accumulator, and what it has told. */
    boolean isStateless() {
        return !discarding
                && (trigger instanceof Triggers.AtEnd
                        || trigger instanceof Triggers.OnUpdate
                        || trigger instanceof Triggers.WhenFirst);
    }

    /** Whether each result is raised by an event, and none by time. */
    boolean isRaisedByEvents() {
        return trigger instanceof Triggers.OnUpdate || trigger instanceof Triggers.WhenFirst;
    }

    /** How results of a window update each other. */
    Set<Updates> updates(boolean allowsLateness) {
        boolean once = trigger instanceof Triggers.WhenFirst || (trigger instanceof Triggers.AtEnd && !allowsLateness);
        if (once) {
            return Set.of();
        }
        return Set.of(discarding ? Updates.INCREMENTS : Updates.REVISIONS);
    }

    /** Whether the result at the end of a window tells of all its events. */
    boolean isWholeAtEnd() {
        return trigger.emitsAtEnd() && !discarding;
    }

    @Override
    public String toString() {
        return text;
    }
}
