package io.millrace.window;

import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Operator;
import io.millrace.time.EventTime;
import io.millrace.window.operator.CountWindowOperator;
import io.millrace.window.operator.Emission;
import io.millrace.window.operator.GridAssigner;
import io.millrace.window.operator.KeyedWindowOperator;
import io.millrace.window.operator.PaneCombiner;
import io.millrace.window.operator.SlidingCountOperator;
import io.millrace.window.operator.SlidingWindowOperator;
import io.millrace.window.operator.TrailingWindowOperator;
import io.millrace.window.operator.TumblingWindowOperator;
import io.millrace.window.operator.WindowGrid;
import io.millrace.window.operator.WindowLogic;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;

/**
 * A kind of windows and its sizes, and the operator for it.
 *
 * @param <T> the events
 */
interface Windowing<T> {

    <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic);

    /** Whether the windows need events with timestamps. */
    default boolean needsTimestamps() {
        return true;
    }

    /** Whether an event can come too late for the windows. */
    default boolean canBeLate() {
        return true;
    }

    /** What the windows can emit besides results at their ends, when they do not take every emission; or null. */
    default String emissions() {
        return null;
    }

    /** Whether the windows can emit like this. */
    default boolean takes(Emission<?, ?, ?> emission) {
        return emissions() == null || emission.isWithoutTrigger();
    }

    /** The same windows, shifted against the epoch. */
    default Windowing<T> offset(long offset) {
        throw new IllegalStateException(this + " has no offset; tumbling, sliding and cumulative windows have");
    }

    /**
     * Windows that are the same for all keys.
     *
     * @param shape the kind of windows and its sizes
     * @param offset how far they are shifted against the epoch
     */
    record Aligned<T>(Shape shape, long offset) implements Windowing<T> {

        /** Windows, not shifted. */
        static <T> Aligned<T> of(Shape shape) {
            return new Aligned<>(shape, 0);
        }

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            WindowGrid grid = shape.grid(offset);
            OperatorSpec<U, O> operator = OperatorSpec.stateful(shape.kind(), name, () -> operator(grid, logic));
            if (PaneCombiner.suits(logic)) {
                operator = operator.combiner(restoredTime -> new PaneCombiner<>(grid, logic, restoredTime));
            }
            for (Shape.Detail detail : shape.details()) {
                operator = operator.detail(detail.name(), detail.value());
            }
            return offset == 0 ? operator : operator.detail("offset", Duration.ofMillis(offset));
        }

        /** Pane by pane where the emission allows, or else window by window. */
        private <K, U extends T, A, R, O> Operator<U, O> operator(WindowGrid grid, WindowLogic<K, U, A, R, O> logic) {
            Emission<? super U, A, R> emission = logic.emission();
            if (shape.overlaps() && emission.isPlain()) {
                return new SlidingWindowOperator<>(grid, logic);
            }
            if (!shape.overlaps() && emission.isWithoutTrigger()) {
                return new TumblingWindowOperator<>(grid, logic);
            }
            return new KeyedWindowOperator<>(new GridAssigner(grid), logic);
        }

        @Override
        public Windowing<T> offset(long newOffset) {
            long period = shape.period();
            if (newOffset <= -period || newOffset >= period) {
                throw new IllegalArgumentException("the offset of a " + shape.kind() + " must be less than its "
                        + shape.periodName() + ", " + Duration.ofMillis(period) + ", in either direction, but is "
                        + Duration.ofMillis(newOffset));
            }
            return new Aligned<>(shape, newOffset);
        }

        @Override
        public String toString() {
            return shape.toString();
        }
    }

    /** Windows that an assigner tells, event by event. */
    record Assigned<T>(String kind, String detail, String value, WindowAssigner<? super T> assigner)
            implements Windowing<T> {

        /** Windows of activity. */
        static <T> Assigned<T> session(String gap, WindowAssigner<? super T> assigner) {
            return new Assigned<>("session window", "gap", gap, assigner);
        }

        /** One window for each key. */
        static <T> Assigned<T> global() {
            return new Assigned<>("global window", "end", "with the stream", new GlobalAssigner());
        }

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            return OperatorSpec.<U, O>stateful(kind, name, () -> new KeyedWindowOperator<>(assigner, logic))
                    .detail(detail, value);
        }

        @Override
        public boolean needsTimestamps() {
            return assigner.needsTimestamps();
        }

        @Override
        public String toString() {
            return kind + " (" + detail + " " + value + ")";
        }
    }

    /** From the beginning to the end of time. */
    record GlobalAssigner() implements WindowAssigner<Object> {

        @Override
        public void assign(Object event, long timestamp, Assignment windows) {
            windows.add(EventTime.NONE, EventTime.MAX);
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }
    }

    /** Windows of so many events of a key. */
    record Counted<T>(long size) implements Windowing<T> {

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            return OperatorSpec.<U, O>stateful("count window", name, () -> new CountWindowOperator<>(size, logic))
                    .detail("size", size + " events");
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }

        @Override
        public boolean canBeLate() {
            return false;
        }

        @Override
        public String emissions() {
            return "Emit.atEnd(), which is when they are full, Emit.onUpdate() and Emit.whenFirst(condition)";
        }

        @Override
        public String toString() {
            return "count window of " + size + " events";
        }
    }

    /** Every so many events of a key, the last events. */
    record SlidingCount<T>(long size, long slide) implements Windowing<T> {

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            return OperatorSpec.<U, O>stateful(
                            "sliding count window", name, () -> new SlidingCountOperator<>(size, slide, logic))
                    .detail("size", size + " events")
                    .detail("slide", slide + " events");
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }

        @Override
        public boolean canBeLate() {
            return false;
        }

        @Override
        public String emissions() {
            return "Emit.atEnd(), which is every " + slide + " events";
        }

        @Override
        public boolean takes(Emission<?, ?, ?> emission) {
            return emission.isPlain();
        }

        @Override
        public String toString() {
            return "sliding count window of " + size + " events, every " + slide;
        }
    }

    /** A window behind each event. */
    record Trailing<T>(long size) implements Windowing<T> {

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            return OperatorSpec.<U, O>stateful("trailing window", name, () -> new TrailingWindowOperator<>(size, logic))
                    .detail("size", Duration.ofMillis(size));
        }

        @Override
        public String emissions() {
            return "Emit.atEnd(), Emit.onUpdate() and Emit.whenFirst(condition)";
        }

        @Override
        public String toString() {
            return "trailing window of " + Duration.ofMillis(size);
        }
    }
}
