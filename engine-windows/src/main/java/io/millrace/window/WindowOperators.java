package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.PredicateFn;
import io.millrace.graph.CombinedRows;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.window.operator.Assigners;
import io.millrace.window.operator.CalendarGrid;
import io.millrace.window.operator.CumulativeGrid;
import io.millrace.window.operator.Emission;
import io.millrace.window.operator.PaneCombiner;
import io.millrace.window.operator.PaneGrid;
import io.millrace.window.operator.SlidingGrid;
import io.millrace.window.operator.WindowGrid;
import io.millrace.window.operator.WindowLogic;
import io.millrace.window.operator.WindowOperator;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.WindowAssigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Chooses the operator for windows. */
final class WindowOperators {

    private WindowOperators() {}

    /**
     * An operator for one stream, or for several.
     *
     * @param inputs what is said of the windows, by input
     */
    @SuppressWarnings(
            "unchecked") // a shape of any input is that of all; what is no event is of the combiner, and told apart
    static <K, R> Operator<Object, WindowResult<K, R>> operator(List<? extends WindowSpec<K, ?, R>> inputs) {
        return operator((WindowShape<Object>) inputs.get(0).shape(), logic(inputs, WindowResult<K, R>::new));
    }

    /** An operator whose results are told together with the events that raised them. */
    @SuppressWarnings("unchecked") // as above
    static <K, T, R, O> Operator<Object, O> raised(
            WindowSpec<K, T, R> windows, BiFn<WindowResult<K, R>, T, O> function) {
        return operator((WindowShape<Object>) windows.shape(), logic(List.of(windows), new Raised<>(function)));
    }

    /** What a function makes of results and their events. */
    private record Raised<K, T, R, O>(BiFn<WindowResult<K, R>, T, O> function) implements WindowLogic.Results<K, R, O> {

        @Override
        @SuppressWarnings("unchecked") // it is an event of the windows
        public O make(K key, Instant start, Instant end, R value, PaneInfo pane, Object event) throws Exception {
            return Objects.requireNonNull(
                    function.apply(new WindowResult<>(key, start, end, value, pane), (T) event),
                    "the function of the windows returned null");
        }

        @Override
        public O make(K key, Instant start, Instant end, R value, PaneInfo pane) {
            throw new IllegalStateException("a result was raised by no event");
        }
    }

    /** What aggregates events before they are sent, or null where the windows can have none. */
    static <K, T, R> OperatorLogic<T, Object> combiner(WindowSpec<K, T, R> spec) {
        return spec.shape() instanceof WindowShape.Aligned aligned
                ? combiner(
                        grid(aligned),
                        WindowOperators.<K, T, Object, R, WindowResult<K, R>>logic(
                                List.of(spec), WindowResult<K, R>::new))
                : null;
    }

    /** How what the combiner makes gets to another process; null where windows overlap, since those that are not over take in what is late for others. */
    static <K, T, R> CombinedRows<?> combinedRows(WindowSpec<K, T, R> spec, SerdeRegistry serdes) {
        return overlap(spec.shape()) || spec.key().type() == null
                ? null
                : PaneCombiner.rows(
                        serdes.serde(spec.key().type()),
                        WindowOperators.<K, T, Object, R, WindowResult<K, R>>logic(
                                List.of(spec), WindowResult<K, R>::new),
                        serdes);
    }

    private static boolean overlap(WindowShape<?> shape) {
        return shape instanceof WindowShape.Sliding || shape instanceof WindowShape.Cumulative;
    }

    private static <K, T, A, R> OperatorLogic<T, Object> combiner(WindowGrid grid, WindowLogic<K, T, A, R, ?> logic) {
        return PaneCombiner.suits(logic)
                ? OperatorSpec.stateless("combiner", () -> new PaneCombiner<>(grid, logic))
                : null;
    }

    @SuppressWarnings("unchecked") // each input is given its own events, and the accumulators of all are alike
    private static <K, T, A, R, O> WindowLogic<K, T, A, R, O> logic(
            List<? extends WindowSpec<K, ?, R>> specs, WindowLogic.Results<K, R, O> results) {
        List<WindowLogic.In<K, T, A, R>> inputs = new ArrayList<>();
        for (WindowSpec<K, ?, R> spec : specs) {
            inputs.add((WindowLogic.In<K, T, A, R>) input(spec));
        }
        WindowSpec<K, ?, R> first = specs.get(0);
        return new WindowLogic<>(inputs, results, first.lateness(), first.processingTime());
    }

    private static <K, T, R> WindowLogic.In<K, T, ?, R> input(WindowSpec<K, T, R> spec) {
        return input(spec, emission(spec.emit(), spec.aggregate()));
    }

    private static <K, T, A, R> WindowLogic.In<K, T, A, R> input(
            WindowSpec<K, T, R> spec, Emission<? super T, A, R> emission) {
        return new WindowLogic.In<>(spec.key().function(), emission, spec.events());
    }

    @SuppressWarnings("unchecked") // it is a trigger of these results
    static <T, A, R> Emission<T, ?, R> emission(Emit<? super R> emit, Aggregate<T, A, R> aggregate) {
        Trigger<? super R, ?> trigger = emit.trigger();
        if (!emit.isStateless()) {
            return Emission.triggered(aggregate, trigger, emit.isDiscarding());
        }
        if (trigger instanceof Triggers.WhenFirst<?> first) {
            return Emission.whenFirst(aggregate, (PredicateFn<? super R>) first.condition());
        }
        return trigger instanceof Triggers.OnUpdate ? Emission.onUpdate(aggregate) : Emission.atEnd(aggregate);
    }

    private static <K, T, A, R, O> Operator<T, O> operator(
            WindowShape<? super T> shape, WindowLogic<K, T, A, R, O> logic) {
        if (shape instanceof WindowShape.Aligned aligned) {
            return operator(overlap(aligned), grid(aligned), logic);
        }
        if (shape instanceof WindowShape.Count count) {
            return WindowOperator.counting(count.size(), count.slide(), logic);
        }
        return shape instanceof WindowShape.Trailing trailing
                ? WindowOperator.trailing(trailing.size(), logic)
                : WindowOperator.keyed(assigner(shape), logic);
    }

    /** Pane by pane where the emission allows, or else window by window. */
    private static <K, T, A, R, O> Operator<T, O> operator(
            boolean overlap, WindowGrid grid, WindowLogic<K, T, A, R, O> logic) {
        if (overlap && logic.emission().isPlain()) {
            return WindowOperator.sliding(grid, logic);
        }
        if (!overlap && logic.emission().isStateless()) {
            return WindowOperator.tumbling(grid, logic);
        }
        return WindowOperator.keyed(new Assigners.Grid(grid), logic);
    }

    private static WindowGrid grid(WindowShape.Aligned shape) {
        if (shape instanceof WindowShape.Tumbling tumbling) {
            return new PaneGrid(tumbling.size(), tumbling.offset());
        }
        if (shape instanceof WindowShape.Sliding sliding) {
            return new SlidingGrid(sliding.size(), sliding.slide(), sliding.offset());
        }
        if (shape instanceof WindowShape.Cumulative cumulative) {
            return new CumulativeGrid(cumulative.size(), cumulative.step(), cumulative.offset());
        }
        WindowShape.Calendar calendar = (WindowShape.Calendar) shape;
        return new CalendarGrid(calendar.zone(), calendar.unit(), calendar.firstDay());
    }

    private static <T> WindowAssigner<? super T> assigner(WindowShape<T> shape) {
        if (shape instanceof WindowShape.Session session) {
            return new Assigners.Gap(session.gap());
        }
        if (shape instanceof WindowShape.SessionWithGap<T> session) {
            return new Assigners.OwnGap<>(session.gap());
        }
        return shape instanceof WindowShape.Assigned<T> assigned ? assigned.assigner() : new Assigners.Global();
    }

    /** Fails where windows cannot emit like that. */
    static void checkEmission(String name, WindowShape<?> shape, Emit<?> emit) {
        String taken = null;
        if (shape instanceof WindowShape.Count count && count.size() != count.slide()) {
            taken = emit.isPlain() ? null : "Emit.atEnd(), which is every " + count.slide() + " events";
        } else if (!emit.isStateless() && shape instanceof WindowShape.Count) {
            taken = "Emit.atEnd(), which is when they are full, Emit.onUpdate() and Emit.whenFirst(condition)";
        } else if (!emit.isStateless() && shape instanceof WindowShape.Trailing) {
            taken = "Emit.atEnd(), Emit.onUpdate() and Emit.whenFirst(condition)";
        }
        if (taken != null) {
            throw new IllegalArgumentException(
                    "window '" + name + "', a " + shape.text() + ", cannot emit " + emit + "; it takes " + taken);
        }
    }
}
