package io.millrace.state.table;

import io.millrace.state.log.SafeText;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;

/**
 * What people are shown of the state of a key: text, made by whoever owns the state, so that it may be looked at by others.
 * Of much, the first {@value #MOST} entries and {@value #LONGEST} characters of each. Confined to the task's thread until it
 * is complete.
 */
public final class Shown {
    /** So many entries, and no more. */
    public static final int MOST = 1_000;

    /** So many characters of a text, and no more. */
    public static final int LONGEST = 1_000;

    private static final int ELEMENTS = 100;

    private final List<Entry> entries = new ArrayList<>();
    private String state = "";
    private boolean more;

    /** Nothing so far. */
    public Shown() {}

    /**
     * A part of the state.
     *
     * @param state the name that it is declared by
     * @param place where in it: a key of a map, the number in a list, the time of a row, the bounds of a pane; empty where there
     *     is one value
     * @param value what is there
     */
    public record Entry(String state, String place, String value) {}

    /** What follows is of this state. */
    void of(String newState) {
        state = newState;
    }

    /**
     * Adds a part, unless there are too many.
     *
     * @param place where it is; what its {@code toString} says counts
     * @param value what is there, as it says itself; of an array, what its elements say
     */
    public void add(Object place, Object value) {
        if (entries.size() == MOST) {
            more = true;
        } else {
            entries.add(new Entry(state, text(place), text(value)));
        }
    }

    /**
     * As {@link #add}, where the value has to be made first; what that throws is shown in its place.
     *
     * @param place where it is
     * @param value makes it, and changes nothing
     */
    public void addMade(Object place, Callable<?> value) {
        Object made;
        try {
            made = value.call();
        } catch (Throwable e) {
            made = problem(e);
        }
        add(place, made);
    }

    /** What is shown in place of what cannot be. */
    static String problem(Throwable error) {
        return "cannot be shown: " + SafeText.of(error);
    }

    /** The parts so far. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Whether there was more than is shown, so that nothing else need be looked at. */
    public boolean hasMore() {
        return more;
    }

    /**
     * A stretch of time for people.
     *
     * @param first its first timestamp
     * @param last its last one
     * @return from the first to behind the last
     */
    public static String span(long first, long last) {
        return time(first) + " to " + time(last == Long.MAX_VALUE ? last : last + 1);
    }

    /**
     * A time for people.
     *
     * @param epochMillis in epoch milliseconds
     * @return ISO-8601, or a word for the ends of the range
     */
    public static String time(long epochMillis) {
        if (epochMillis == Long.MAX_VALUE) {
            return "end of time";
        }
        return epochMillis == Long.MIN_VALUE
                ? "no time"
                : Instant.ofEpochMilli(epochMillis).toString();
    }

    private static String text(Object value) {
        String text;
        try {
            text = elements(value);
        } catch (StackOverflowError e) {
            text = value.getClass().getTypeName() + " (contains itself)";
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\u2026";
    }

    private static String elements(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return SafeText.of(value);
        }
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        int length = Array.getLength(value);
        for (int i = 0; i < Math.min(length, ELEMENTS) && elements.length() <= LONGEST; i++) {
            elements.add(elements(Array.get(value, i)));
        }
        if (length > ELEMENTS) {
            elements.add("\u2026 " + length + " in all");
        }
        return elements.toString();
    }
}
