package io.millrace.join;

import java.util.Locale;

/** What becomes of rows that meet none. */
public enum JoinKind {
    /** They are left out. */
    INNER,
    /** Left rows are told, with null in place of the right one. */
    LEFT,
    /** Right rows are told, with null in place of the left one. */
    RIGHT,
    /** Rows of both sides are told. */
    FULL;

    boolean keepsLeft() {
        return this == LEFT || this == FULL;
    }

    boolean keepsRight() {
        return this == RIGHT || this == FULL;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
