package io.millrace.files;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** What the path of a file tells of the components of a record, for JSON objects that do not tell it themselves. */
final class PathColumns {

    private static final JsonMapper TEXTS = new JsonMapper();

    /** By name, as members of an object. */
    private final Map<String, String> members = new LinkedHashMap<>();

    /** @param type a class, of which nothing is told unless it is a record */
    PathColumns(Class<?> type, Map<String, String> partitions) {
        if (!partitions.isEmpty() && type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                Column column = component.getAnnotation(Column.class);
                String name = column == null ? component.getName() : column.value();
                String text = partitions.get(name);
                if (text != null) {
                    members.put(name, TEXTS.writeValueAsString(name) + ":" + value(component, text));
                }
            }
        }
    }

    /** A number is written as one where the component is; what is none is refused by who reads it. */
    private static String value(RecordComponent component, String text) {
        Class<?> type = component.getType() == Optional.class ? RecordColumns.valueOf(component) : component.getType();
        ColumnKind kind = type == null ? null : ColumnKind.of(type);
        String quoted = TEXTS.writeValueAsString(text);
        if (kind == null) {
            return quoted;
        }
        try {
            return switch (kind) {
                case BOOLEAN -> text.equals("true") || text.equals("false") ? text : quoted;
                case BYTE, SHORT, INT, LONG, INTEGER -> new BigInteger(text).toString();
                case FLOAT, DOUBLE, DECIMAL -> new BigDecimal(text).toString();
                default -> quoted;
            };
        } catch (NumberFormatException e) {
            return quoted;
        }
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** An object with the members that it lacks; as it is where it lacks none, or is no object. What it has itself counts. */
    byte[] completed(byte[] bytes, int from, int end, ObjectReader reader) {
        Map<String, String> missing = new LinkedHashMap<>(members);
        boolean hasMembers = false;
        try (JsonParser parser = reader.createParser(bytes, from, end - from)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    missing.remove(parser.currentName());
                    hasMembers = true;
                    parser.nextToken();
                    parser.skipChildren();
                }
            } else {
                missing.clear();
            }
        }
        return missing.isEmpty()
                ? Arrays.copyOfRange(bytes, from, end)
                : spliced(bytes, from, end, String.join(",", missing.values()) + (hasMembers ? "," : ""));
    }

    private static byte[] spliced(byte[] bytes, int from, int end, String told) {
        int inside = from;
        while (bytes[inside++] != '{') {
            // blanks
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(end - from + told.length());
        whole.write(bytes, from, inside - from);
        whole.writeBytes(told.getBytes(StandardCharsets.UTF_8));
        whole.write(bytes, inside, end - inside);
        return whole.toByteArray();
    }
}
