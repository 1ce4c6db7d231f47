package io.millrace.state.table;

import java.util.Arrays;

/**
 * At most one due time per key, polled in the order of due times; those due at the same time in the order in which they
 * were set. Confined to the task's thread.
 *
 * <p>The timers are the entries of a {@link StateTable}, which is part of snapshots. The heap over them is derived:
 * after a restore the owner calls {@link #rebuild}.
 *
 * <p>A timer may be set or cleared at any time, also between polls: one that is set no later than what is being polled
 * for is polled in its turn. There are no stale timers: a cleared one is gone from the heap at once.
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
    private Timer<K>[] heap = newHeap(16);
    private int size;
    private long nextSequence;
    private Timer<K> polled;

    /** What a table of timers holds for a key. */
    static final class Timer<K> {
        final K key;
        final int hash;
        long due;
        long sequence;
        int position;

        Timer(K key, int hash) {
            this.key = key;
            this.hash = hash;
        }

        boolean isBefore(Timer<K> other) {
            return due < other.due || (due == other.due && sequence < other.sequence);
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
    public static <K> TimerQueue<K> sharing(Epoch epoch, String name, KeyGroupRange groups) {
        return new TimerQueue<>(StateTable.sharing(epoch, name, groups, false));
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
            timers.get(key, hash); // the touch
            timer.due = due;
            timer.sequence = nextSequence++;
            siftUp(timer.position);
            siftDown(timer.position);
        }
    }

    /**
     * Removes the timer of a key.
     *
     * @return whether there was one
     */
    public boolean clear(K key, int hash) {
        Timer<K> timer = timers.remove(key, hash);
        if (timer != null) {
            removeAt(timer.position);
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
        return size == 0 ? NONE : heap[0].due;
    }

    /** How many timers are set. */
    public int size() {
        return size;
    }

    /**
     * Removes the first timer if it is due, and makes it the polled one.
     *
     * @param upTo the latest due time that is taken, itself included
     * @return whether there was one
     */
    public boolean pollDue(long upTo) {
        if (size == 0 || heap[0].due > upTo) {
            polled = null;
            return false;
        }
        polled = heap[0];
        timers.remove(polled.key, polled.hash);
        removeAt(0);
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

    /** Derives the heap from the table again, after that has been filled from a snapshot. */
    public void rebuild() {
        polled = null;
        Arrays.fill(heap, 0, size, null);
        size = 0;
        nextSequence = 0;
        for (Cursor<K, Timer<K>> cursor = timers.cursor(); cursor.next(); ) {
            Timer<K> timer = timers.peek(cursor.key(), cursor.hash());
            nextSequence = Math.max(nextSequence, timer.sequence + 1);
            push(timer);
        }
    }

    private Timer<K> polled() {
        if (polled == null) {
            throw new IllegalStateException("Timers '" + table.name()
                    + "': none was polled: call pollDue first, and read it when it returns true");
        }
        return polled;
    }

    private void add(K key, int hash, long due) {
        Timer<K> timer = new Timer<>(key, hash);
        timer.due = due;
        timer.sequence = nextSequence++;
        timers.put(key, hash, timer);
        push(timer);
    }

    private void push(Timer<K> timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(timer, size++);
        siftUp(timer.position);
    }

    private void removeAt(int position) {
        size--;
        Timer<K> last = heap[size];
        heap[size] = null;
        if (position < size) {
            place(last, position);
            siftUp(position);
            siftDown(last.position);
        }
    }

    private void siftUp(int start) {
        Timer<K> timer = heap[start];
        int position = start;
        while (position > 0 && timer.isBefore(heap[(position - 1) / 2])) {
            place(heap[(position - 1) / 2], position);
            position = (position - 1) / 2;
        }
        place(timer, position);
    }

    private void siftDown(int start) {
        Timer<K> timer = heap[start];
        int position = start;
        for (int child = firstChild(position);
                child >= 0 && heap[child].isBefore(timer);
                child = firstChild(position)) {
            place(heap[child], position);
            position = child;
        }
        place(timer, position);
    }

    /** The child that comes first in the order, or -1. */
    private int firstChild(int position) {
        int left = 2 * position + 1;
        if (left >= size) {
            return -1;
        }
        int right = left + 1;
        return right < size && heap[right].isBefore(heap[left]) ? right : left;
    }

    private void place(Timer<K> timer, int position) {
        heap[position] = timer;
        timer.position = position;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K> Timer<K>[] newHeap(int length) {
        return new Timer[length];
    }
}
