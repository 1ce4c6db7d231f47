package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Set;
import java.util.function.Consumer;

public final class Distinct<T, V> implements Packable<T, Distinct.Values, Set<V>> {

    private static final long serialVersionUID = 1;

    private static final String VALUE = "a value of distinct";

    private final Fn<? super T, ? extends V> value;

    public Distinct(Fn<? super T, ? extends V> value) {
        this.value = value;
    }

    /** In the order in which they came. */
    static final class Values implements ValuesSerde.Values {
        private final OrderedKeys<Void> keys = new OrderedKeys<>();

        /** The last result, as long as it is right. */
        private Set<?> given;

        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public void add(Object value) {
            add(value, KeyTrie.hash(value));
        }

        private void add(Object value, int hash) {
            if (keys.entry(value, hash) == null) {
                keys.addLast(value, hash, null);
                given = null;
            }
        }

        /** Adds what is less to what is more, before it or behind. */
        private void addAll(Values other) {
            if (other.size() <= size()) {
                for (OrderedKeys.Entry<Void> entry : other.keys.inOrder()) {
                    add(entry.key, entry.hash);
                }
                return;
            }
            OrderedKeys.Entry<Void>[] own = keys.inOrder();
            keys.become(other.keys);
            given = null;
            for (int i = own.length - 1; i >= 0; i--) {
                keys.putFirst(own[i].key, own[i].hash, null);
            }
        }

        @Override
        public void forEach(Consumer<Object> action) {
            for (OrderedKeys.Entry<Void> entry : keys.inOrder()) {
                action.accept(entry.key);
            }
        }

        private Set<?> give() {
            if (given == null) {
                given = keys.asSet();
            }
            return given;
        }
    }

    @Override
    public Values create() {
        return new Values();
    }

    @Override
    public void add(Values values, T event, long timestamp) throws Exception {
        values.add(KeyTrie.checked(VALUE, value.apply(event)));
    }

    @Override
    public void merge(Values values, Values other) {
        values.addAll(other);
    }

    @Override
    @SuppressWarnings("unchecked") // all that was added is of type V
    public Set<V> result(Values values) {
        return (Set<V>) values.give();
    }

    @Override
    public Packing<T, Values, Set<V>> packing() {
        return new PackedSets<>(this, Values::new, VALUE, value);
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return HeldTypes.generic(Set.class, LambdaTypes.ofResult(value));
    }

    @Override
    public Serde<Values> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return ValuesSerde.of(HeldTypes.ofResults("distinct", value), serdes, Values::new);
    }
}
