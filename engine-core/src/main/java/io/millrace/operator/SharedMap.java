package io.millrace.operator;

import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.serde.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A map of a {@link RulesProcess}: the same in all tasks, since all change it alike, and written by one of them. In
 * snapshots it is one element, in its order.
 */
final class SharedMap<K, V> implements MapState<K, V> {

    private final MapSpec<K, V> spec;
    private Map<K, V> map = new LinkedHashMap<>();
    private String operator;
    private ListState<Map<K, V>> kept;
    private boolean writable;
    private boolean changed;

    SharedMap(MapSpec<K, V> spec) {
        this.spec = spec;
    }

    /** Declares it, and takes what the snapshot has of it. */
    void bind(OperatorContext context) {
        operator = context.operator();
        Type<Map<K, V>> type = Type.of(Map.class, spec.keyType(), spec.valueType());
        kept = context.operatorState(new ListSpec<>(spec.name(), type), Redistribution.SAME);
        for (Map<K, V> restored : kept.elements()) {
            map = new LinkedHashMap<>(restored);
        }
    }

    /** Whether a rule is being taken in. */
    void writable(boolean newWritable) {
        writable = newWritable;
    }

    /** Has the snapshot write it as it is now. */
    void keep() {
        if (changed) {
            kept.clear();
            kept.add(map);
            changed = false;
        }
    }

    @Override
    public V get(K key) {
        return bound().get(checked(key, "key"));
    }

    @Override
    public void put(K key, V value) {
        writing().put(checked(key, "key"), checked(value, "value"));
    }

    @Override
    public V remove(K key) {
        return writing().remove(checked(key, "key"));
    }

    @Override
    public boolean contains(K key) {
        return bound().containsKey(checked(key, "key"));
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        if (!writable) {
            bound().forEach(action);
            return;
        }
        for (Map.Entry<K, V> entry : entries()) {
            if (map.containsKey(entry.getKey())) {
                action.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    /** While a rule is taken in the map may change during an iteration, which then goes through it as it was. */
    @Override
    public Iterable<Map.Entry<K, V>> entries() {
        return Collections.unmodifiableMap(writable ? new LinkedHashMap<>(map) : bound())
                .entrySet();
    }

    @Override
    public int size() {
        return bound().size();
    }

    @Override
    public void clear() {
        writing().clear();
    }

    private Map<K, V> bound() {
        if (kept == null) {
            throw new IllegalStateException("shared map '" + spec.name()
                    + "' is used before its operator has opened: use it only while an event, a rule or a timer is"
                    + " processed");
        }
        return map;
    }

    private Map<K, V> writing() {
        bound();
        if (!writable) {
            throw new IllegalStateException("shared map '" + spec.name() + "' of operator '" + operator
                    + "' is changed where no rule is taken in, so that it would be another one in each task: change it in"
                    + " rule(...) alone, which all tasks call alike; what belongs to a key goes into value(...), list(...)"
                    + " or map(...)");
        }
        changed = true;
        return map;
    }

    private <X> X checked(X given, String what) {
        if (given == null) {
            throw new IllegalArgumentException("a " + what + " of shared map '" + spec.name() + "' must not be null");
        }
        return given;
    }
}
