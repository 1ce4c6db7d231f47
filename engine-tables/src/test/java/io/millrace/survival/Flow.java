package io.millrace.survival;

import io.millrace.EventStream;
import java.util.List;
import java.util.function.Supplier;

/** A stream of a random job, and the naive computation of what is in it. */
final class Flow {

    private final EventStream<Event> stream;
    private final Supplier<List<Event>> model;
    private final boolean ordered;
    private final boolean timed;
    private final int tasks;
    private List<Event> events;
    private boolean isRead;
    private boolean last;

    /**
     * @param ordered whether the events of a lane and key are in order
     * @param timed whether events have the timestamps that they tell, and none is late
     * @param tasks how many tasks it comes from, 0 for as many as the job's parallelism
     */
    Flow(EventStream<Event> stream, Supplier<List<Event>> model, boolean ordered, boolean timed, int tasks) {
        this.stream = stream;
        this.model = model;
        this.ordered = ordered;
        this.timed = timed;
        this.tasks = tasks;
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

    /** Has what is in it computed anew, from what is known by now. */
    void forget() {
        events = null;
    }

    boolean isOrdered() {
        return ordered;
    }

    boolean isTimed() {
        return timed;
    }

    /** What a node without state makes of it, event by event. */
    Flow then(EventStream<Event> result, Supplier<List<Event>> resultModel) {
        return new Flow(result, resultModel, ordered, timed, tasks);
    }

    int tasks() {
        return tasks;
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
