package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records by component name: a table of the components' names and forms, then each component. So components may be
 * added (they read as null or 0), removed, reordered and widened.
 *
 * <p>The hash takes the components by name, too, so that their order does not count.
 */
final class RecordSerde<R> implements Serde<R> {
    /** Says that the table stands before the components, and leaves room for a reference to one that stood before. */
    private static final int TABLE_FOLLOWS = 0;

    private static final StringSerde STRINGS = new StringSerde();

    private final Class<R> type;
    private final List<RecordComponentSerde> components;
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final RecordComponentSerde[] byName;
    private final MethodHandle constructor;

    /**
     * @param constructor takes the components as an array, returns the record as an object
     */
    RecordSerde(Class<R> type, List<RecordComponentSerde> components, MethodHandle constructor) {
        this.type = type;
        this.components = List.copyOf(components);
        this.byName = components.stream()
                .sorted(Comparator.comparing(RecordComponentSerde::name))
                .toArray(RecordComponentSerde[]::new);
        this.constructor = constructor;
        for (RecordComponentSerde component : components) {
            indices.put(component.name(), indices.size());
        }
    }

    @Override
    public void write(R value, DataOutput out) throws IOException {
        out.writeByte(TABLE_FOLLOWS);
        Encoding.writeLength(components.size(), out);
        for (RecordComponentSerde component : components) {
            STRINGS.write(component.name(), out);
            STRINGS.write(component.serde().form(), out);
        }
        for (RecordComponentSerde component : components) {
            component.write(value, out);
        }
    }

    @Override
    public R read(DataInput in) throws IOException {
        Object[] values =
                components.stream().map(RecordComponentSerde::defaultValue).toArray();
        for (Written written : readTable(in)) {
            Integer index = indices.get(written.name);
            if (index == null) {
                skip(written, in);
            } else {
                values[index] = components.get(index).read(written.form, in);
            }
        }
        return create(values);
    }

    /** A component as the writing program had it. */
    private record Written(String name, String form) {}

    private List<Written> readTable(DataInput in) throws IOException {
        int kind = in.readByte();
        if (kind != TABLE_FOLLOWS) {
            throw new IOException("Damaged record " + type.getName() + ": no table of components but " + kind);
        }
        int count = Encoding.readLength("record " + type.getName(), in);
        List<Written> table = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Written written = new Written(STRINGS.read(in), STRINGS.read(in));
            if (!names.add(written.name)) {
                throw new IOException("Damaged record " + type.getName() + ": component '" + written.name + "' twice");
            }
            table.add(written);
        }
        return table;
    }

    private void skip(Written written, DataInput in) throws IOException {
        int length = Encoding.readLength(type.getName() + "." + written.name, in);
        if (length > 0) {
            Encoding.skip(length - 1, in);
        }
    }

    private R create(Object[] values) throws IOException {
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(
                    "Record " + type.getName() + " refuses the components " + indices.keySet() + " as they were read: "
                            + e
                            + ": accept null or 0 for a component that was added, or register a Serde for the record",
                    e);
        }
    }

    @Override
    public int hash(R value) {
        int hash = 1;
        for (RecordComponentSerde component : byName) {
            hash = 31 * hash + component.hash(value);
        }
        return hash;
    }

    @Override
    public boolean immutable() {
        return components.stream().allMatch(component -> component.serde().immutable());
    }

    @Override
    public String form() {
        return "record";
    }
}
