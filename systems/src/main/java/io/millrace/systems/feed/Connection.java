package io.millrace.systems.feed;

/**
 * Whether a member follows another.
 *
 * @param member who follows
 * @param author who is followed
 * @param follows whether it is so from now on
 */
record Connection(String member, String author, boolean follows) {

    /** Which row it is. */
    record Pair(String member, String author) {}

    Pair pair() {
        return new Pair(member, author);
    }

    /** Null where there is none any more. */
    Connection row() {
        return follows ? this : null;
    }
}
