package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroupRange;
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
    private final Slice<Object, ?> entries;
    private final Runnable removal;

    /** Null until it has been derived from what is in the tables. */
    private TimerQueue<Object> timers;

    /**
     * @param entries what expires
     * @param removal removes the current key's entry
     */
    Expiry(StateBackend<Object> backend, String name, Ttl ttl, Slice<Object, ?> entries, Runnable removal) {
        boolean byEvents = ttl.domain() == Ttl.Domain.EVENT_TIME;
        this.ttl = ttl;
        this.groups = backend.groups();
        this.current = backend.current();
        this.uses = backend.values(name + (byEvents ? ".ttl-event-time" : ".ttl-processing-time"), new TimeSerde())
                .slice(0);
        this.entries = entries;
        this.removal = removal;
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
        TimerQueue<Object> queue = timers();
        LastUse first = new LastUse(timeOfUse());
        uses.put(key, hash, first);
        queue.set(key, hash, ttl.expiryOf(first.time));
    }

    /** To be called after the current key's entry was removed. */
    void onRemoved() {
        TimerQueue<Object> queue = timers();
        uses.remove(current.key(), current.hash());
        queue.clear(current.key(), current.hash());
    }

    @Override
    public int removeExpired(long upTo, int most) {
        TimerQueue<Object> queue = timers();
        int polled = 0;
        while (polled < most && queue.pollDue(upTo)) {
            polled++;
            current.set(queue.key(), queue.hash());
            LastUse use = uses.peek(queue.key(), queue.hash());
            if (use.time == StateClock.NONE) {
                touched().time = Math.max(upTo, clock.now());
            }
            if (isExpired(use, upTo)) {
                remove();
            } else {
                queue.set(queue.key(), queue.hash(), ttl.expiryOf(use.time));
            }
        }
        current.set(null, 0);
        return polled;
    }

    @Override
    public long nextDue() {
        return timers().nextDue();
    }

    @Override
    public void restored() {
        timers = null;
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

    private TimerQueue<Object> timers() {
        if (timers == null) {
            timers = derive();
        }
        return timers;
    }

    private TimerQueue<Object> derive() {
        TimerQueue<Object> queue = TimerQueue.create("expiry", groups);
        if (entries.size() != uses.size()) {
            adoptEntriesWithoutUse();
        }
        for (Cursor<Object, LastUse> cursor = uses.cursor(); cursor.next(); ) {
            LastUse use = uses.peek(cursor.key(), cursor.hash());
            queue.set(cursor.key(), cursor.hash(), use.time == StateClock.NONE ? use.time : ttl.expiryOf(use.time));
        }
        return queue;
    }

    /** What was written before the state had a lifetime starts it when time is next told. */
    private void adoptEntriesWithoutUse() {
        for (Cursor<Object, ?> cursor = entries.cursor(); cursor.next(); ) {
            if (!uses.contains(cursor.key(), cursor.hash())) {
                uses.put(cursor.key(), cursor.hash(), new LastUse(StateClock.NONE));
            }
        }
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
