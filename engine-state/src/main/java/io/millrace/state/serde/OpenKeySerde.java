package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.util.HashMap;
import java.util.Map;

/**
 * Hashes values whose class is known only when they come, by that class. Confined to one thread; reads and writes
 * nothing.
 */
final class OpenKeySerde implements Serde<Object> {
    private final Map<Class<?>, Serde<?>> known;
    private final Map<Class<?>, Serde<Object>> found = new HashMap<>();
    private Class<?> lastClass;
    private Serde<Object> lastSerde;

    OpenKeySerde(Map<Class<?>, Serde<?>> known) {
        this.known = known;
    }

    @Override
    public int hash(Object value) {
        Class<?> type = value.getClass();
        if (type == lastClass) {
            return lastSerde.hash(value);
        }
        Serde<Object> serde = found.get(type);
        if (serde == null) {
            serde = find(type);
        }
        lastClass = type;
        lastSerde = serde;
        return serde.hash(value);
    }

    @SuppressWarnings("unchecked") // the serde is that of the value's class
    private Serde<Object> find(Class<?> type) {
        Serde<Object> serde = (Serde<Object>) KeyResolver.resolveRuntimeClass(type, known);
        found.put(type, serde);
        return serde;
    }

    @Override
    public void write(Object value, DataOutput out) {
        throw new UnsupportedOperationException(
                "Keys of an open type can be hashed but not written: declare their type");
    }

    @Override
    public Object read(DataInput in) {
        throw new UnsupportedOperationException("Keys of an open type can be hashed but not read: declare their type");
    }

    @Override
    public boolean immutable() {
        return false;
    }
}
