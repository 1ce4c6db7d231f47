package io.millrace.state;

import io.millrace.state.serde.Type;
import java.util.regex.Pattern;

/** Checks of what states are declared with. */
final class StateNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._ -]{1,100}");

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
}
