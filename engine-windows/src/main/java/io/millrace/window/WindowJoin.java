package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Both.Pair;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Makes pairs of what a window has of two streams.
 *
 * @param <K> the keys
 * @param <A> the left events
 * @param <B> the right events
 * @param <R> what is made of pairs
 * @param partOf the name of the windows
 * @param keepsLeft whether left events are told, with null, where there is no right one
 * @param keepsRight whether right events are told, with null, where there is no left one
 * @param function from pairs to what is emitted
 */
record WindowJoin<K, A, B, R>(
        String partOf, boolean keepsLeft, boolean keepsRight, BiFn<? super A, ? super B, ? extends R> function)
        implements OperatorLogic<WindowResult<K, Pair<List<A>, List<B>>>, R> {

    /** Checks that there is a function. */
    public WindowJoin {
        Objects.requireNonNull(function, () -> "the function of window join '" + partOf + "' must not be null");
    }

    @Override
    public String kind() {
        String outer = keepsRight ? "full" : "left";
        return keepsLeft ? outer + " window join" : (keepsRight ? "right" : "inner") + " window join";
    }

    @Override
    public Operator<WindowResult<K, Pair<List<A>, List<B>>>, R> operator() {
        return new Pairing<>(this);
    }

    @Override
    public Type<?> resultType(Type<?> windows) {
        return LambdaTypes.ofFunction(function);
    }

    /** Emits pair by pair, and pauses where there is no room. */
    private static final class Pairing<K, A, B, R> implements Operator<WindowResult<K, Pair<List<A>, List<B>>>, R> {

        private final WindowJoin<K, A, B, R> join;
        private OperatorContext context;
        private int row;

        // of the window that is worked on, the pair that comes next
        private int left;
        private int right;

        Pairing(WindowJoin<K, A, B, R> join) {
            this.join = join;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
        }

        @Override
        public boolean process(int input, Batch<WindowResult<K, Pair<List<A>, List<B>>>> batch, Output<R> out) {
            for (; row < batch.size(); row++) {
                if (!emitPairs(batch.value(row), batch.timestamp(row), out)) {
                    return false;
                }
                left = 0;
            }
            row = 0;
            return true;
        }

        private boolean emitPairs(WindowResult<K, Pair<List<A>, List<B>>> window, long timestamp, Output<R> out) {
            List<A> lefts = window.value().first();
            List<B> rights = window.value().second();
            if (lefts.isEmpty() && join.keepsRight) {
                lefts = Collections.singletonList(null);
            } else if (rights.isEmpty() && join.keepsLeft) {
                rights = Collections.singletonList(null);
            }
            for (; left < lefts.size(); left++) {
                for (; right < rights.size(); right++) {
                    if (!out.hasRoom()) {
                        return false;
                    }
                    out.emit(pair(lefts.get(left), rights.get(right), window, timestamp), timestamp);
                }
                right = 0;
            }
            return true;
        }

        private R pair(A one, B two, WindowResult<K, ?> window, long timestamp) {
            try {
                return Objects.requireNonNull(
                        join.function.apply(one, two), "the function of the window join returned null");
            } catch (Throwable e) {
                throw context.failure(e, window.key(), new Pair<>(one, two), timestamp);
            }
        }
    }
}
