package io.millrace.source;

import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;

/** Reads the start positions of the sources that count their events. */
final class Positions {

    private Positions() {}

    /** The start position as a count; 0 without one. */
    static long count(SourceContext context) {
        Object position = context.startPosition();
        if (position == null) {
            return 0;
        }
        if (position instanceof Long count && count >= 0) {
            return count;
        }
        throw foreign(context, position, "a count of events");
    }

    static UnfitSnapshotException foreign(SourceContext context, Object position, String expected) {
        return new UnfitSnapshotException(
                "source '" + context.operator() + "' cannot go on at " + position + ": its positions are " + expected
                        + "; was it another kind of source when the position was taken?",
                null);
    }
}
