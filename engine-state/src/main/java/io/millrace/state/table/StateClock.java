package io.millrace.state.table;

import java.util.ArrayList;
import java.util.List;

/**
 * What time it is, in one domain of time, for state that expires; and the states that expire by it. The task drives it,
 * on its thread. Epoch milliseconds.
 */
public abstract class StateClock {
    /** The time before all times. */
    public static final long NONE = Long.MIN_VALUE;

    /** A state of which entries expire. */
    public interface Expiring {
        /** The time at which {@link #removeExpired} has something to do, or {@link TimerQueue#NONE}. */
        long nextDue();

        /**
         * Removes a bounded number of entries that have expired. The keys that are looked at become current meanwhile.
         *
         * @param upTo how far time has come
         * @param most how many to look at
         * @return how many were looked at: fewer than that if nothing is left to do
         */
        int removeExpired(long upTo, int most);

        /** The tables have been filled from a snapshot. */
        void restored();
    }

    private final List<Expiring> expiring = new ArrayList<>();
    private long reached = NONE;

    private StateClock() {}

    /** Adds a state that expires by this clock. */
    public final void add(Expiring state) {
        expiring.add(state);
    }

    /** Whether any state expires by it. */
    public final boolean isNeeded() {
        return !expiring.isEmpty();
    }

    /** Time has come so far, for all keys; it never goes back. */
    public final void advance(long time) {
        reached = Math.max(reached, time);
    }

    /** How far time has come for all keys. */
    public final long reached() {
        return reached;
    }

    /** How far time has come for the current key: at least as far as for all. */
    public abstract long now();

    /**
     * The time that what is written now is written at: at least {@link #now}; {@link #NONE} for what is to count as
     * written when time is first told.
     *
     * @throws IllegalStateException when there is an event at hand that has none
     */
    public abstract long timeOfUse();

    /**
     * When {@link #removeExpired} will have something to do: never later than an entry expires, and maybe earlier.
     * {@link TimerQueue#NONE} when nothing is going to expire.
     */
    public final long nextExpiry() {
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
    public final boolean removeExpired(int most) {
        int left = most;
        for (int i = 0; i < expiring.size() && left > 0; i++) {
            left -= expiring.get(i).removeExpired(reached, left);
        }
        return left > 0;
    }

    void restored() {
        expiring.forEach(Expiring::restored);
    }

    /** By the clock of the day. */
    static final class OfDay extends StateClock {
        @Override
        public long now() {
            return reached();
        }

        @Override
        public long timeOfUse() {
            return reached();
        }
    }

    /**
     * By the timestamps of events and the watermark. While timers fire it is the time of each timer, so that what they
     * find does not depend on how far the watermark leaps.
     */
    static final class OfEvents extends StateClock {
        private final CurrentKey<?> current;

        /** How far the watermark has come, for each key group: after a restore some may be ahead of others. */
        private GroupProgress watermarks;

        OfEvents(CurrentKey<?> current) {
            this.current = current;
        }

        GroupProgress watermarks() {
            return watermarks;
        }

        void watermarks(GroupProgress progress) {
            watermarks = progress;
        }

        @Override
        public long now() {
            return watermarks.isEven() ? reached() : Math.max(reached(), aheadOfOthers());
        }

        /** The time of a timer is that of its key, too, where its group is ahead. */
        private long aheadOfOthers() {
            long own = watermarks.of(KeyGroups.groupOf(current.hash()));
            return own > watermarks.common() ? own : reached();
        }

        @Override
        public long timeOfUse() {
            long time = current.isEvent() ? Math.max(now(), current.timestamp()) : now();
            if (time == NONE && current.isEvent()) {
                throw new IllegalStateException("the event has no timestamp, which its state that expires in event time"
                        + " needs; put .timestamps(...) before operator '" + current.operator() + "'");
            }
            return time;
        }

        @Override
        void restored() {
            if (watermarks != null) {
                advance(watermarks.common());
            }
            super.restored();
        }
    }
}
