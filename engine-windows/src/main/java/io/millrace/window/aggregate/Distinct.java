package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

public final class Distinct<T, V> implements Aggregate<T, Distinct.Values<V>, Set<V>> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends V> value;

    public Distinct(Fn<? super T, ? extends V> value) {
        this.value = value;
    }

    /** A set that is copied when it changes after it has been given away: most events bring nothing new. */
    static final class Values<V> {
        private Set<V> set = new LinkedHashSet<>();
        private boolean given;

        private void add(V value) {
            if (given && !set.contains(value)) {
                set = new LinkedHashSet<>(set);
                given = false;
            }
            set.add(value);
        }

        private Set<V> give() {
            given = true;
            return Collections.unmodifiableSet(set);
        }
    }

    @Override
    public Values<V> create() {
        return new Values<>();
    }

    @Override
    public void add(Values<V> values, T event, long timestamp) throws Exception {
        values.add(Objects.requireNonNull(value.apply(event), "a value of distinct is null"));
    }

    @Override
    public void merge(Values<V> values, Values<V> other) {
        other.set.forEach(values::add);
    }

    @Override
    public Set<V> result(Values<V> values) {
        return values.give();
    }

    @Override
    public Serde<Values<V>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new ValuesSerde<>(serdes.serde(Type.of(Set.class, HeldTypes.ofResults("distinct", value))));
    }

    private static final class ValuesSerde<V> extends StateSerde<Values<V>> {

        private final Serde<Set<V>> set;

        ValuesSerde(Serde<Set<V>> set) {
            super(set.form());
            this.set = set;
        }

        @Override
        public void write(Values<V> values, DataOutput out) throws IOException {
            set.write(values.set, out);
        }

        @Override
        public Values<V> read(DataInput in) throws IOException {
            Values<V> values = new Values<>();
            values.set.addAll(set.read(in));
            return values;
        }
    }
}
