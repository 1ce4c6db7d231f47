package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Enums, by the names of their constants: constants may be added and reordered. */
final class EnumSerde<E> implements NeverEmpty<E> {
    private static final StringSerde NAMES = new StringSerde();

    private final Class<E> type;
    private final Map<String, E> constants = new HashMap<>();

    EnumSerde(Class<E> type) {
        this.type = type;
        for (E constant : type.getEnumConstants()) {
            constants.put(nameOf(constant), constant);
        }
    }

    @Override
    public void write(E value, DataOutput out) throws IOException {
        NAMES.write(nameOf(value), out);
    }

    @Override
    public E read(DataInput in) throws IOException {
        String name = NAMES.read(in);
        E constant = constants.get(name);
        if (constant == null) {
            throw new IOException("Enum " + type.getName() + " has no constant '" + name
                    + "': add it again, or register a Serde that maps the old name");
        }
        return constant;
    }

    @Override
    public int hash(E value) {
        return nameOf(value).hashCode();
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public String form() {
        return "enum";
    }

    private static String nameOf(Object constant) {
        return ((Enum<?>) constant).name();
    }
}
