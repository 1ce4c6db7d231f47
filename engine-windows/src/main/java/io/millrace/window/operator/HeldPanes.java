package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a {@link PaneCombiner} holds. Bounded: once it is full, all of it goes. Where too few events go into one accumulator
 * for it to pay, the following events are to go as they are for a long time, and then it is tried again.
 */
final class HeldPanes<K, A> {

    private static final int SPARES_KEPT = 2;

    /** An accumulator costs its making, its sending, and its merging. */
    private static final int LEAST_EVENTS_EACH = 3;

    private final Limits limits;
    private final List<HeldPane<K, A>> panes = new ArrayList<>();
    private final List<HeldPane<K, A>> spares = new ArrayList<>();
    private int keys;
    private long events;

    /** No pane ends before. */
    private long firstLast = EventTime.MAX;

    /** How many events have been sent as part of the row of another. */
    private long putTogether;

    private long sentEvents;
    private long sentAccumulators;
    private long pause;

    /**
     * How much is held at most, and how it is decided whether that pays. All are counts, so that the same input takes the
     * same course.
     *
     * @param keys accumulators: a table of them is not to leave the cache next to a core
     * @param events how many events may be in them, since there are accumulators that grow with their events
     * @param panes how many panes there may be, since each event has to find its own
     * @param sample how many events have to be aggregated before it is judged whether that pays
     * @param pause how many events go as they are when it does not
     */
    record Limits(int keys, long events, int panes, long sample, long pause) {

        static final Limits USUAL = new Limits(1 << 14, 1 << 18, 16, 1 << 12, 1 << 22);
    }

    HeldPanes(Limits limits) {
        this.limits = limits;
    }

    /** Whether so many rows that have come are to go as they are. */
    boolean isPausing(int rows) {
        if (pause <= 0) {
            return false;
        }
        pause -= rows;
        return true;
    }

    /** The pane between two timestamps, both inclusive, which is held from now on. */
    HeldPane<K, A> at(long start, long last) {
        for (int i = 0; i < panes.size(); i++) {
            if (panes.get(i).start() == start) {
                return panes.get(i);
            }
        }
        HeldPane<K, A> pane = spares.isEmpty() ? new HeldPane<>() : spares.remove(spares.size() - 1);
        pane.begin(start, last);
        panes.add(pane);
        firstLast = Math.min(firstLast, last);
        return pane;
    }

    /** The first pane with a key, or null. */
    HeldPane<K, A> firstWith(K key, int hash) {
        HeldPane<K, A> first = null;
        for (HeldPane<K, A> pane : panes) {
            if (pane.get(key, hash) != null && (first == null || pane.start() < first.start())) {
                first = pane;
            }
        }
        return first;
    }

    /** Calls for each pane with a key. */
    void forEachWith(K key, int hash, BiConsumer<HeldPane<K, A>, A> each) {
        for (HeldPane<K, A> pane : panes) {
            A accumulator = pane.get(key, hash);
            if (accumulator != null) {
                each.accept(pane, accumulator);
            }
        }
    }

    /** Events have been added to a pane, some of them for keys that were not in it before. */
    void added(HeldPane<K, A> pane, int newEvents, int newKeys) {
        pane.addEvents(newEvents);
        events += newEvents;
        keys += newKeys;
    }

    boolean isFull() {
        return keys >= limits.keys() || events >= limits.events() || panes.size() > limits.panes();
    }

    /** Whether a pane is held that ends at or before a time. */
    boolean isDue(long time) {
        return !panes.isEmpty() && firstLast <= time;
    }

    /** Emits the panes that end at or before a time; returns false when there is no room, to be called again. */
    boolean emit(long time, Output<Object> out) {
        long firstLeft = EventTime.MAX;
        for (int i = panes.size() - 1; i >= 0; i--) {
            HeldPane<K, A> pane = panes.get(i);
            if (pane.last() > time) {
                firstLeft = Math.min(firstLeft, pane.last());
            } else if (pane.emit(out)) {
                release(panes.remove(i));
            } else {
                return false;
            }
        }
        firstLast = firstLeft;
        return true;
    }

    /** How many events are held. */
    long events() {
        return events;
    }

    long putTogether() {
        return putTogether;
    }

    private void release(HeldPane<K, A> pane) {
        keys -= pane.size();
        events -= pane.events();
        putTogether += pane.events() - pane.size();
        sent(pane.events(), pane.size());
        if (spares.size() < SPARES_KEPT) {
            spares.add(pane);
        }
    }

    /** Accumulators have been sent that so many events are in. */
    void sent(long ofEvents, int accumulators) {
        sentEvents += ofEvents;
        sentAccumulators += accumulators;
        if (sentEvents >= limits.sample()) {
            pause = sentEvents < LEAST_EVENTS_EACH * sentAccumulators ? limits.pause() : 0;
            sentEvents = 0;
            sentAccumulators = 0;
        }
    }
}
