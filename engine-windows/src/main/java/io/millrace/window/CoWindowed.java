package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.function.QuadFn;
import io.millrace.function.TriFn;
import io.millrace.operator.Aggregate;
import io.millrace.window.aggregate.Both;
import io.millrace.window.aggregate.Sides;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Two keyed streams whose events are in the same windows: {@link #aggregate} makes one result of what there is of both;
 * {@link #inner} and the like give the pairs. Immutable.
 *
 * <p>A key has a window when either stream has an event for it. Event time is that of the stream that is behind, and a
 * silent one is waited for, unless its watermarks know that it is idle. The accumulators of live windows are part of
 * snapshots.
 *
 * @param <K> the keys
 * @param <A> the events of the left stream, which the windows were said of
 * @param <B> the events of the right stream
 */
public final class CoWindowed<K, A, B> {

    private final WindowedStream<K, A> left;
    private final WindowedStream<K, B> right;

    CoWindowed(WindowedStream<K, A> left, WindowedStream<K, B> right) {
        this.left = left;
        this.right = right;
    }

    /**
     * Adds a third stream.
     *
     * @param <C> its events
     * @param third a stream with the same keys
     * @return the windows over all three
     */
    public <C> Three<K, A, B, C> and(KeyedStream<K, C> third) {
        return new Three<>(left, right, left.over(third));
    }

    /**
     * Aggregates the events of each stream, key and window, and emits what a function makes of both results at the end of
     * the window.
     *
     * @param <X> the results of the left aggregate
     * @param <Y> the results of the right aggregate
     * @param <R> the values of the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param ofLeft what to make of the events of the left stream; see {@link Aggregates}
     * @param ofRight what to make of the events of the right stream
     * @param function makes one result of both, never null; where a stream has no event in the window it is given what
     *     the aggregate makes of none, which is 0 for counts and sums, and null for what is one of the events
     * @return the results
     * @throws IllegalStateException when these windows cannot hold the events of several streams
     */
    public <X, Y, R> CoResults<K, A, B, R> aggregate(
            String name,
            Aggregate<? super A, ?, X> ofLeft,
            Aggregate<? super B, ?, Y> ofRight,
            BiFn<? super X, ? super Y, ? extends R> function) {
        return aggregate(name, ofLeft, ofRight, function, Emit.atEnd());
    }

    /**
     * Aggregates the events of each stream, key and window.
     *
     * @param <X> the results of the left aggregate
     * @param <Y> the results of the right aggregate
     * @param <R> the values of the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param ofLeft what to make of the events of the left stream; see {@link Aggregates}
     * @param ofRight what to make of the events of the right stream
     * @param function makes one result of both, as above
     * @param emit when to emit results
     * @return the results
     * @throws IllegalArgumentException when these windows cannot emit like that
     * @throws IllegalStateException when these windows cannot hold the events of several streams
     */
    public <X, Y, R> CoResults<K, A, B, R> aggregate(
            String name,
            Aggregate<? super A, ?, X> ofLeft,
            Aggregate<? super B, ?, Y> ofRight,
            BiFn<? super X, ? super Y, ? extends R> function,
            Emit<? super R> emit) {
        Objects.requireNonNull(function, () -> "the function of window '" + name + "' must not be null");
        CoGroupSpec<K, R> spec = spec(
                name,
                emit,
                List.of(left, right),
                Sides.of(side(name, "left", left, ofLeft), side(name, "right", right, ofRight), function));
        return new CoResults<>(left.upstream().transform(spec, right.upstream()), spec);
    }

    /**
     * Joins by window: emits what a function makes of each pair of a left and a right event of one key and window, at the
     * end of the window. All events are kept until then, and a window of n left and m right events gives n times m pairs:
     * where a number or the latest event is enough, prefer {@link #aggregate}.
     *
     * <p>A pair has the timestamp of its window's results, the end of the window minus one millisecond. In windows that
     * overlap a pair comes once for each window that both are in. An allowed late event has all pairs of its window told
     * again. The pairs of a key and window come in the order of the left events' arrival, then of the right ones'; where parts
     * of a window are merged, as those of sessions are, the events of the earlier part in event time come first.
     *
     * @param <R> what is emitted
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from a left and a right event, never to null
     * @return what the function makes
     * @throws IllegalStateException when these windows cannot hold the events of several streams
     */
    public <R> JoinedWindows<A, B, R> inner(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return join(name, false, false, function);
    }

    /**
     * Joins by window as {@link #inner} does; where a key and window has no right event, gives the left ones with null.
     *
     * @param <R> what is emitted
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from a left and a right event or null, never to null
     * @return what the function makes
     */
    public <R> JoinedWindows<A, B, R> left(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return join(name, true, false, function);
    }

    /**
     * Joins by window as {@link #inner} does; where a key and window has no left event, gives the right ones with null.
     *
     * @param <R> what is emitted
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from a left event or null and a right one, never to null
     * @return what the function makes
     */
    public <R> JoinedWindows<A, B, R> right(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return join(name, false, true, function);
    }

    /**
     * Joins by window as {@link #inner} does; where a key and window has events of one stream alone, gives them with null.
     *
     * @param <R> what is emitted
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from a left and a right event, one of which may be null, never to null
     * @return what the function makes
     */
    public <R> JoinedWindows<A, B, R> full(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return join(name, true, true, function);
    }

    private <R> JoinedWindows<A, B, R> join(
            String name, boolean keepsLeft, boolean keepsRight, BiFn<? super A, ? super B, ? extends R> function) {
        CoResults<K, A, B, Both.Pair<List<A>, List<B>>> windows =
                aggregate(name, Aggregates.<A>collect(), Aggregates.<B>collect(), Both.Pair::new);
        return new JoinedWindows<>(
                windows, windows.transform(new WindowJoin<K, A, B, R>(name, keepsLeft, keepsRight, function)));
    }

    private static <T, X> Sides.Side<T, ?, X> side(
            String name, String which, WindowedStream<?, T> stream, Aggregate<? super T, ?, X> aggregate) {
        Objects.requireNonNull(
                aggregate, () -> "the " + which + " aggregate of window '" + name + "' must not be null");
        return Sides.Side.of(which, aggregate, stream.upstream().eventType());
    }

    @SuppressWarnings("unchecked") // there is an aggregate for each stream, in their order
    private static <K, R> CoGroupSpec<K, R> spec(
            String name,
            Emit<? super R> emit,
            List<WindowedStream<K, ?>> streams,
            List<Aggregate<?, ?, R>> aggregates) {
        List<WindowSpec<K, ?, R>> inputs = new ArrayList<>();
        for (int input = 0; input < streams.size(); input++) {
            WindowedStream<K, Object> stream = (WindowedStream<K, Object>) streams.get(input);
            inputs.add(stream.spec(name, (Aggregate<Object, ?, R>) aggregates.get(input), emit));
        }
        return new CoGroupSpec<>(inputs);
    }

    @Override
    public String toString() {
        return "co-group of " + left + " and " + right;
    }

    /**
     * Three keyed streams whose events are in the same windows. Immutable.
     *
     * @param <K> the keys
     * @param <A> the events of the first stream, which the windows were said of
     * @param <B> the events of the second stream
     * @param <C> the events of the third stream
     */
    public static final class Three<K, A, B, C> {

        private final WindowedStream<K, A> first;
        private final WindowedStream<K, B> second;
        private final WindowedStream<K, C> third;

        Three(WindowedStream<K, A> first, WindowedStream<K, B> second, WindowedStream<K, C> third) {
            this.first = first;
            this.second = second;
            this.third = third;
        }

        /**
         * Adds a fourth stream. For more, map streams to a common type and merge them.
         *
         * @param <D> its events
         * @param fourth a stream with the same keys
         * @return the windows over all four
         */
        public <D> Four<K, A, B, C, D> and(KeyedStream<K, D> fourth) {
            return new Four<>(this, first.over(fourth));
        }

        /**
         * Aggregates the events of each stream, key and window, and emits what a function makes of all results at the end
         * of the window.
         *
         * @param <X> the results of the first aggregate
         * @param <Y> the results of the second aggregate
         * @param <Z> the results of the third aggregate
         * @param <R> the values of the results
         * @param name the name of the operator, unique in the pipeline and stable across versions of the program
         * @param ofFirst what to make of the events of the first stream
         * @param ofSecond what to make of the events of the second stream
         * @param ofThird what to make of the events of the third stream
         * @param function makes one result of all, as {@link CoWindowed#aggregate} says
         * @return the results
         */
        public <X, Y, Z, R> CoResults.OfThree<K, A, B, C, R> aggregate(
                String name,
                Aggregate<? super A, ?, X> ofFirst,
                Aggregate<? super B, ?, Y> ofSecond,
                Aggregate<? super C, ?, Z> ofThird,
                TriFn<? super X, ? super Y, ? super Z, ? extends R> function) {
            return aggregate(name, ofFirst, ofSecond, ofThird, function, Emit.atEnd());
        }

        /**
         * Aggregates the events of each stream, key and window.
         *
         * @param <X> the results of the first aggregate
         * @param <Y> the results of the second aggregate
         * @param <Z> the results of the third aggregate
         * @param <R> the values of the results
         * @param name the name of the operator, unique in the pipeline and stable across versions of the program
         * @param ofFirst what to make of the events of the first stream
         * @param ofSecond what to make of the events of the second stream
         * @param ofThird what to make of the events of the third stream
         * @param function makes one result of all, as {@link CoWindowed#aggregate} says
         * @param emit when to emit results
         * @return the results
         */
        public <X, Y, Z, R> CoResults.OfThree<K, A, B, C, R> aggregate(
                String name,
                Aggregate<? super A, ?, X> ofFirst,
                Aggregate<? super B, ?, Y> ofSecond,
                Aggregate<? super C, ?, Z> ofThird,
                TriFn<? super X, ? super Y, ? super Z, ? extends R> function,
                Emit<? super R> emit) {
            Objects.requireNonNull(function, () -> "the function of window '" + name + "' must not be null");
            CoGroupSpec<K, R> spec = spec(
                    name,
                    emit,
                    List.of(first, second, third),
                    Sides.of(
                            side(name, "left", first, ofFirst),
                            side(name, "right", second, ofSecond),
                            side(name, "third", third, ofThird),
                            function));
            EventStream<WindowResult<K, R>> results =
                    first.upstream().transform(spec, second.upstream(), third.upstream());
            return new CoResults.OfThree<>(results, spec);
        }
    }

    /**
     * Four keyed streams whose events are in the same windows. Immutable.
     *
     * @param <K> the keys
     * @param <A> the events of the first stream, which the windows were said of
     * @param <B> the events of the second stream
     * @param <C> the events of the third stream
     * @param <D> the events of the fourth stream
     */
    public static final class Four<K, A, B, C, D> {

        private final Three<K, A, B, C> three;
        private final WindowedStream<K, D> fourth;

        Four(Three<K, A, B, C> three, WindowedStream<K, D> fourth) {
            this.three = three;
            this.fourth = fourth;
        }

        /**
         * Aggregates the events of each stream, key and window, and emits what a function makes of all results at the end
         * of the window.
         *
         * @param <X> the results of the first aggregate
         * @param <Y> the results of the second aggregate
         * @param <Z> the results of the third aggregate
         * @param <W> the results of the fourth aggregate
         * @param <R> the values of the results
         * @param name the name of the operator, unique in the pipeline and stable across versions of the program
         * @param ofFirst what to make of the events of the first stream
         * @param ofSecond what to make of the events of the second stream
         * @param ofThird what to make of the events of the third stream
         * @param ofFourth what to make of the events of the fourth stream
         * @param function makes one result of all, as {@link CoWindowed#aggregate} says
         * @return the results
         */
        public <X, Y, Z, W, R> CoResults.OfFour<K, A, B, C, D, R> aggregate(
                String name,
                Aggregate<? super A, ?, X> ofFirst,
                Aggregate<? super B, ?, Y> ofSecond,
                Aggregate<? super C, ?, Z> ofThird,
                Aggregate<? super D, ?, W> ofFourth,
                QuadFn<? super X, ? super Y, ? super Z, ? super W, ? extends R> function) {
            return aggregate(name, ofFirst, ofSecond, ofThird, ofFourth, function, Emit.atEnd());
        }

        /**
         * Aggregates the events of each stream, key and window.
         *
         * @param <X> the results of the first aggregate
         * @param <Y> the results of the second aggregate
         * @param <Z> the results of the third aggregate
         * @param <W> the results of the fourth aggregate
         * @param <R> the values of the results
         * @param name the name of the operator, unique in the pipeline and stable across versions of the program
         * @param ofFirst what to make of the events of the first stream
         * @param ofSecond what to make of the events of the second stream
         * @param ofThird what to make of the events of the third stream
         * @param ofFourth what to make of the events of the fourth stream
         * @param function makes one result of all, as {@link CoWindowed#aggregate} says
         * @param emit when to emit results
         * @return the results
         */
        public <X, Y, Z, W, R> CoResults.OfFour<K, A, B, C, D, R> aggregate(
                String name,
                Aggregate<? super A, ?, X> ofFirst,
                Aggregate<? super B, ?, Y> ofSecond,
                Aggregate<? super C, ?, Z> ofThird,
                Aggregate<? super D, ?, W> ofFourth,
                QuadFn<? super X, ? super Y, ? super Z, ? super W, ? extends R> function,
                Emit<? super R> emit) {
            Objects.requireNonNull(function, () -> "the function of window '" + name + "' must not be null");
            CoGroupSpec<K, R> spec = spec(
                    name,
                    emit,
                    List.of(three.first, three.second, three.third, fourth),
                    Sides.of(
                            side(name, "left", three.first, ofFirst),
                            side(name, "right", three.second, ofSecond),
                            side(name, "third", three.third, ofThird),
                            side(name, "fourth", fourth, ofFourth),
                            function));
            EventStream<WindowResult<K, R>> results = three.first
                    .upstream()
                    .transform(spec, three.second.upstream(), three.third.upstream(), fourth.upstream());
            return new CoResults.OfFour<>(results, spec);
        }
    }
}
