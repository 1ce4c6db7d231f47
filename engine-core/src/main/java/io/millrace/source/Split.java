package io.millrace.source;

import java.util.Objects;

/**
 * A part of what a source has, such as a partition or a file, with an order of its own.
 *
 * @param id its name, which stays the same for good: what snapshots know it by; 1 to 1,000 characters
 * @param start where to begin reading it, in the form of a {@link SourceReader#position position}; null for the beginning
 */
public record Split(String id, Object start) {

    private static final int LONGEST = 1_000;

    /** Checks the name. */
    public Split {
        Objects.requireNonNull(id, "the id of a split must not be null");
        if (id.isEmpty() || id.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the id of a split has 1 to " + LONGEST + " characters, not " + id.length() + ": '" + id + "'");
        }
    }

    /**
     * A split that is read from its beginning.
     *
     * @param id its name
     */
    public Split(String id) {
        this(id, null);
    }
}
