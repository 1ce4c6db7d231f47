package io.millrace.metrics;

import io.millrace.metrics.internal.JsonText;
import io.millrace.state.log.SafeText;
import io.millrace.state.time.Times;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a window of a key has not fired, as of the moment of asking. {@link #toString()} says it in words, with what to do
 * about it; the words may change from version to version, the causes stay.
 *
 * @param window the name of the operator
 * @param key the key that was asked about
 * @param cause the cause
 * @param neededWatermark the watermark at which the window fires; empty where no window waits for one, and
 *     {@link Instant#MAX} where only the end of the stream fires it
 * @param watermark the watermark of the task that owns the key; empty before the first, {@link Instant#MAX} after the
 *     last
 * @param heldBackBy the source, input or task that it is about, if it is about one
 * @param text all of it in words, one or more lines
 */
public record Explanation(
        String window,
        Object key,
        Cause cause,
        Optional<Instant> neededWatermark,
        Optional<Instant> watermark,
        Optional<String> heldBackBy,
        String text) {

    /** Checks that nothing is null. */
    public Explanation {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(neededWatermark, "neededWatermark");
        Objects.requireNonNull(watermark, "watermark");
        Objects.requireNonNull(heldBackBy, "heldBackBy");
        Objects.requireNonNull(text, "text");
    }

    /**
     * The explanation as JSON, for programs: {@code window}, {@code key} as text, {@code cause}, {@code text}, and where they are known {@code heldBackBy} and, in
     * epoch milliseconds, {@code neededWatermark} and {@code watermark}, but for the end of time.
     *
     * @return one object in ASCII, in one line without a line break
     */
    public String json() {
        JsonText json = new JsonText()
                .add("window", window)
                .add("key", SafeText.of(key))
                .add("cause", cause.name())
                .add("text", text);
        neededWatermark
                .filter(needed -> !needed.equals(Instant.MAX))
                .ifPresent(needed -> json.add("neededWatermark", Times.millis(needed)));
        watermark
                .filter(seen -> !seen.equals(Instant.MAX))
                .ifPresent(seen -> json.add("watermark", Times.millis(seen)));
        heldBackBy.ifPresent(holder -> json.add("heldBackBy", holder));
        return json.toString();
    }

    /** What keeps a window from firing. */
    public enum Cause {
        /** The operator keeps no event of that key. */
        NO_SUCH_KEY,
        /** Nothing: the result has been emitted. */
        FIRED_ALREADY,
        /** Results come with events, and the event that would bring the next one has not come. */
        CONDITION_NOT_MET,
        /** The window goes by the clock, whose time has not come. */
        NOT_DUE_YET,
        /** The window fires when the stream ends, and it has not. */
        STREAM_HAS_NOT_ENDED,
        /** An input has not had an event with a time yet. */
        NO_WATERMARK_YET,
        /** Events come, but none as new as is needed. */
        NEEDS_NEWER_EVENTS,
        /** One split of a source is read more slowly than the others. */
        SLOW_SPLIT,
        /** An input that others are waiting with is silent, and may be so for ever. */
        SILENT_INPUT,
        /** An input that others are waiting with is silent, and will be declared idle. */
        IDLE_TIMEOUT_PENDING,
        /** Every input is idle, so that event time stands still. */
        ALL_IDLE,
        /** A consumer does not take what a task has to give. */
        BLOCKED,
        /** An operator waits for what is done elsewhere or still to come, and holds event time or its task back. */
        HELD_BY_OPERATOR,
        /** An input waits for a barrier of another one. */
        ALIGNING,
        /** The watermark that is needed is on its way. */
        UNDER_WAY,
        /** A function does not return, so that its task cannot answer. */
        BUSY,
        /** The job was stopped rather than drained: event time goes no further. */
        STOPPED_WITHOUT_DRAIN,
        /** The job is over. */
        JOB_ENDED
    }

    @Override
    public String toString() {
        return text;
    }
}
