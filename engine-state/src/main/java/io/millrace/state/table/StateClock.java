package io.millrace.state.table;

import java.util.ArrayList;
import java.util.List;

/**
 * What time it is, by the watermark or by the clock of the day, for state that expires; and the states that expire by it.
 * The task drives it, on its thread. Epoch milliseconds.
 */
public final class StateClock {
    /** The time before all times. */
    public static final long NONE = Long.MIN_VALUE;

    /** A state of which entries expire. */
    public interface Expiring {
        /**
         * The time at which {@link #removeExpired} has something to do, {@link StateClock#NONE} for at once, or {@link
         * TimerQueue#NONE}.
         */
        long nextDue();

        /**
         * Removes a bounded number of entries that have expired. The keys that are looked at become current meanwhile.
         *
         * @param upTo how far time has come
         * @param most how many to look at
         * @return how many were looked at: fewer than that if nothing is left to do
         */
        int removeExpired(long upTo, int most);

        /** The tables have been filled from a snapshot; what is derived from them is so by {@link #removeExpired}. */
        void restored();
    }

    private final CurrentKey<?> current;
    private final List<Expiring> expiring = new ArrayList<>();
    private long reached = NONE;

    /** How far the watermark has come, for each key group: after a restore some may be ahead of others. Or null. */
    private GroupProgress watermarks;

    StateClock(CurrentKey<?> current) {
        this.current = current;
    }

    GroupProgress watermarks() {
        return watermarks;
    }

    /** It goes by the watermark and the timestamps of events. */
    void watermarks(GroupProgress progress) {
        watermarks = progress;
    }

    /** Adds a state that expires by this clock. */
    public void add(Expiring state) {
        expiring.add(state);
    }

    /** Whether any state expires by it. */
    public boolean isNeeded() {
        return !expiring.isEmpty();
    }

    /** Time has come so far, for all keys; it never goes back. */
    public void advance(long time) {
        reached = Math.max(reached, time);
    }

    /** How far time has come for the current key: at least as far as for all. */
    public long now() {
        return watermarks == null || watermarks.isEven() ? reached : Math.max(reached, aheadOfOthers());
    }

    /** The time of a timer is that of its key, too, where its group is ahead. */
    private long aheadOfOthers() {
        long own = watermarks.of(KeyGroups.groupOf(current.hash()));
        return own > watermarks.common() ? own : reached;
    }

    /**
     * The time that what is written now is written at: at least {@link #now}; {@link #NONE} for what is to count as
     * written when time is first told.
     *
     * @throws IllegalStateException when there is an event at hand that has none
     */
    public long timeOfUse() {
        boolean ofEvent = watermarks != null && current.isEvent();
        long time = ofEvent ? Math.max(now(), current.timestamp()) : now();
        if (time == NONE && ofEvent) {
            throw new IllegalStateException("the event has no timestamp, which its state that expires in event time"
                    + " needs; put .timestamps(...) before operator '" + current.operator() + "'");
        }
        return time;
    }

    /**
     * When {@link #removeExpired} will have something to do: never later than an entry expires, and maybe earlier.
     * {@link TimerQueue#NONE} when nothing is going to expire.
     */
    public long nextExpiry() {
        long next = TimerQueue.NONE;
        for (int i = 0; i < expiring.size(); i++) {
            next = Math.min(next, expiring.get(i).nextDue());
        }
        return next;
    }

    /**
     * Removes what has expired. Without a current key.
     *
     * @param most how many entries to look at, at least 1
     * @return whether all are removed
     */
    public boolean removeExpired(int most) {
        int left = most;
        for (int i = 0; i < expiring.size() && left > 0; i++) {
            left -= expiring.get(i).removeExpired(reached, left);
        }
        return left > 0;
    }

    void restored() {
        if (watermarks != null) {
            advance(watermarks.common());
        }
        expiring.forEach(Expiring::restored);
    }
}
