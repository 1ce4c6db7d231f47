package io.millrace.call;

import io.millrace.call.CallOptions.CallOrder;
import io.millrace.operator.DeadLetter;
import io.millrace.time.EventTime;
import org.agrona.collections.Int2ObjectHashMap;

/** The events of a task that wait for answers, and in which order their results are emitted. */
final class InFlight<T> {

    private final int most;
    private final CallOrder order;

    /** By the hash of a key the last of its events; null where keys do not matter. */
    private final Int2ObjectHashMap<Slot<T>> lastOfKey;

    private int size;
    private Slot<T> free;
    private final Chain<Slot<T>> slots = new Chain<>();
    private Slot<T> firstReady;
    private Slot<T> lastReady;

    InFlight(int most, CallOrder order) {
        this.most = most;
        this.order = order;
        lastOfKey = order == CallOrder.OF_EACH_KEY ? new Int2ObjectHashMap<>() : null;
    }

    boolean isFull() {
        return size >= most;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The event that came first, or null; those that came later are {@linkplain Slot#after behind} it. */
    Slot<T> oldest() {
        return slots.oldest();
    }

    /** @param watermark how far event time is */
    Slot<T> add(T event, long timestamp, int hash, long watermark) {
        Slot<T> slot = free;
        if (slot == null) {
            slot = new Slot<>();
        } else {
            free = slot.next();
            slot.next(null);
        }
        slot.begin(event, timestamp, hash, watermark);
        Slot<T> ahead = ahead(slot);
        if (ahead == null) {
            slot.first();
        } else {
            ahead.follower(slot);
        }
        slots.add(slot);
        size++;
        return slot;
    }

    /** The one that must not be overtaken by a new one. Two keys of one hash are taken for one. */
    private Slot<T> ahead(Slot<T> slot) {
        return switch (order) {
            case OF_EVENTS -> slots.newest();
            case OF_EACH_KEY -> lastOfKey.put(slot.hash(), slot);
            case OF_ANSWERS -> null;
        };
    }

    /**
     * What is emitted for an event is known.
     *
     * @param result null for nothing
     * @param letter null for none
     */
    void done(Slot<T> slot, Object result, DeadLetter letter) {
        slot.done(result, letter);
        if (slot.isFirst()) {
            ready(slot);
        }
    }

    private void ready(Slot<T> slot) {
        slot.next(null);
        if (firstReady == null) {
            firstReady = slot;
        } else {
            lastReady.next(slot);
        }
        lastReady = slot;
    }

    /** The next whose result can be emitted, or null. */
    Slot<T> firstReady() {
        return firstReady;
    }

    /** The first one that was ready has been emitted. */
    void removeReady() {
        Slot<T> slot = firstReady;
        firstReady = slot.next();
        Slot<T> follower = slot.follower();
        if (follower != null) {
            follower.first();
            if (follower.isDone()) {
                ready(follower);
            }
        } else if (order == CallOrder.OF_EACH_KEY) {
            lastOfKey.remove(slot.hash());
        }
        slots.remove(slot);
        size--;
        slot.end();
        slot.next(free);
        free = slot;
    }

    /**
     * The watermark that results may be told behind without being late, or out of place: it was there when the first of
     * the events came. {@link EventTime#MAX} where there are none.
     */
    long watermark() {
        Slot<T> oldest = slots.oldest();
        return oldest == null ? EventTime.MAX : oldest.watermark();
    }
}
