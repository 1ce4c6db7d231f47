package io.millrace.state;

import io.millrace.state.serde.Type;
import io.millrace.state.table.ByKey;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.PerKey;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateNames;

/**
 * What the current key has of a state, and which expires as a whole: what all kinds of state have in
 * common.
 *
 * @param <S> what the program uses, which this is
 * @param <V> the entry
 */
abstract class KeyedEntry<S, V> implements StateHandle<S> {
    private static final int LONGEST_NAME_WITH_TTL = 80;

    private final String name;
    private final Ttl ttl;
    private String description;
    private CurrentKey<Object> current = CurrentKey.unbound();
    private ByKey<Object, ? extends V> entries;

    /** Null for what lives until it is cleared. */
    private Expiry expiry;

    KeyedEntry(String name, Ttl ttl) {
        this.name = name;
        this.ttl = ttl;
        this.description = "State '" + name + "'";
    }

    /** Checks of what states are declared with. */
    static void check(String name, Ttl ttl, Type<?>... types) {
        StateNames.check(name);
        for (Type<?> type : types) {
            if (type == null) {
                throw new IllegalArgumentException(
                        "State '" + name + "' has a null type: declare it, as Type.of(String.class) for instance");
            }
        }
        if (ttl != null && name.length() > LONGEST_NAME_WITH_TTL) {
            throw new IllegalArgumentException("State '" + name + "' has a Ttl and a name of " + name.length()
                    + " characters: use at most " + LONGEST_NAME_WITH_TTL);
        }
    }

    /** Declares it. */
    abstract ByKey<Object, ? extends V> entries(StateBackend<Object> backend, PerKey<Object> states);

    @Override
    @SuppressWarnings("unchecked") // each kind of state is what the program uses
    public final S state() {
        return (S) this;
    }

    @Override
    @SuppressWarnings("unchecked") // keys are only handed back to the back end that they came from
    public final void bind(StateBackend<?> backend) {
        StateBackend<Object> own = (StateBackend<Object>) backend;
        entries = entries(own, own.perKey());
        description = "State '" + name + "' of operator '" + own.operator() + "'";
        expiry = ttl == null ? null : new Expiry(own, name, ttl, entries, this::forget);
        current = own.current();
    }

    final String name() {
        return name;
    }

    /** The entry, or null: to be read. */
    final V read() {
        if (expiry != null) {
            expiry.onRead();
        }
        return entries.get(current.key(), current.hash());
    }

    /** The entry, or null: to be changed, and then {@link #written}. */
    final V change() {
        if (expiry != null) {
            expiry.beforeWrite();
        }
        return entries.get(current.key(), current.hash());
    }

    /** The entry, which is added empty when there is none. */
    final V getOrAdd() {
        return entries.getOrAdd(current.key(), current.hash());
    }

    /** Whether an entry that has become empty has to be removed: where entries are counted, or expire. */
    final boolean removesEmpty() {
        return expiry != null || entries.isCounted();
    }

    final CurrentKey<Object> current() {
        return current;
    }

    /** The entry is about to be set. */
    final void beforeWrite() {
        if (expiry != null) {
            expiry.beforeWrite();
        }
    }

    /** The entry has changed. */
    final void written() {
        if (expiry != null) {
            expiry.onWritten();
        }
    }

    /** Removes the entry. */
    public final void clear() {
        forget();
        if (expiry != null) {
            expiry.onRemoved();
        }
    }

    private void forget() {
        V removed = entries.remove(current.key(), current.hash());
        if (removed != null) {
            onForgotten(removed);
        }
    }

    /** An entry has been removed. */
    void onForgotten(V entry) {}

    /** What cannot be done to the current key's state. */
    final IllegalArgumentException refusal(String text) {
        current.key(); // where there is none, that is the first to be told
        return new IllegalArgumentException(description + text);
    }

    @Override
    public final String toString() {
        return description;
    }
}
