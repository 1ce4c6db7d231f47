package io.millrace.graph;

import java.util.regex.Pattern;

/** The rule for the names of nodes: they stand in messages, metrics and, later, in the paths of snapshots. */
final class Names {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]([A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?");

    private Names() {}

    static String check(String what, String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name of a " + what + " must not be null; give it one that stays the"
                    + " same across versions of the program");
        }
        if (!VALID.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' cannot name a " + what
                    + "; use 1 to 100 letters, digits, dots, dashes, underscores, and blanks inside");
        }
        return name;
    }
}
