package io.millrace.source;

import io.millrace.function.Fn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * What has come to a full queue, and whatever comes behind that until it has been read: behind the queue, so that the
 * events of a thread keep their order. What adds and polls is called by whoever holds its lock.
 */
abstract class Overflow<T> {

    private volatile boolean active;
    private long dropped;
    private long spilled;

    /** Whether there is anything, so that new events come here, too; asked without the lock. */
    final boolean isActive() {
        return active;
    }

    /** Takes an event unless there is no room; how much is in the queue, which has no room itself, may be less by now. */
    final boolean add(T event, int queued) {
        if (!addLast(event, queued)) {
            return false;
        }
        active = true;
        return true;
    }

    /** The next event for the reader: of the queue, then of these; or null. */
    final T poll(MpscVarHandleArrayQueue<T> queue) {
        for (; deadInQueue() > 0; oneDeadLess()) {
            if (queue.poll() == null) {
                noneDead();
                break;
            }
            dropped++;
        }
        T event = queue.poll();
        if (event == null) {
            event = pollFirst();
            active = size() > 0;
        }
        return event;
    }

    /** How many have been dropped since this was asked last. */
    final synchronized long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    /** How many have been written into files since this was asked last. */
    final synchronized long takeSpilled() {
        long count = spilled;
        spilled = 0;
        return count;
    }

    final void countSpilled() {
        spilled++;
    }

    final void drop() {
        dropped++;
    }

    /** Opens what it needs; nothing when it is open. */
    synchronized void prepare() throws IOException {}

    /** Whether those who wait for room are let go. */
    synchronized boolean isLow(int capacity) {
        return size() <= capacity / 2;
    }

    /** Nothing comes any more, and nothing is left. */
    void end() {}

    abstract boolean addLast(T event, int queued);

    abstract T pollFirst();

    abstract int size();

    /** How many of the first events of the queue are dropped. */
    int deadInQueue() {
        return 0;
    }

    void oneDeadLess() {}

    void noneDead() {}

    final synchronized void clear() {
        clearEvents();
        active = false;
    }

    abstract void clearEvents();

    /** The latest events, as many as there is room for. */
    static final class Latest<T> extends Overflow<T> {

        private final int capacity;
        private final Deque<T> events = new ArrayDeque<>();
        private int dead;

        Latest(int capacity) {
            this.capacity = capacity;
        }

        @Override
        boolean addLast(T event, int queued) {
            events.addLast(event);
            while (Math.max(0, queued - dead) + events.size() > capacity) {
                if (dead < queued) {
                    dead++;
                } else {
                    events.removeFirst();
                    drop();
                }
            }
            return true;
        }

        @Override
        T pollFirst() {
            return events.pollFirst();
        }

        @Override
        int size() {
            return events.size();
        }

        @Override
        int deadInQueue() {
            return dead;
        }

        @Override
        void oneDeadLess() {
            dead--;
        }

        @Override
        void noneDead() {
            dead = 0;
        }

        @Override
        void clearEvents() {
            events.clear();
            dead = 0;
        }
    }

    /** The latest event of each key, in the place of the first. */
    static final class LatestByKey<T> extends Overflow<T> {

        private final int capacity;
        private final Fn<? super T, ?> keyOf;
        private final Map<Object, T> events = new LinkedHashMap<>();

        LatestByKey(int capacity, Fn<? super T, ?> keyOf) {
            this.capacity = capacity;
            this.keyOf = keyOf;
        }

        @Override
        boolean addLast(T event, int queued) {
            Object key = keyOf(event);
            if (events.size() >= capacity && !events.containsKey(key)) {
                return false;
            }
            if (events.put(key, event) != null) {
                drop();
            }
            return true;
        }

        private Object keyOf(T event) {
            Object key;
            try {
                key = keyOf.apply(event);
            } catch (Exception e) {
                throw new IllegalArgumentException(
                        "the key function of OnFull.conflate failed on the event that is emitted: " + e, e);
            }
            if (key == null) {
                throw new IllegalArgumentException(
                        "the key function of OnFull.conflate returned null for the event that is emitted");
            }
            return key;
        }

        @Override
        T pollFirst() {
            Iterator<T> first = events.values().iterator();
            if (!first.hasNext()) {
                return null;
            }
            T event = first.next();
            first.remove();
            return event;
        }

        @Override
        int size() {
            return events.size();
        }

        @Override
        void clearEvents() {
            events.clear();
        }
    }
}
