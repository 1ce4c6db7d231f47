package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Records: each component, in the order of their declaration. The form has the components' names, so that those may be
 * added (they read as null or 0), removed, reordered and widened.
 *
 * <p>The hash takes the components by name, too, so that their order does not count.
 */
final class RecordSerde<R> implements NeverEmpty<R> {
    private static final String RECORD = "record";

    private final Class<R> type;
    private final List<RecordComponentSerde> components;
    private final RecordLayout layout;
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
        this.layout = RecordLayout.of(components);
    }

    @Override
    public void write(R value, DataOutput out) throws IOException {
        for (RecordComponentSerde component : components) {
            component.write(value, out);
        }
    }

    @Override
    public R read(DataInput in) throws IOException {
        return create(layout.read(in));
    }

    @Override
    public Reader<R> readerOf(String writtenForm) throws IOException {
        Form form = Form.parse(writtenForm);
        if (!form.name().equals(RECORD)) {
            throw Form.other(writtenForm, this);
        }
        RecordLayout written = RecordLayout.of(type.getName(), form, components);
        return in -> create(written.read(in));
    }

    private R create(Object[] values) throws IOException {
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(
                    "Record " + type.getName() + " refuses the components " + names() + " as they were read: "
                            + e
                            + ": accept null or 0 for a component that was added, or register a Serde for the record",
                    e);
        }
    }

    private List<String> names() {
        return components.stream().map(RecordComponentSerde::name).toList();
    }

    @Override
    public boolean takesBytes() {
        return !components.isEmpty();
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
        return components.stream().map(RecordComponentSerde::form).collect(Collectors.joining(",", RECORD + "{", "}"));
    }
}
