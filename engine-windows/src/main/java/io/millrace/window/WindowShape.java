package io.millrace.window;

import io.millrace.function.Fn;
import io.millrace.window.operator.Texts;
import io.millrace.window.spi.WindowAssigner;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/**
 * What windows look like: their kind and sizes, as {@link Windows} makes them. Times are in milliseconds.
 *
 * @param <T> the events that can be in them
 */
public sealed interface WindowShape<T> extends Serializable {

    /**
     * What kind of windows they are.
     *
     * @return a word or two, such as "tumbling window"
     */
    String kind();

    /**
     * What else is to be told about them.
     *
     * @return what, such as "size", and how much, in the order in which it is shown
     */
    Map<String, String> details();

    /**
     * Whether they need events with timestamps.
     *
     * @return whether time has a part in them
     */
    default boolean needsTimestamps() {
        return true;
    }

    /**
     * Whether an event can come too late for them.
     *
     * @return whether time ends them
     */
    default boolean canBeLate() {
        return needsTimestamps();
    }

    /**
     * The same windows, shifted against the epoch.
     *
     * @param offset how far, less than their period in either direction
     * @return the shifted windows
     * @throws IllegalStateException when they do not repeat with a period
     */
    default WindowShape<T> shifted(long offset) {
        throw new IllegalStateException("a " + kind() + " has no offset; tumbling, sliding and cumulative windows have."
                + " The time zone says when calendar windows begin");
    }

    /**
     * The windows in words.
     *
     * @return the kind and the details
     */
    default String text() {
        return kind() + " "
                + details().toString().replace('{', '(').replace('}', ')').replace('=', ' ');
    }

    /** Windows that are the same for all keys. */
    sealed interface Aligned extends WindowShape<Object> {}

    /** Windows that repeat with a period, from an offset against the epoch on. */
    sealed interface Periodic extends Aligned {

        /**
         * How far they are shifted against the epoch.
         *
         * @return less than the period in either direction
         */
        long offset();
    }

    /**
     * Windows of one size, one after the other.
     *
     * @param size the size, at least 1
     * @param offset how far they are shifted against the epoch
     */
    record Tumbling(long size, long offset) implements Periodic {

        /** Checks the bounds. */
        public Tumbling {
            Bounds.positive("the size of a tumbling window", size);
            Bounds.offset("tumbling window", "size", size, offset);
        }

        @Override
        public String kind() {
            return "tumbling window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("size", size, "offset", offset);
        }

        @Override
        public Tumbling shifted(long newOffset) {
            return new Tumbling(size, newOffset);
        }
    }

    /**
     * Windows of one size, at the multiples of a slide.
     *
     * @param size the size, at least 1
     * @param slide the distance between the beginnings of two windows, at least 1
     * @param offset how far they are shifted against the epoch
     */
    record Sliding(long size, long slide, long offset) implements Periodic {

        /** Checks the bounds. */
        public Sliding {
            Bounds.positive("the size of a sliding window", size);
            Bounds.positive("the slide of a sliding window", slide);
            Bounds.offset("sliding window", "slide", slide, offset);
        }

        @Override
        public String kind() {
            return "sliding window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("size", size, "slide", slide, "offset", offset);
        }

        @Override
        public Sliding shifted(long newOffset) {
            return new Sliding(size, slide, newOffset);
        }
    }

    /**
     * Windows that grow by a step to a size, and begin anew.
     *
     * @param size the size, a multiple of the step
     * @param step the step, at least 1
     * @param offset how far they are shifted against the epoch
     */
    record Cumulative(long size, long step, long offset) implements Periodic {

        /** Checks the bounds. */
        public Cumulative {
            Bounds.positive("the size of a cumulative window", size);
            Bounds.positive("the step of a cumulative window", step);
            if (size % step != 0) {
                throw new IllegalArgumentException("the size of a cumulative window must be a multiple of its step, "
                        + Duration.ofMillis(step) + ", but is " + Duration.ofMillis(size));
            }
            Bounds.offset("cumulative window", "step", step, offset);
        }

        @Override
        public String kind() {
            return "cumulative window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("size", size, "step", step, "offset", offset);
        }

        @Override
        public Cumulative shifted(long newOffset) {
            return new Cumulative(size, step, newOffset);
        }
    }

    /**
     * Days, weeks or months of a place.
     *
     * @param unit one of the three
     * @param zone the place
     * @param firstDay the day that weeks begin with; null for others
     */
    record Calendar(ChronoUnit unit, ZoneId zone, DayOfWeek firstDay) implements Aligned {

        /** Checks that there are such windows. */
        public Calendar {
            String kind = kind(Objects.requireNonNull(unit, "the unit of a calendar window must not be null"));
            Objects.requireNonNull(zone, () -> "the zone of a " + kind + " must not be null");
            if (unit == ChronoUnit.WEEKS) {
                Objects.requireNonNull(firstDay, "the first day of a weekly window must not be null");
            } else if (firstDay != null) {
                throw new IllegalArgumentException("a " + kind + " has no first day, but is given " + firstDay);
            }
        }

        private static String kind(ChronoUnit unit) {
            return switch (unit) {
                case DAYS -> "daily window";
                case WEEKS -> "weekly window";
                case MONTHS -> "monthly window";
                default ->
                    throw new IllegalArgumentException(
                            "the unit of a calendar window must be days, weeks or months, but is " + unit);
            };
        }

        @Override
        public String kind() {
            return kind(unit);
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("zone", zone, "first day", firstDay);
        }
    }

    /**
     * A window per burst of activity of a key.
     *
     * @param gap the silence that ends it, at least 1
     */
    record Session(long gap) implements WindowShape<Object> {

        /** Checks the bounds. */
        public Session {
            Bounds.positive("the gap of a session window", gap);
        }

        @Override
        public String kind() {
            return "session window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("gap", gap);
        }
    }

    /**
     * A window per burst of activity of a key, whose events tell what ends it.
     *
     * @param <T> the events
     * @param gap from an event to the silence behind it that ends its session
     */
    record SessionWithGap<T>(Fn<? super T, Duration> gap) implements WindowShape<T> {

        /** Checks that there is a function. */
        public SessionWithGap {
            Objects.requireNonNull(gap, "the function to the gap must not be null");
        }

        @Override
        public String kind() {
            return "session window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("gap", "told by the event");
        }
    }

    /** One window for each key, from the beginning to the end of time. */
    record Global() implements WindowShape<Object> {
        @Override
        public String kind() {
            return "global window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("end", "with the stream");
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }

        @Override
        public boolean canBeLate() {
            return true;
        }
    }

    /**
     * Windows that a program tells, event by event.
     *
     * @param <T> the events
     * @param assigner says which windows an event belongs to
     */
    record Assigned<T>(WindowAssigner<? super T> assigner) implements WindowShape<T> {

        /** Checks that there is an assigner. */
        public Assigned {
            Objects.requireNonNull(assigner, "the assigner must not be null");
        }

        @Override
        public String kind() {
            return "assigned window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("assigner", Texts.of(assigner));
        }

        @Override
        public boolean needsTimestamps() {
            return assigner.needsTimestamps();
        }

        @Override
        public boolean canBeLate() {
            return true;
        }
    }

    /**
     * Every so many events of a key, the last events: windows that follow each other where both numbers are the same.
     *
     * @param size how many events a window has at most, at least 1
     * @param slide after how many events there is one, at least 1
     */
    record Count(long size, long slide) implements WindowShape<Object> {

        /** Checks the bounds. */
        public Count {
            Bounds.atLeastOne("the size of a " + kind(size, slide), size);
            Bounds.atLeastOne("the slide of a " + kind(size, slide), slide);
        }

        private static String kind(long size, long slide) {
            return size == slide ? "count window" : "sliding count window";
        }

        @Override
        public String kind() {
            return kind(size, slide);
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("size", size + " events", "slide", size == slide ? null : slide + " events");
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }
    }

    /**
     * A window behind each event, of the time up to it.
     *
     * @param size how far back it reaches, at least 1
     */
    record Trailing(long size) implements WindowShape<Object> {

        /** Checks the bounds. */
        public Trailing {
            Bounds.positive("the size of a trailing window", size);
        }

        @Override
        public String kind() {
            return "trailing window";
        }

        @Override
        public Map<String, String> details() {
            return Texts.details("size", size);
        }
    }
}
