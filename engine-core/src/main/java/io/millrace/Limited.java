package io.millrace;

import io.millrace.graph.SmallVerbs;

/**
 * What {@link KeyedStream#atMost} lets pass, and what not.
 *
 * @param <T> the events
 */
public final class Limited<T> extends Timely<T> {

    Limited(EventStream<T> stream) {
        super(stream);
    }

    /**
     * The events that were too many, with their timestamps; in the order of arrival. They are counted in the metric
     * {@code over}. What nobody reads of it is dropped.
     *
     * @return the events that did not pass
     */
    public EventStream<T> over() {
        return sideOutput(SmallVerbs.AtMost.OVER, type());
    }

    @Override
    public Limited<T> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
