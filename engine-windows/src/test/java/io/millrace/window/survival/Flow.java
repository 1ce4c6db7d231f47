package io.millrace.window.survival;

import io.millrace.EventStream;
import java.util.List;
import java.util.function.Supplier;

/** A stream of a random job, and the naive computation of what is in it. */
final class Flow {

    private final EventStream<Event> stream;
    private final Supplier<List<Event>> model;
    private final boolean ordered;
    private final boolean timed;
    private List<Event> events;
    private boolean isRead;
    private boolean last;

    /**
     * @param ordered whether the events of a lane and key are in order
     * @param timed whether events have the timestamps that they tell, and none is late
     */
    Flow(EventStream<Event> stream, Supplier<List<Event>> model, boolean ordered, boolean timed) {
        this.stream = stream;
        this.model = model;
        this.ordered = ordered;
        this.timed = timed;
    }

    /** For whoever reads it. */
    EventStream<Event> stream() {
        isRead = true;
        return stream;
    }

    List<Event> events() {
        if (events == null) {
            events = model.get();
        }
        return events;
    }

    int size() {
        return events().size();
    }

    boolean isOrdered() {
        return ordered;
    }

    boolean isTimed() {
        return timed;
    }

    /** Its events come when time has ended: nothing that waits for time may follow. */
    Flow last() {
        last = true;
        return this;
    }

    boolean isLast() {
        return last;
    }

    boolean isRead() {
        return isRead;
    }
}
