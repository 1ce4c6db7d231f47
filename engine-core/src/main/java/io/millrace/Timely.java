package io.millrace;

import io.millrace.graph.SmallVerbs;
import io.millrace.operator.SideOutput;

/**
 * What an operator on event time makes of the events that came in time, and the others.
 *
 * @param <T> the events
 */
public sealed class Timely<T> extends EventStream<T> {

    Timely(EventStream<T> stream) {
        super(stream);
    }

    /**
     * The events that came too late, at or behind the watermark, with their timestamps; in the order of arrival. They are
     * counted in the metric {@code late}. What nobody reads of it is dropped.
     *
     * @return the late events
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, type());
    }

    @Override
    public Timely<T> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }

    /**
     * What {@link KeyedStream#dedup} lets pass, and what not.
     *
     * @param <T> the events
     */
    public static final class Deduped<T> extends Timely<T> {

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

    /**
     * What {@link KeyedStream#atMost} lets pass, and what not.
     *
     * @param <T> the events
     */
    public static final class Limited<T> extends Timely<T> {

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
}
