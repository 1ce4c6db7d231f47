package io.millrace.state;

import io.millrace.state.serde.Type;
import java.util.regex.Pattern;

/** Checks of what states are declared with. */
final class StateNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._ -]{1,100}");

    private static final int LONGEST_WITH_TTL = 80;

    private StateNames() {}

    static void check(String name) {
        if (name == null || !VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "State name '" + name + "': use 1 to 100 letters, digits, dots, underscores, hyphens and blanks");
        }
    }

    static void check(String name, Type<?> type) {
        check(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "State '" + name + "' has a null type: declare it, as Type.of(String.class) for instance");
        }
    }

    static void check(String name, Ttl ttl) {
        if (ttl != null && name.length() > LONGEST_WITH_TTL) {
            throw new IllegalArgumentException("State '" + name + "' has a Ttl and a name of " + name.length()
                    + " characters: use at most " + LONGEST_WITH_TTL);
        }
    }

    /** What the times of use of a state are called. */
    static String ofUses(String name, Ttl ttl) {
        return name + (ttl.domain() == Ttl.Domain.EVENT_TIME ? ".ttl-event-time" : ".ttl-processing-time");
    }
}
