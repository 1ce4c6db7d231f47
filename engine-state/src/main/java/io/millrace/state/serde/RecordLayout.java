package io.millrace.state.serde;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a record was written, and what becomes of each component: decided once for all records of that form.
 */
final class RecordLayout {
    private static final Map<String, Integer> SIZES =
            Map.of("boolean", 1, "byte", 1, "short", 2, "char", 2, "int", 4, "float", 4, "long", 8, "double", 8);

    private final List<Step> steps;
    private final Object[] defaults;

    /** Reads or skips the next component; {@code index} is -1 for one that the record no longer has. */
    private record Step(int index, RecordComponentSerde component, Serde.Reader<?> reader, boolean nullable, int size) {
        void read(Object[] values, DataInput in) throws IOException {
            if (component != null) {
                values[index] = nullable ? component.readNullable(reader, in) : reader.read(in);
                return;
            }
            int length = nullable ? Encoding.readLength("removed component", in) - 1 : size;
            if (length > BytesInput.remaining(in)) {
                throw new IOException("Damaged record: a component of " + length + " bytes, of which "
                        + BytesInput.remaining(in) + " are left");
            }
            Encoding.skip(Math.max(0, length), in);
        }
    }

    private RecordLayout(List<Step> steps, Object[] defaults) {
        this.steps = steps;
        this.defaults = defaults;
    }

    /** The layout that the components write themselves. */
    static RecordLayout of(List<RecordComponentSerde> components) {
        List<Step> steps = new ArrayList<>();
        for (RecordComponentSerde component : components) {
            steps.add(new Step(steps.size(), component, component.serde()::read, component.isNullable(), 0));
        }
        return new RecordLayout(steps, defaultsOf(components));
    }

    /** The layout of a form that a version of the record has written. */
    static RecordLayout of(String record, Form form, List<RecordComponentSerde> components) throws IOException {
        List<Step> steps = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (Form.Part part : form.parts()) {
            if (!labels.add(part.label())) {
                throw new IOException("Damaged form of record " + record + ": component '" + part.label() + "' twice");
            }
            steps.add(step(record, part, components));
        }
        return new RecordLayout(steps, defaultsOf(components));
    }

    private static Step step(String record, Form.Part part, List<RecordComponentSerde> components) throws IOException {
        for (int index = 0; index < components.size(); index++) {
            RecordComponentSerde component = components.get(index);
            if (component.name().equals(part.label())) {
                return new Step(index, component, component.readerOf(part.form()), part.nullable(), 0);
            }
        }
        Integer size = SIZES.get(part.form());
        if (size == null && !part.nullable()) {
            throw new IOException("Damaged form of record " + record + ": component '" + part.label() + "' is of form "
                    + part.form() + ", whose length is not known");
        }
        return new Step(-1, null, null, part.nullable(), size == null ? 0 : size);
    }

    private static Object[] defaultsOf(List<RecordComponentSerde> components) {
        return components.stream().map(RecordComponentSerde::defaultValue).toArray();
    }

    /** The components in the order of the record's constructor. */
    Object[] read(DataInput in) throws IOException {
        Object[] values = defaults.clone();
        for (Step step : steps) {
            step.read(values, in);
        }
        return values;
    }
}
