package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Sealed types: the simple name of the permitted class, then the value as that class has it. Hashed as that class. */
final class SealedSerde implements NeverEmpty<Object> {
    private static final StringSerde NAMES = new StringSerde();

    private final Class<?> type;
    private final Map<String, Alternative> byName = new LinkedHashMap<>();
    private final Map<Class<?>, Alternative> byClass = new LinkedHashMap<>();

    private final Map<String, Reader<?>> readers = new LinkedHashMap<>();

    private record Alternative(String name, Serde<Object> serde) {}

    /**
     * @param serdes of the permitted classes that have instances
     */
    SealedSerde(Class<?> type, Map<Class<?>, Serde<?>> serdes) {
        this.type = type;
        serdes.forEach(this::add);
    }

    @SuppressWarnings("unchecked") // the serde was chosen by the class
    private void add(Class<?> permitted, Serde<?> serde) {
        Alternative alternative = new Alternative(permitted.getSimpleName(), (Serde<Object>) serde);
        byClass.put(permitted, alternative);
        readers.put(alternative.name, alternative.serde::read);
        if (byName.put(alternative.name, alternative) != null) {
            throw new NoSerdeException(
                    type.getName() + " permits two classes named " + alternative.name + ": register a Serde for it");
        }
    }

    @Override
    public void write(Object value, DataOutput out) throws IOException {
        Alternative alternative = alternativeOf(value);
        NAMES.write(alternative.name, out);
        alternative.serde.write(value, out);
    }

    @Override
    public Object read(DataInput in) throws IOException {
        return read(readers, in);
    }

    @Override
    public Reader<Object> readerOf(String writtenForm) throws IOException {
        Form form = Form.parse(writtenForm);
        if (!form.name().equals("sealed")) {
            throw Form.other(writtenForm, this);
        }
        Map<String, Reader<?>> written = new LinkedHashMap<>();
        for (Form.Part part : form.parts()) {
            Alternative alternative = byName.get(part.label());
            if (alternative != null) {
                written.put(part.label(), Serde.readerFor(alternative.serde, part.form()));
            }
        }
        return in -> read(written, in);
    }

    private Object read(Map<String, Reader<?>> readersByName, DataInput in) throws IOException {
        String name = NAMES.read(in);
        Reader<?> reader = readersByName.get(name);
        if (reader == null) {
            throw new IOException(type.getName() + " permits no class named '" + name + "' but " + byName.keySet()
                    + ": add it again, or register a Serde that maps the old name");
        }
        return reader.read(in);
    }

    @Override
    public int hash(Object value) {
        return alternativeOf(value).serde.hash(value);
    }

    @Override
    public boolean immutable() {
        return byName.values().stream().allMatch(alternative -> alternative.serde.immutable());
    }

    @Override
    public String form() {
        return byName.values().stream()
                .map(alternative -> alternative.name + ":" + Serde.formOf(alternative.serde))
                .collect(Collectors.joining(",", "sealed{", "}"));
    }

    private Alternative alternativeOf(Object value) {
        Class<?> actual = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        Alternative alternative = byClass.get(actual);
        if (alternative == null) {
            throw new IllegalArgumentException(
                    "A value of " + actual.getName() + " where " + type.getName() + " permits " + byName.keySet());
        }
        return alternative;
    }
}
