package io.millrace.state.serde;

import java.io.DataInput;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The changes of a primitive's form that lose nothing. */
final class Widening {
    private static final Map<String, Set<String>> LOSSLESS = Map.of(
            "byte", Set.of("short", "int", "long", "float", "double"),
            "short", Set.of("int", "long", "float", "double"),
            "char", Set.of("int", "long", "float", "double"),
            "int", Set.of("long", "double"),
            "float", Set.of("double"));

    private Widening() {}

    /** A reader of one form that returns the box of another, or null where that is not a widening. */
    static Serde.Reader<?> reader(String from, String to) {
        if (!LOSSLESS.getOrDefault(from, Set.of()).contains(to)) {
            return null;
        }
        return in -> convert(read(from, in), to);
    }

    private static Number read(String form, DataInput in) throws IOException {
        return switch (form) {
            case "byte" -> in.readByte();
            case "short" -> in.readShort();
            case "char" -> (int) in.readChar();
            case "int" -> in.readInt();
            case "float" -> in.readFloat();
            default -> throw new IllegalArgumentException(form);
        };
    }

    private static Number convert(Number value, String to) {
        return switch (to) {
            case "short" -> value.shortValue();
            case "int" -> value.intValue();
            case "long" -> value.longValue();
            case "float" -> value.floatValue();
            case "double" -> value.doubleValue();
            default -> throw new IllegalArgumentException(to);
        };
    }
}
