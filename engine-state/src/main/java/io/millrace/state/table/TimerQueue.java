package io.millrace.state.table;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * At most one due time per key, polled in the order of due times; those due at the same time in the order in which they
 * were set. Confined to the task's thread.
 *
 * <p>The timers are the entries of a {@link StateTable}, which is part of snapshots. Their order is derived: after a
 * restore the owner calls {@link #rebuild}.
 *
 * <p>A timer may be set or cleared at any time, also between polls: one that is set no later than what is being polled
 * for is polled in its turn. There are no stale timers: a cleared one is gone at once.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 */
public final class TimerQueue<K> {
    /**
     * The end of time: what {@link #nextDue} and {@link #dueOf} return when there is no timer. A timer may be due then,
     * too, and is polled.
     */
    public static final long NONE = Long.MAX_VALUE;

    private final StateTable<K, Timer<K>> table;
    private final Slice<K, Timer<K>> timers;
    private final TimerLadder<Timer<K>> order = TimerLadder.exact();
    private long nextSequence;
    private Timer<K> polled;

    /** What a table of timers holds for a key. */
    static final class Timer<K> extends Scheduled {
        final K key;
        final int hash;

        /** Those that are due at the same time are polled in the order of this. */
        long sequence;

        /** The epoch in which its entry was last touched. */
        int epoch;

        Timer(K key, int hash) {
            this.key = key;
            this.hash = hash;
        }

        @Override
        protected boolean precedes(Scheduled other) {
            return sequence < ((Timer<?>) other).sequence;
        }
    }

    /** When a timer is due, and its place among those that are due then; whose it is stands in its key. */
    static final class TimerSerde<K> implements Serde<Timer<K>> {
        @Override
        public void write(Timer<K> timer, DataOutput out) throws IOException {
            out.writeLong(timer.due);
            out.writeLong(timer.sequence);
        }

        @Override
        public Timer<K> read(DataInput in) throws IOException {
            Timer<K> timer = new Timer<>(null, 0);
            timer.due = in.readLong();
            timer.sequence = in.readLong();
            if (timer.sequence < 0 || timer.sequence == Long.MAX_VALUE) {
                throw new IOException("Damaged timer: its number in the order of setting is " + timer.sequence);
            }
            return timer;
        }

        @Override
        public int hash(Timer<K> timer) {
            return Long.hashCode(timer.due);
        }

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public String form() {
            return "timer";
        }
    }

    private TimerQueue(StateTable<K, Timer<K>> table) {
        this.table = table;
        this.timers = table.slice(0);
    }

    /**
     * An empty queue.
     *
     * @param name what its table is called in snapshots and errors
     * @param groups the key groups that the task owns
     */
    public static <K> TimerQueue<K> create(String name, KeyGroupRange groups) {
        return sharing(new Epoch(), name, groups);
    }

    /** An empty queue whose epoch advances with that of other tables. */
    static <K> TimerQueue<K> sharing(Epoch epoch, String name, KeyGroupRange groups) {
        return new TimerQueue<>(StateTable.<K, Timer<K>>sharing(epoch, name, groups, false)
                .shownBy((namespace, timer, out) -> out.add("", "due " + Shown.time(timer.due))));
    }

    /** The table that holds the timers. */
    StateTable<K, Timer<K>> timers() {
        return table;
    }

    /** The table that holds the timers. Whoever changes it calls {@link #rebuild} afterwards. */
    public StateTable<K, ?> table() {
        return table;
    }

    /**
     * Sets or moves the timer of a key. A timer that is due at that time already keeps its place in the order.
     *
     * @param hash the key's mixed hash
     * @param due any time, also one that has passed
     */
    public void set(K key, int hash, long due) {
        Timer<K> timer = timers.peek(key, hash);
        if (timer == null) {
            add(key, hash, due);
        } else if (timer.due != due) {
            touch(timer);
            schedule(timer, due);
        }
    }

    /**
     * Sets the timer of a key, or moves it to a later time; one that is due then or later stays as it is.
     *
     * @param hash the key's mixed hash
     * @param due any time, also one that has passed
     * @return whether the timer was set or moved
     */
    public boolean setNoEarlier(K key, int hash, long due) {
        Timer<K> timer = timers.peek(key, hash);
        if (timer == null) {
            add(key, hash, due);
        } else if (timer.due < due) {
            touch(timer);
            schedule(timer, due);
        } else {
            return false;
        }
        return true;
    }

    /**
     * Removes the timer of a key.
     *
     * @return whether there was one
     */
    public boolean clear(K key, int hash) {
        Timer<K> timer = timers.remove(key, hash);
        if (timer != null) {
            order.cancel(timer);
        }
        return timer != null;
    }

    /** When the timer of a key is due, or {@link #NONE}. */
    public long dueOf(K key, int hash) {
        Timer<K> timer = timers.peek(key, hash);
        return timer == null ? NONE : timer.due;
    }

    /** When the first timer is due, or {@link #NONE} when there is no timer. */
    public long nextDue() {
        Timer<K> first = order.first();
        return first == null ? NONE : first.due;
    }

    /** How many timers are set. */
    public int size() {
        return timers.size();
    }

    /**
     * Removes the first timer if it is due, and makes it the polled one.
     *
     * @param upTo the latest due time that is taken, itself included
     * @return whether there was one
     */
    public boolean pollDue(long upTo) {
        polled = order.firstDue(upTo);
        if (polled == null) {
            return false;
        }
        timers.remove(polled.key, polled.hash);
        order.cancel(polled);
        return true;
    }

    /** The key of the timer that was polled last. */
    public K key() {
        return polled().key;
    }

    /** The mixed hash of the key of the timer that was polled last. */
    public int hash() {
        return polled().hash;
    }

    /** When the timer that was polled last was due. */
    public long due() {
        return polled().due;
    }

    /** Derives the order from the table again, after that has been filled from a snapshot. */
    public void rebuild() {
        polled = null;
        order.clear();
        nextSequence = 0;
        for (Cursor<K, Timer<K>> cursor = timers.cursor(); cursor.next(); ) {
            Timer<K> timer = cursor.peek();
            nextSequence = Math.max(nextSequence, timer.sequence + 1);
            order.schedule(timer, timer.due);
        }
    }

    private Timer<K> polled() {
        if (polled == null) {
            throw new IllegalStateException("Timers '" + table.name()
                    + "': none was polled: call pollDue first, and read it when it returns true");
        }
        return polled;
    }

    /** Looks the entry up for its first change in an epoch only. */
    private void touch(Timer<K> timer) {
        int epoch = table.epochs().current();
        if (timer.epoch != epoch) {
            timers.get(timer.key, timer.hash);
            timer.epoch = epoch;
        }
    }

    private void add(K key, int hash, long due) {
        Timer<K> timer = new Timer<>(key, hash);
        timer.epoch = table.epochs().current();
        schedule(timer, due);
        timers.put(key, hash, timer);
    }

    private void schedule(Timer<K> timer, long due) {
        timer.sequence = nextSequence++;
        order.schedule(timer, due);
    }
}
