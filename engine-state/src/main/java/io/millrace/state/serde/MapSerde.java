package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps: their keys, then their values, in the order in which they iterate. Hashed as the interface specifies. */
final class MapSerde<K, V> implements NeverEmpty<Map<K, V>> {
    private final Elements<K> keys;
    private final Elements<V> values;

    MapSerde(Serde<K> key, Serde<V> value) {
        this.keys = new Elements<>(key);
        this.values = new Elements<>(value);
    }

    @Override
    public void write(Map<K, V> map, DataOutput out) throws IOException {
        keys.write(map.keySet(), out);
        values.write(map.values(), out);
    }

    @Override
    public Map<K, V> read(DataInput in) throws IOException {
        return read(keys.element()::read, values.element()::read, in);
    }

    @Override
    public Reader<Map<K, V>> readerOf(String writtenForm) throws IOException {
        List<Form.Part> parts = Form.parts(writtenForm, "map", 2);
        if (parts.isEmpty()) {
            throw Form.other(writtenForm, this);
        }
        Reader<? extends K> key = Serde.readerFor(keys.element(), parts.get(0).form());
        Reader<? extends V> value =
                Serde.readerFor(values.element(), parts.get(1).form());
        return in -> read(key, value, in);
    }

    private Map<K, V> read(Reader<? extends K> key, Reader<? extends V> value, DataInput in) throws IOException {
        List<K> readKeys = new ArrayList<>();
        List<V> readValues = new ArrayList<>();
        int count = keys.readInto(readKeys, key, in);
        if (values.readInto(readValues, value, in) != count) {
            throw new IOException("Damaged " + form() + ": " + count + " keys, " + readValues.size() + " values");
        }
        Map<K, V> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(readKeys.get(i), readValues.get(i));
        }
        if (map.size() != count) {
            throw new IOException("Damaged " + form() + ": it holds a key twice");
        }
        return map;
    }

    @Override
    public int hash(Map<K, V> map) {
        int hash = 0;
        for (Map.Entry<K, V> entry : map.entrySet()) {
            hash += keys.hash(entry.getKey()) ^ values.hash(entry.getValue());
        }
        return hash;
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "map<" + Serde.formOf(keys.element()) + "," + Serde.formOf(values.element()) + ">";
    }
}
