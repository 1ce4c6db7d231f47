package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.ByKey;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyWalk;
import io.millrace.state.table.Shown;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateClock;
import io.millrace.state.table.TimerQueue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * When the entries of one state were last used, and which of them have expired. A table of its own holds the times of
 * use, by key, as part of snapshots. The timers over it are derived. They are lazy: a use does not move them, and one
 * that comes too early is set again, so that each key costs one firing per lifetime however often it is used.
 */
final class Expiry implements StateClock.Expiring {
    private final Ttl ttl;
    private final KeyGroupRange groups;
    private final CurrentKey<Object> current;
    private final StateClock clock;
    private final Slice<Object, LastUse> uses;
    private final ByKey<Object, ?> entries;
    private final Runnable removal;
    private TimerQueue<Object> timers;

    /** The entries that may be without a time of use, as far as they have not been looked at; or null. */
    private KeyWalk<Object> unused;

    /** The uses that may be without a timer; or null. */
    private Cursor<Object, LastUse> untimed;

    /**
     * @param entries what expires
     * @param removal removes the current key's entry
     */
    Expiry(StateBackend<Object> backend, String name, Ttl ttl, ByKey<Object, ?> entries, Runnable removal) {
        boolean byEvents = ttl.domain() == Ttl.Domain.EVENT_TIME;
        this.ttl = ttl;
        this.groups = backend.groups();
        this.current = backend.current();
        this.uses = backend.values(name + (byEvents ? ".ttl-event-time" : ".ttl-processing-time"), new TimeSerde())
                .shownBy((namespace, use, out) -> out.add("", text(use)))
                .slice(0);
        this.entries = entries;
        this.removal = removal;
        this.timers = TimerQueue.create("expiry", groups);
        if (byEvents) {
            backend.eventTime();
        }
        this.clock = byEvents ? backend.eventClock() : backend.processingClock();
        clock.add(this);
    }

    /** To be called before the current key's entry is read. */
    void onRead() {
        LastUse use = currentUnlessExpired();
        if (use != null && ttl.isRefreshedOnRead()) {
            refresh(use);
        }
    }

    /** To be called before the current key's entry is changed. */
    void beforeWrite() {
        currentUnlessExpired();
    }

    /** To be called after the current key's entry was changed, if it is still there. */
    void onWritten() {
        Object key = current.key();
        int hash = current.hash();
        LastUse use = uses.peek(key, hash);
        if (use != null) {
            refresh(use);
            return;
        }
        LastUse first = new LastUse(timeOfUse());
        uses.put(key, hash, first);
        timers.set(key, hash, ttl.expiryOf(first.time));
    }

    /** To be called after the current key's entry was removed. */
    void onRemoved() {
        uses.remove(current.key(), current.hash());
        timers.clear(current.key(), current.hash());
    }

    @Override
    public int removeExpired(long upTo, int most) {
        int lookedAt = derive(most);
        while (lookedAt < most && timers.pollDue(upTo)) {
            lookedAt++;
            removeOrPutOff(upTo);
        }
        current.set(null, 0);
        return lookedAt;
    }

    /** For the timer that was polled. */
    private void removeOrPutOff(long upTo) {
        current.set(timers.key(), timers.hash());
        LastUse use = uses.peek(timers.key(), timers.hash());
        if (use.time == StateClock.NONE) {
            touched().time = Math.max(upTo, clock.now());
        }
        if (isExpired(use, upTo)) {
            remove();
        } else {
            timers.set(timers.key(), timers.hash(), ttl.expiryOf(use.time));
        }
    }

    /** As soon as may be, where timers have still to be derived. */
    @Override
    public long nextDue() {
        return isDerived() ? timers.nextDue() : StateClock.NONE;
    }

    @Override
    public void restored() {
        timers = TimerQueue.create("expiry", groups);
        unused = entries.mayHaveOthersThan(uses.size()) ? entries.keys() : null;
        while (unused != null && !entries.isCounted()) {
            adoptNext();
        }
        untimed = unused == null && uses.size() == 0 ? null : uses.cursor();
    }

    private boolean isDerived() {
        return unused == null && untimed == null;
    }

    /** Derives timers from what has been restored; returns how many entries were looked at, at most as many as given. */
    private int derive(int most) {
        int lookedAt = 0;
        for (; lookedAt < most && !isDerived(); lookedAt++) {
            if (unused != null) {
                adoptNext();
            } else {
                timeNext();
            }
        }
        return lookedAt;
    }

    /** What was written before the state had a lifetime starts it when time is next told. */
    private void adoptNext() {
        if (!unused.next()) {
            unused = null;
        } else if (!uses.contains(unused.key(), unused.hash())) {
            uses.put(unused.key(), unused.hash(), new LastUse(StateClock.NONE));
        }
    }

    private void timeNext() {
        if (!untimed.next()) {
            untimed = null;
            return;
        }
        LastUse use = untimed.peek();
        timers.set(untimed.key(), untimed.hash(), use.time == StateClock.NONE ? use.time : ttl.expiryOf(use.time));
    }

    private LastUse currentUnlessExpired() {
        LastUse use = uses.peek(current.key(), current.hash());
        if (use == null || !isExpired(use, clock.now())) {
            return use;
        }
        remove();
        return null;
    }

    private void remove() {
        removal.run();
        onRemoved();
    }

    private String text(LastUse use) {
        return use.time == StateClock.NONE
                ? "not used yet"
                : "used " + Shown.time(use.time) + ", " + (isExpired(use, clock.now()) ? "expired " : "expires ")
                        + Shown.time(ttl.expiryOf(use.time));
    }

    private boolean isExpired(LastUse use, long now) {
        return use.time != StateClock.NONE && ttl.expiryOf(use.time) <= now;
    }

    private void refresh(LastUse use) {
        long time = timeOfUse();
        if (time > use.time) {
            touched().time = time;
        }
    }

    private LastUse touched() {
        return uses.get(current.key(), current.hash());
    }

    private long timeOfUse() {
        return clock.timeOfUse();
    }

    /** When the entry of a key was last used: changes in place, so that a use allocates nothing. */
    private static final class LastUse {
        private long time;

        LastUse(long time) {
            this.time = time;
        }
    }

    /** Times of use in snapshots. */
    private static final class TimeSerde implements Serde<LastUse> {
        @Override
        public void write(LastUse use, DataOutput out) throws IOException {
            out.writeLong(use.time);
        }

        @Override
        public LastUse read(DataInput in) throws IOException {
            return new LastUse(in.readLong());
        }

        @Override
        public int hash(LastUse use) {
            return Long.hashCode(use.time);
        }

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public String form() {
            return "last-use";
        }
    }
}
