package io.millrace.state.serde;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of what was written, taken apart: a name and its parts, as in {@code map<string,list<int>>} or
 * {@code record{id:string?,amount:int}}.
 *
 * @param text the whole form
 * @param name what stands before the bracket
 * @param parts what stands in it
 */
record Form(String text, String name, List<Part> parts) {
    private static final int DEEPEST = 100;

    /**
     * A part of a form.
     *
     * @param label the name of a component, empty where there is none
     * @param form its form
     * @param nullable whether it is written behind its length
     */
    record Part(String label, String form, boolean nullable) {}

    /** Takes the outermost level of a form apart. */
    static Form parse(String text) throws IOException {
        int open = firstOf(text, '<', '{');
        if (open < 0) {
            return new Form(text, text, List.of());
        }
        char close = text.charAt(open) == '<' ? '>' : '}';
        if (text.charAt(text.length() - 1) != close) {
            throw damaged(text);
        }
        return new Form(text, text.substring(0, open), parts(text, open + 1, text.length() - 1, close == '}'));
    }

    /** The forms of the parts, of a form that has a given name and a given number of them. */
    static List<Part> parts(String text, String name, int count) throws IOException {
        Form form = parse(text);
        return form.name.equals(name) && form.parts.size() == count ? form.parts : List.of();
    }

    private static List<Part> parts(String text, int start, int end, boolean labelled) throws IOException {
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        int from = start;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            depth += c == '<' || c == '{' ? 1 : c == '>' || c == '}' ? -1 : 0;
            if (depth < 0 || depth > DEEPEST) {
                throw damaged(text);
            }
            if (c == ',' && depth == 0) {
                parts.add(part(text.substring(from, i), labelled));
                from = i + 1;
            }
        }
        if (depth != 0) {
            throw damaged(text);
        }
        if (start < end) {
            parts.add(part(text.substring(from, end), labelled));
        }
        return parts;
    }

    /** Only parts with labels may be null; what a form of the user's looks like is not known. */
    private static Part part(String text, boolean labelled) {
        if (!labelled) {
            return new Part("", text, false);
        }
        int open = firstOf(text, '<', '{');
        int colon = text.indexOf(':');
        boolean hasLabel = colon >= 0 && (open < 0 || colon < open);
        boolean nullable = text.endsWith("?");
        String form = text.substring(hasLabel ? colon + 1 : 0, nullable ? text.length() - 1 : text.length());
        return new Part(hasLabel ? text.substring(0, colon) : "", form, nullable);
    }

    private static int firstOf(String text, char one, char other) {
        int first = text.indexOf(one);
        int second = text.indexOf(other);
        return first < 0 || second < 0 ? Math.max(first, second) : Math.min(first, second);
    }

    private static IOException damaged(String text) {
        return new IOException("Damaged form '" + text + "': its brackets do not match");
    }

    /** Says that what was written cannot be read by a serde. */
    static IOException other(String writtenForm, Serde<?> serde) {
        return new IOException("It was written as " + writtenForm + " and is now " + Serde.nameOf(serde)
                + ": give the new one another name, or register a Serde that reads both");
    }
}
