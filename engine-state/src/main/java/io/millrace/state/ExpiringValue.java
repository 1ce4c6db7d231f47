package io.millrace.state;

/** A value per key with a {@link Ttl}. */
final class ExpiringValue<V> implements ValueState<V> {
    private final ValueState<V> state;
    private final Expiry<?> expiry;

    ExpiringValue(ValueState<V> state, Expiry<?> expiry) {
        this.state = state;
        this.expiry = expiry;
    }

    @Override
    public V get() {
        expiry.onRead();
        return state.get();
    }

    @Override
    public void set(V value) {
        expiry.beforeWrite();
        state.set(value);
        expiry.onWritten();
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
