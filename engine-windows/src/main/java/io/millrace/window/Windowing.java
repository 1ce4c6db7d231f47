package io.millrace.window;

import io.millrace.graph.OperatorSpec;
import io.millrace.window.operator.PaneGrid;
import io.millrace.window.operator.SessionWindowOperator;
import io.millrace.window.operator.TumblingWindowOperator;
import io.millrace.window.operator.WindowLogic;
import java.time.Duration;

/** A kind of windows and its sizes, and the operator for it. */
sealed interface Windowing {

    <K, T, A, R, O> OperatorSpec<T, O> operator(String name, WindowLogic<K, T, A, R, O> logic);

    /** Windows of one size, one after the other. */
    record Tumbling(long size, long offset) implements Windowing {

        public Tumbling {
            if (offset <= -size || offset >= size) {
                throw new IllegalArgumentException("the offset of a tumbling window must be less than its size, "
                        + Duration.ofMillis(size) + ", in either direction, but is " + Duration.ofMillis(offset));
            }
        }

        @Override
        public <K, T, A, R, O> OperatorSpec<T, O> operator(String name, WindowLogic<K, T, A, R, O> logic) {
            PaneGrid grid = new PaneGrid(size, offset);
            OperatorSpec<T, O> operator = OperatorSpec.<T, O>stateful(
                            "tumbling window", name, () -> new TumblingWindowOperator<>(grid, logic))
                    .detail("size", Duration.ofMillis(size));
            return offset == 0 ? operator : operator.detail("offset", Duration.ofMillis(offset));
        }
    }

    /** Windows of activity. */
    record Session(long gap) implements Windowing {

        @Override
        public <K, T, A, R, O> OperatorSpec<T, O> operator(String name, WindowLogic<K, T, A, R, O> logic) {
            return OperatorSpec.<T, O>stateful("session window", name, () -> new SessionWindowOperator<>(gap, logic))
                    .detail("gap", Duration.ofMillis(gap));
        }
    }
}
