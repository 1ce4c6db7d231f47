package io.millrace.benchmarks.rival;

import io.millrace.benchmarks.workload.Workload;
import java.util.List;

/**
 * A system that does the work. Found by {@link java.util.ServiceLoader}; one object per JVM, used by one thread. It
 * writes each workload as its users would, at its best setting, and starts what it needs (a cluster, a broker) when
 * first used: it is also made by who only wants its name.
 */
public interface Rival extends AutoCloseable {

    /**
     * Its name on the command line.
     *
     * @return lower case, such as {@code kafka-streams}
     */
    String name();

    /**
     * Whether it can do the work.
     *
     * @param workload the workload
     * @param parallelism how many threads are to work
     * @return whether {@link #run} may be called with these
     */
    boolean runs(Workload workload, int parallelism);

    /**
     * Does the work once. Sources call {@link io.millrace.benchmarks.workload.Stopwatch#start} before their first event
     * and sinks {@link io.millrace.benchmarks.workload.Tally#add}; returns when all results are there.
     *
     * @param workload the workload
     * @param events read those from index 0 to this, exclusive
     * @param parallelism how many threads work, the sources' included
     * @throws Exception whatever goes wrong, which ends the JVM
     */
    void run(Workload workload, long events, int parallelism) throws Exception;

    /**
     * Whether it takes part in the comparison of latencies.
     *
     * @return whether {@link #pace} may be called
     */
    default boolean paces() {
        return false;
    }

    /**
     * Takes events when they are due, exchanges them by key, counts those of each key so far, and records in a sink how
     * long after it was due each was seen; returns when all have been.
     *
     * @param schedule which events are due when
     * @throws Exception whatever goes wrong, which ends the JVM
     */
    default void pace(Schedule schedule) throws Exception {
        throw new UnsupportedOperationException(name() + " does not take part in the comparison of latencies");
    }

    /**
     * Whether an application can ask it, and is answered by its pipeline.
     *
     * @return whether {@link #answering} may be called
     */
    default boolean answers() {
        return false;
    }

    /**
     * Starts a pipeline in one thread, which never sleeps where that can be set, that answers each question with the number after it.
     *
     * @return is asked, and closed
     * @throws Exception whatever goes wrong, which ends the JVM
     */
    default Asking answering() throws Exception {
        throw new UnsupportedOperationException(name() + " is not asked");
    }

    /**
     * What its code needs of the JVM that it runs in, beside the heap and the collector, which are the same for all.
     *
     * @return flags such as {@code --add-opens}, for the version of Java that is running
     */
    default List<String> jvmArgs() {
        return List.of();
    }

    /** Stops what was started. */
    @Override
    default void close() {}
}
