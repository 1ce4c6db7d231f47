package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Objects;
import java.util.Set;
import org.agrona.collections.ObjectHashSet;

public final class CountDistinct<T> implements Aggregate<T, Set<Object>, Long> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ?> value;

    public CountDistinct(Fn<? super T, ?> value) {
        this.value = value;
    }

    /** Flat, unlike those of the JDK: one look into memory for most events, of which most bring nothing new. */
    @Override
    public Set<Object> create() {
        return new ObjectHashSet<>();
    }

    @Override
    public void add(Set<Object> values, T event, long timestamp) throws Exception {
        values.add(Objects.requireNonNull(value.apply(event), "a value of countDistinct is null"));
    }

    @Override
    public void merge(Set<Object> values, Set<Object> other) {
        values.addAll(other);
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public Long result(Set<Object> values) {
        return (long) values.size();
    }

    @Override
    public Serde<Set<Object>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return serdes.serde(Type.<Set<Object>>of(Set.class, HeldTypes.ofResults("countDistinct", value)));
    }
}
