package io.millrace.metrics;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The metrics of one instance of an operator, source or sink, listed in {@link JobMetrics#operators} and {@link
 * TaskMetrics#operators}. To be asked for by the thread that runs the instance, best when it opens, and kept: asking is a
 * look-up. A name has 1 to 100 letters, digits, dots, dashes, underscores, and blanks inside; it belongs to one kind of metric.
 *
 * <p>Writing is as cheap as writing a field; while nobody reads, nothing else is done. Metrics are no part of snapshots: they
 * begin at nothing with each attempt at a job, and stay readable as they were last when the instance has closed.
 *
 * <p>The engine's own, of which there are constants here, have a colon in their names, which no other metric has. An operator
 * of one's own may count by them, too: then {@link JobMetrics#late} has its events.
 */
public interface Metrics {

    /** What the names of the engine's own begin with. */
    String OF_THE_ENGINE = "millrace:";

    /** The counter of events that were too late, and dropped. */
    String LATE = OF_THE_ENGINE + Account.LATE;

    /** The counter of events that were too far ahead of the clock, and dropped. */
    String AHEAD = OF_THE_ENGINE + Account.AHEAD;

    /**
     * The counter of events that came as part of the row of another one, since a {@linkplain
     * io.millrace.graph.OperatorLogic#combiner combiner} had put them together.
     */
    String COMBINED = OF_THE_ENGINE + "combined";

    /** The counter of events that a function has failed on, and that were dropped. */
    String SKIPPED = OF_THE_ENGINE + Account.SKIPPED;

    /** The counter of events that a function has failed on, and that were sent to the dead letters. */
    String DEAD_LETTERS = OF_THE_ENGINE + Account.DEAD_LETTERS;

    /** The gauge of the records that a source has not read yet, of those that are there. */
    String LAG_RECORDS = OF_THE_ENGINE + "lag records";

    /** The gauge of the milliseconds by which a source is behind what it reads. */
    String LAG_MILLIS = OF_THE_ENGINE + "lag millis";

    /**
     * The gauge of the entries of keyed state, timers left out; a list or a map of a key is one, and so is the pane of a key. The task counts them
     * between two steps when somebody asks for metrics, at barriers, and when the operator closes: see {@link io.millrace.Job#metrics}. In another runtime it is
     * those at the latest barrier.
     */
    String STATE_ENTRIES = OF_THE_ENGINE + "state entries";

    /** The gauge of the timers that have been set by key; counted as {@link #STATE_ENTRIES} are. */
    String TIMERS = OF_THE_ENGINE + "timers";

    /**
     * The gauge of the bytes of keyed state, as they are written: those of the latest complete snapshot that has everything, and of the changes
     * since. Negative before the first one, and there is none in a job without snapshots.
     */
    String STATE_BYTES = OF_THE_ENGINE + "state bytes";

    /**
     * A count.
     *
     * @param name its name, such as "rejected"
     * @return the same object for the same name
     * @throws IllegalArgumentException if the name cannot be one, or is that of another kind of metric
     */
    Counter counter(String name);

    /**
     * A whole number that is asked for when somebody reads metrics, on the thread of whoever reads, one at a time, while the
     * instance goes on. So it looks at what is safe to look at from there: a volatile or final field, the size of a
     * concurrent collection; and it neither blocks nor throws. One that throws reads as {@link Double#NaN}. It is asked for the
     * last time before the instance closes; one that is new by then, at once.
     *
     * @param name its name, such as "connections"
     * @param value what to ask
     * @throws IllegalArgumentException if the name cannot be one, or there is a metric of that name
     */
    void gauge(String name, LongSupplier value);

    /**
     * As {@link #gauge(String, LongSupplier)}, of a number that is not whole.
     *
     * @param name its name, such as "hit ratio"
     * @param value what to ask
     * @throws IllegalArgumentException if the name cannot be one, or there is a metric of that name
     */
    void gauge(String name, DoubleSupplier value);

    /**
     * A histogram of values that are not negative, such as durations or sizes. It takes some 50 kB, more for values that are
     * far apart.
     *
     * @param name its name, such as "reply micros"
     * @return the same object for the same name
     * @throws IllegalArgumentException if the name cannot be one, or is that of another kind of metric
     */
    Histogram histogram(String name);

    /** A count with one writer, the thread of its {@link Metrics}, and any number of readers. */
    interface Counter {

        /**
         * Adds; called by the owning thread only.
         *
         * @param count what to add
         */
        void add(long count);

        /** Adds 1; called by the owning thread only. */
        default void increment() {
            add(1);
        }

        /**
         * The count as of now; any thread may ask.
         *
         * @return the count
         */
        long value();
    }

    /**
     * Values and how often each was seen, to three digits. It has one writer, the thread of its {@link Metrics}, and any number
     * of readers.
     */
    interface Histogram {

        /**
         * Records a value; called by the owning thread only.
         *
         * @param value the value, in whatever unit; negative ones count as 0
         */
        default void record(long value) {
            record(value, 1);
        }

        /**
         * Records a value that was seen several times; called by the owning thread only.
         *
         * @param value the value, in whatever unit; negative ones count as 0
         * @param count how often, not negative
         */
        void record(long value, long count);

        /**
         * All that was recorded so far; any thread may ask.
         *
         * @return a copy
         */
        Distribution distribution();
    }
}
