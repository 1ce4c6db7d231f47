package io.millrace.operator;

import io.millrace.state.AggregatingState;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a {@link KeyedProcess} declares while it is constructed. The handles that it hands out are bound to tables when
 * the operator opens.
 *
 * @param <K> the keys
 * @param <R> the results
 */
final class Declarations<K, R> {

    private final List<Declared> declared = new ArrayList<>();
    private final List<DeclaredTimer<K, R>> eventTimers = new ArrayList<>();
    private final List<DeclaredTimer<K, R>> processingTimers = new ArrayList<>();
    private boolean bound;

    <V> ValueState<V> value(ValueSpec<V> spec) {
        return add(new DeclaredValue<>(spec));
    }

    <E> ListState<E> list(ListSpec<E> spec) {
        return add(new DeclaredList<>(spec));
    }

    <UK, UV> MapState<UK, UV> map(MapSpec<UK, UV> spec) {
        return add(new DeclaredMap<>(spec));
    }

    <T, A, S> AggregatingState<T, S> aggregating(AggregateSpec<T, A, S> spec) {
        return add(new DeclaredAggregate<>(spec));
    }

    Timer eventTimer(String name, Timer.Callback<K, R> callback) {
        DeclaredTimer<K, R> timer = add(new DeclaredTimer<>(name, callback));
        eventTimers.add(timer);
        return timer;
    }

    Timer processingTimer(String name, Timer.Callback<K, R> callback) {
        DeclaredTimer<K, R> timer = add(new DeclaredTimer<>(name, callback));
        processingTimers.add(timer);
        return timer;
    }

    /**
     * Binds all that is declared.
     *
     * @param state where the tables are
     * @param timestampAtHand the timestamp of the event or timer at hand
     */
    void bind(KeyedState<K> state, LongSupplier timestampAtHand) {
        if (bound) {
            throw new IllegalStateException("the factory of the operator returned the same object twice: each task and"
                    + " each job need one of their own, so make it in the factory, with new");
        }
        bound = true;
        declared.forEach(declaration -> declaration.bind(state, timestampAtHand));
    }

    TimerGroup<K, R> eventTimers() {
        return new TimerGroup<>(eventTimers);
    }

    TimerGroup<K, R> processingTimers() {
        return new TimerGroup<>(processingTimers);
    }

    private <D extends Declared> D add(D declaration) {
        if (bound) {
            throw new IllegalStateException("state and timers are declared while the operator is constructed:"
                    + " make them fields, or declare them in the constructor");
        }
        declared.add(declaration);
        return declaration;
    }

    /** A handle that finds its table when the operator opens. */
    interface Declared {
        void bind(KeyedState<?> state, LongSupplier timestampAtHand);
    }
}
