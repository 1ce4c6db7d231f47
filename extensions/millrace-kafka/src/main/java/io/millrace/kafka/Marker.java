package io.millrace.kafka;

import java.util.Objects;

/**
 * Up to where rows have been committed: what is written with them, in one transaction.
 *
 * @param attempt the attempt at the job that has written it
 * @param rows up to which rows
 */
record Marker(int attempt, UpTo rows) {

    /**
     * Rows by who has prepared them, and when: all of earlier attempts, and of this one all up to its snapshot.
     *
     * @param attempt whose writers have prepared them
     * @param snapshot the last of its snapshots; 0 before the first
     */
    record UpTo(int attempt, long snapshot) implements Comparable<UpTo> {

        static UpTo of(PreparedRows rows) {
            return new UpTo(rows.attempt(), rows.snapshot());
        }

        @Override
        public int compareTo(UpTo other) {
            return attempt == other.attempt
                    ? Long.compare(snapshot, other.snapshot)
                    : Integer.compare(attempt, other.attempt);
        }
    }

    /** Nothing was ever written. */
    static final Marker NONE = new Marker(0, new UpTo(0, 0));

    private static final String FORM = "millrace:";

    static Marker of(String text) {
        Objects.requireNonNull(text, "text");
        String[] parts = text.split(":", -1);
        if (!text.startsWith(FORM) || parts.length != 4) {
            throw new IllegalArgumentException("'" + text + "' was not written by this sink");
        }
        return new Marker(Integer.parseInt(parts[1]), new UpTo(Integer.parseInt(parts[2]), Long.parseLong(parts[3])));
    }

    boolean covers(PreparedRows prepared) {
        return UpTo.of(prepared).compareTo(rows) <= 0;
    }

    String text() {
        return FORM + attempt + ":" + rows.attempt() + ":" + rows.snapshot();
    }
}
