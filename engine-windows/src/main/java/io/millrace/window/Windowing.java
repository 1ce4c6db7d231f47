package io.millrace.window;

import io.millrace.graph.OperatorSpec;
import io.millrace.time.EventTime;
import io.millrace.window.operator.KeyedWindowOperator;
import io.millrace.window.operator.PaneGrid;
import io.millrace.window.operator.TumblingWindowOperator;
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

    /** The same windows, shifted against the epoch. */
    default Windowing<T> offset(long offset) {
        throw new IllegalStateException(this + " has no offset; tumbling, sliding and cumulative windows have");
    }

    /** Windows of one size, one after the other. */
    record Tumbling<T>(long size, long offset) implements Windowing<T> {

        @Override
        public <K, U extends T, A, R, O> OperatorSpec<U, O> operator(String name, WindowLogic<K, U, A, R, O> logic) {
            PaneGrid grid = new PaneGrid(size, offset);
            OperatorSpec<U, O> operator = OperatorSpec.<U, O>stateful(
                            "tumbling window", name, () -> new TumblingWindowOperator<>(grid, logic))
                    .detail("size", Duration.ofMillis(size));
            return offset == 0 ? operator : operator.detail("offset", Duration.ofMillis(offset));
        }

        @Override
        public Windowing<T> offset(long newOffset) {
            if (newOffset <= -size || newOffset >= size) {
                throw new IllegalArgumentException("the offset of a tumbling window must be less than its size, "
                        + Duration.ofMillis(size) + ", in either direction, but is " + Duration.ofMillis(newOffset));
            }
            return new Tumbling<>(size, newOffset);
        }

        @Override
        public String toString() {
            return "tumbling window of " + Duration.ofMillis(size);
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
}
