package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.state.serde.Type;
import io.millrace.window.operator.WindowLogic;

/**
 * The results of windows that hold the events of two streams, and the events that came too late for them.
 *
 * @param <K> the keys
 * @param <A> the events of the left stream
 * @param <B> the events of the right stream
 * @param <R> the values of the results
 */
public class CoResults<K, A, B, R> extends EventStream<WindowResult<K, R>> {

    private final CoGroupSpec<K, R> windows;

    CoResults(EventStream<WindowResult<K, R>> results, CoGroupSpec<K, R> windows) {
        super(results);
        this.windows = windows;
    }

    /**
     * The events of the left stream that no window took, because all that they belong to are over. The operator's metric
     * {@code late} counts those of all streams.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<A> lateLeft() {
        return late(0);
    }

    /**
     * The events of the right stream that no window took.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<B> lateRight() {
        return late(1);
    }

    @SuppressWarnings("unchecked") // the events of an input are of its type
    final <T> EventStream<T> late(int input) {
        Type<T> type = (Type<T>) windows.inputs().get(input).events();
        return sideOutput(WindowLogic.lateOfSeveral(input), type);
    }

    /**
     * The final results alone; see {@link WindowedResults#finalOnly()}.
     *
     * @return the final results
     * @throws IllegalStateException when there are none: the windows emit nothing at their ends, or increments only, or
     *     allow late events, so that another result may always follow
     */
    public EventStream<WindowResult<K, R>> finalOnly() {
        windows.windows().checkIsFinal();
        return transform(new WindowedResults.Final<K, R>());
    }

    @Override
    public CoResults<K, A, B, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }

    /**
     * The results of windows that hold the events of three streams.
     *
     * @param <K> the keys
     * @param <A> the events of the first stream, the left one
     * @param <B> the events of the second stream, the right one
     * @param <C> the events of the third stream
     * @param <R> the values of the results
     */
    public static class OfThree<K, A, B, C, R> extends CoResults<K, A, B, R> {

        OfThree(EventStream<WindowResult<K, R>> results, CoGroupSpec<K, R> windows) {
            super(results, windows);
        }

        /**
         * The events of the third stream that no window took.
         *
         * @return the late events, with their timestamps
         */
        public EventStream<C> lateThird() {
            return late(2);
        }

        @Override
        public OfThree<K, A, B, C, R> parallelism(int tasks) {
            super.parallelism(tasks);
            return this;
        }
    }

    /**
     * The results of windows that hold the events of four streams.
     *
     * @param <K> the keys
     * @param <A> the events of the first stream, the left one
     * @param <B> the events of the second stream, the right one
     * @param <C> the events of the third stream
     * @param <D> the events of the fourth stream
     * @param <R> the values of the results
     */
    public static final class OfFour<K, A, B, C, D, R> extends OfThree<K, A, B, C, R> {

        OfFour(EventStream<WindowResult<K, R>> results, CoGroupSpec<K, R> windows) {
            super(results, windows);
        }

        /**
         * The events of the fourth stream that no window took.
         *
         * @return the late events, with their timestamps
         */
        public EventStream<D> lateFourth() {
            return late(3);
        }

        @Override
        public OfFour<K, A, B, C, D, R> parallelism(int tasks) {
            super.parallelism(tasks);
            return this;
        }
    }
}
