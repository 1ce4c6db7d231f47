package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.StateHandle;
import io.millrace.state.StateSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link StatefulProcess} declares while it is constructed. The states that it hands out are bound to tables when
 * the operator opens.
 *
 * @param <K> the keys
 * @param <R> the results
 */
final class Declarations<K, R> {

    private final List<StateHandle<?>> declared = new ArrayList<>();
    private final KeyedTimer.Group<K, R> eventTimers = new KeyedTimer.Group<>();
    private final KeyedTimer.Group<K, R> processingTimers = new KeyedTimer.Group<>();
    private boolean bound;

    <S> S add(StateSpec<S> spec) {
        return add(spec.handle());
    }

    Timer eventTimer(String name, Timer.Callback<K, R> callback) {
        return add(eventTimers.add(new KeyedTimer<>(name, callback)));
    }

    Timer processingTimer(String name, Timer.Callback<K, R> callback) {
        return add(processingTimers.add(new KeyedTimer<>(name, callback)));
    }

    /** Binds all that is declared, of which there must be nothing where there are no keys and the state is null. */
    void bind(KeyedState<K> state, String operator) {
        if (bound) {
            throw new IllegalStateException("the factory of the operator returned the same object twice: each task and"
                    + " each job need one of their own, so make it in the factory, with new");
        }
        bound = true;
        if (state == null && !declared.isEmpty()) {
            throw new IllegalStateException(
                    "operator '" + operator + "' declares state or timers, which are kept by key,"
                            + " but its streams have no keys: put .keyBy(...) before .connect(...)");
        }
        declared.forEach(each -> state.bind(each));
    }

    KeyedTimer.Group<K, R> eventTimers() {
        return eventTimers;
    }

    KeyedTimer.Group<K, R> processingTimers() {
        return processingTimers;
    }

    /** Checks that things may still be declared. */
    void checkOpen() {
        if (bound) {
            throw new IllegalStateException("state and timers are declared while the operator is constructed:"
                    + " make them fields, or declare them in the constructor");
        }
    }

    private <S> S add(StateHandle<S> handle) {
        checkOpen();
        declared.add(handle);
        return handle.state();
    }
}
