package io.millrace;

import io.millrace.graph.SmallVerbs;

/**
 * What {@link KeyedStream#dedup} lets pass, and what not.
 *
 * @param <T> the events
 */
public final class Deduped<T> extends Timely<T> {

    Deduped(EventStream<T> stream) {
        super(stream);
    }

    /**
     * The events that were duplicates of others, with their timestamps; in the order of arrival. They are counted in the
     * metric {@code duplicates}. What nobody reads of it is dropped.
     *
     * @return the events that did not pass
     */
    public EventStream<T> duplicates() {
        return sideOutput(SmallVerbs.AtMost.DUPLICATES, type());
    }

    @Override
    public Deduped<T> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
