package io.millrace.metrics.internal;

import java.util.Map;
import java.util.StringJoiner;

/** Writes JSON: one object, of which each part is written as it is added. */
public final class JsonText {

    private final StringJoiner parts = new StringJoiner(",", "{", "}");

    public JsonText add(String name, String value) {
        return addJson(name, string(value));
    }

    public JsonText add(String name, long value) {
        return addJson(name, Long.toString(value));
    }

    public JsonText add(String name, boolean value) {
        return addJson(name, Boolean.toString(value));
    }

    public JsonText add(String name, Map<String, String> values) {
        JsonText object = new JsonText();
        values.forEach(object::add);
        return addJson(name, object.toString());
    }

    /** An array of what is JSON already. */
    public JsonText addAll(String name, Iterable<String> values) {
        return addJson(name, "[" + String.join(",", values) + "]");
    }

    private JsonText addJson(String name, String json) {
        parts.add(string(name) + ":" + json);
        return this;
    }

    /** What is not printable ASCII is escaped, too: so it is the same in any charset, and safe in a script. */
    public static String string(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~' || c == '<') {
                String hex = Integer.toHexString(c);
                text.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
