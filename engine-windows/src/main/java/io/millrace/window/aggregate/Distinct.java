package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
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
}
