package io.millrace.state;

import java.util.List;
import java.util.function.Predicate;

/** A list per key with a {@link Ttl}. */
final class ExpiringList<E> implements ListState<E> {
    private final ListState<E> state;
    private final Expiry<?> expiry;

    ExpiringList(ListState<E> state, Expiry<?> expiry) {
        this.state = state;
        this.expiry = expiry;
    }

    @Override
    public void add(E element) {
        expiry.beforeWrite();
        state.add(element);
        expiry.onWritten();
    }

    @Override
    public List<E> elements() {
        expiry.onRead();
        return state.elements();
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        expiry.beforeWrite();
        int size = state.size();
        try {
            state.removeIf(condition);
        } finally {
            onRemoval(size);
        }
    }

    private void onRemoval(int sizeBefore) {
        int size = state.size();
        if (size == sizeBefore) {
            return;
        }
        if (size == 0) {
            expiry.onRemoved();
        } else {
            expiry.onWritten();
        }
    }

    @Override
    public int size() {
        expiry.onRead();
        return state.size();
    }

    @Override
    public void clear() {
        state.clear();
        expiry.onRemoved();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
