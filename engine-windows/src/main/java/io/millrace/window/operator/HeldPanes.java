package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;

/** What a {@link PaneCombiner} holds. Bounded: once it is full, all of it goes. */
final class HeldPanes<K, A> {

    private static final int SPARES_KEPT = 2;

    private final AdaptiveAggregation.Limits limits;
    private final AdaptiveAggregation adaptive;
    private final List<HeldPane<K, A>> panes = new ArrayList<>();
    private final List<HeldPane<K, A>> spares = new ArrayList<>();
    private int keys;
    private long events;

    /** No pane ends before. */
    private long firstLast = EventTime.MAX;

    HeldPanes(AdaptiveAggregation.Limits limits, AdaptiveAggregation adaptive) {
        this.limits = limits;
        this.adaptive = adaptive;
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

    private void release(HeldPane<K, A> pane) {
        keys -= pane.size();
        events -= pane.events();
        adaptive.sent(pane.events(), pane.size());
        if (spares.size() < SPARES_KEPT) {
            spares.add(pane);
        }
    }
}
