package io.millrace.kafka;

import java.util.Objects;

/**
 * Up to where rows have been committed: what is written with them, in one transaction.
 *
 * @param attempt the attempt at the job
 * @param snapshot its snapshot; 0 before the first of the attempt
 */
record Marker(int attempt, long snapshot) {

    /** Nothing was ever written. */
    static final Marker NONE = new Marker(0, 0);

    private static final String FORM = "millrace:";

    static Marker of(String text) {
        Objects.requireNonNull(text, "text");
        String[] parts = text.split(":", -1);
        if (!text.startsWith(FORM) || parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' was not written by this sink");
        }
        return new Marker(Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    boolean covers(PreparedRows rows) {
        return rows.attempt() < attempt || (rows.attempt() == attempt && rows.snapshot() <= snapshot);
    }

    String text() {
        return FORM + attempt + ":" + snapshot;
    }
}
