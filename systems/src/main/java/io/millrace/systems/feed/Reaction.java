package io.millrace.systems.feed;

/**
 * What a member does about a post. A later one of the same kind takes its place.
 *
 * @param post which post
 * @param member who
 * @param kind what
 * @param taken whether it is taken back
 */
record Reaction(String post, String member, Kind kind, boolean taken) {

    /** What it is, by how much it counts. */
    enum Kind {
        LIKE(1),
        COMMENT(3),
        SHARE(5);

        final long weight;

        Kind(long weight) {
            this.weight = weight;
        }
    }

    /** Which row it is. */
    record Slot(String post, String member, Kind kind) {}

    Slot slot() {
        return new Slot(post, member, kind);
    }

    /** Null where it is taken back. */
    Reaction row() {
        return taken ? null : this;
    }

    long weight() {
        return kind.weight;
    }
}
