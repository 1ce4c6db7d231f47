package io.millrace.state.table;

import java.util.regex.Pattern;

/** What states may be called. */
public final class StateNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._ -]{1,100}");

    private StateNames() {}

    /**
     * Checks what a state is to be called.
     *
     * @throws IllegalArgumentException when it cannot be
     */
    public static void check(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "State name '" + name + "': use 1 to 100 letters, digits, dots, underscores, hyphens and blanks");
        }
    }
}
