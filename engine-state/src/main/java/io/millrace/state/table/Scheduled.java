package io.millrace.state.table;

/**
 * Something that is due at a time, and stands in a {@link TimerLadder} until it is canceled. What it is about extends
 * it, so that who is told that it is due has it at hand. Not part of snapshots: its owner derives it from what is.
 */
public abstract class Scheduled {
    long due;

    /** Where its ladder has it, or null. */
    TimerBag<?> bag;

    int position;

    /** Not scheduled. */
    protected Scheduled() {}

    /** When it is due, as far as its ladder knows; means nothing when it is in none. */
    public final long due() {
        return due;
    }

    /** Whether it is in a ladder. */
    public final boolean isScheduled() {
        return bag != null;
    }

    /** Whether this one comes first, of two in one ladder that are due at the same time. */
    protected abstract boolean precedes(Scheduled other);

    final boolean isBefore(Scheduled other) {
        return due < other.due || (due == other.due && precedes(other));
    }
}
