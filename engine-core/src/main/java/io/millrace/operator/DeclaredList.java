package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

final class DeclaredList<E> implements ListState<E>, Declarations.Declared {

    private final ListSpec<E> spec;
    private ListState<E> state;

    DeclaredList(ListSpec<E> spec) {
        this.spec = spec;
    }

    @Override
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        state = keyedState.list(spec);
    }

    @Override
    public void add(E element) {
        state.add(element);
    }

    @Override
    public List<E> elements() {
        return state.elements();
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        state.removeIf(condition);
    }

    @Override
    public int size() {
        return state.size();
    }

    @Override
    public void clear() {
        state.clear();
    }
}
