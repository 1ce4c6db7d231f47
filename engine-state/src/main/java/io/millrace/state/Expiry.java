package io.millrace.state;

import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;

/**
 * When the entries of one state were last used, and which of them have expired. A table of its own holds the times of
 * use, by key, as part of snapshots. The timers over it are derived. They are lazy: a use does not move them, and one
 * that comes too early is set again, so that each key costs one firing per lifetime however often it is used.
 */
final class Expiry<K> {
    private final KeyedState<K> keyed;
    private final Ttl ttl;
    private final Slice<K, LastUse> uses;
    private final Slice<K, ?> entries;
    private final Runnable removal;

    /** Null until it has been derived from what is in the tables. */
    private TimerQueue<K> timers;

    /**
     * @param uses when each key was last used
     * @param entries what expires
     * @param removal removes the current key's entry
     */
    Expiry(KeyedState<K> keyed, Ttl ttl, StateTable<K, LastUse> uses, StateTable<K, ?> entries, Runnable removal) {
        this.keyed = keyed;
        this.ttl = ttl;
        this.uses = uses.slice(0);
        this.entries = entries.slice(0);
        this.removal = removal;
    }

    Ttl.Domain domain() {
        return ttl.domain();
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
        K key = keyed.currentKey();
        int hash = keyed.currentHash();
        LastUse use = uses.peek(key, hash);
        if (use != null) {
            refresh(use);
            return;
        }
        TimerQueue<K> queue = timers();
        LastUse first = new LastUse(timeOfUse());
        uses.put(key, hash, first);
        queue.set(key, hash, ttl.expiryOf(first.time()));
    }

    /** To be called after the current key's entry was removed. */
    void onRemoved() {
        TimerQueue<K> queue = timers();
        uses.remove(keyed.currentKey(), keyed.currentHash());
        queue.clear(keyed.currentKey(), keyed.currentHash());
    }

    /**
     * Removes a bounded number of entries that have expired.
     *
     * @param upTo how far time has come
     * @param most how many timers to look at
     * @return how many timers were looked at: fewer than that if nothing is left to do
     */
    int removeExpired(long upTo, int most) {
        TimerQueue<K> queue = timers();
        int polled = 0;
        while (polled < most && queue.pollDue(upTo)) {
            polled++;
            keyed.currentKey(queue.key(), queue.hash());
            LastUse use = uses.peek(queue.key(), queue.hash());
            if (use.time() == TtlTime.NONE) {
                touched().advance(upTo);
            }
            if (isExpired(use, upTo)) {
                remove();
            } else {
                queue.set(queue.key(), queue.hash(), ttl.expiryOf(use.time()));
            }
        }
        keyed.currentKey(null, 0);
        return polled;
    }

    /** The time at which {@link #removeExpired} has something to do, or {@link TimerQueue#NONE}. */
    long nextDue() {
        return timers().nextDue();
    }

    /** The tables have been filled from a snapshot. */
    void restored() {
        timers = null;
    }

    private LastUse currentUnlessExpired() {
        LastUse use = uses.peek(keyed.currentKey(), keyed.currentHash());
        if (use == null || !isExpired(use, keyed.time().now(ttl.domain()))) {
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
        return use.time() != TtlTime.NONE && ttl.expiryOf(use.time()) <= now;
    }

    private void refresh(LastUse use) {
        long time = timeOfUse();
        if (time > use.time()) {
            touched().advance(time);
        }
    }

    private LastUse touched() {
        return uses.get(keyed.currentKey(), keyed.currentHash());
    }

    private long timeOfUse() {
        return keyed.time().timeOfUse(ttl.domain());
    }

    private TimerQueue<K> timers() {
        if (timers == null) {
            timers = derive();
        }
        return timers;
    }

    private TimerQueue<K> derive() {
        TimerQueue<K> queue = TimerQueue.create("expiry", keyed.groups());
        if (entries.size() != uses.size()) {
            adoptEntriesWithoutUse();
        }
        for (Cursor<K, LastUse> cursor = uses.cursor(); cursor.next(); ) {
            LastUse use = uses.peek(cursor.key(), cursor.hash());
            queue.set(cursor.key(), cursor.hash(), use.time() == TtlTime.NONE ? use.time() : ttl.expiryOf(use.time()));
        }
        return queue;
    }

    /** What was written before the state had a lifetime starts it when time is next told. */
    private void adoptEntriesWithoutUse() {
        for (Cursor<K, ?> cursor = entries.cursor(); cursor.next(); ) {
            if (!uses.contains(cursor.key(), cursor.hash())) {
                uses.put(cursor.key(), cursor.hash(), new LastUse(TtlTime.NONE));
            }
        }
    }
}
