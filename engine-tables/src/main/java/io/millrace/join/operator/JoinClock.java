package io.millrace.join.operator;

import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;

/** How far event time is: what was due by then has been told. */
final class JoinClock {
    private final GroupProgress progress;
    private final long lateness;

    JoinClock(GroupProgress progress, long lateness) {
        this.progress = progress;
        this.lateness = lateness;
    }

    void advance(long time) {
        progress.advance(time);
    }

    long time() {
        return progress.common();
    }

    long lateness() {
        return lateness;
    }

    /** How far time is for the keys with a hash: after a restore their group may be ahead of others. */
    long of(int hash) {
        return progress.of(KeyGroups.groupOf(hash));
    }

    /** Whether a row of a time is late, and so no other can come that would have met it last. */
    boolean isOver(long rowTime, int hash) {
        return EventTime.plus(rowTime, lateness) <= of(hash);
    }
}
