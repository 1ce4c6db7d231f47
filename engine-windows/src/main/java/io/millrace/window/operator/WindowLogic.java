package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What the window operators have in common.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results of the aggregate
 * @param <O> what is emitted
 * @param inputs the streams whose events are in the windows, by the ordinals of their inputs; at least one
 * @param results makes what is emitted
 * @param lateness how long after its end a window still takes events, in milliseconds, not negative
 * @param byClock whether the time of the windows is that of the clock, and not that of the events
 */
public record WindowLogic<K, T, A, R, O>(
        List<In<K, T, A, R>> inputs,
        Results<? super K, ? super R, ? extends O> results,
        long lateness,
        boolean byClock) {

    private static final List<String> LATE_OF_SEVERAL =
            List.of(SideOutput.LATE_LEFT, SideOutput.LATE_RIGHT, "late third", "late fourth");

    /**
     * A stream. Those of one operator differ in what an event does to an accumulator, and are alike in everything else that
     * their aggregates do.
     *
     * @param key from event to key
     * @param emission the aggregate, and when its results are emitted
     * @param events the type of the events, or null where it is not known
     */
    public record In<K, T, A, R>(Fn<? super T, ? extends K> key, Emission<? super T, A, R> emission, Type<?> events) {}

    /** Copies the inputs. */
    public WindowLogic {
        inputs = List.copyOf(inputs);
    }

    /** Windows of one stream. */
    public WindowLogic(
            Fn<? super T, ? extends K> key,
            Emission<? super T, A, R> emission,
            Results<? super K, ? super R, ? extends O> results,
            long lateness,
            boolean byClock,
            Type<?> events) {
        this(List.of(new In<>(key, emission, events)), results, lateness, byClock);
    }

    /** The emission; adds events of the first stream. */
    public Emission<? super T, A, R> emission() {
        return inputs.get(0).emission();
    }

    /** How accumulators are written. */
    Serde<A> accumulatorSerde(SerdeRegistry serdes) {
        Aggregate<? super T, A, R> aggregate = emission().aggregate();
        Serde<A> serde = Objects.requireNonNull(
                aggregate.accumulatorSerde(serdes, inputs.get(0).events()),
                "accumulatorSerde of the aggregate returned null");
        return Emptiable.ofEvents(aggregate, serde);
    }

    /** The side output that late events of an input go to. */
    String late(int input) {
        return inputs.size() == 1 ? SideOutput.LATE : lateOfSeveral(input);
    }

    /** The name of the side output that late events of one of several streams go to. */
    public static String lateOfSeveral(int input) {
        return LATE_OF_SEVERAL.get(input);
    }

    /**
     * Makes what a window operator emits.
     *
     * @param <K> the keys
     * @param <R> the results of the aggregate
     * @param <O> what is emitted
     */
    @FunctionalInterface
    public interface Results<K, R, O> {

        /** The result of a key and the window from start, inclusive, to end, exclusive. */
        O make(K key, Instant start, Instant end, R value, PaneInfo pane);

        /**
         * The same where the event counts that raised the result.
         *
         * @param event the event; of no meaning where time has raised the result
         * @throws Exception what a function of the user's throws
         */
        default O make(K key, Instant start, Instant end, R value, PaneInfo pane, Object event) throws Exception {
            return make(key, start, end, value, pane);
        }
    }
}
