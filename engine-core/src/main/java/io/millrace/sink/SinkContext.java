package io.millrace.sink;

import io.millrace.operator.OperatorException;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;

/** What the engine offers to one writer. Confined to its task's thread. */
public interface SinkContext {

    /**
     * The name of the sink in the pipeline.
     *
     * @return the name
     */
    String name();

    /**
     * Which of the parallel writers this is.
     *
     * @return from 0 to {@link #parallelism()} - 1
     */
    int subtask();

    /**
     * How many writers share the work.
     *
     * @return at least 1
     */
    int parallelism();

    /**
     * The injected clock.
     *
     * @return the clock
     */
    Clock clock();

    /**
     * The disk for sinks that write files exactly once.
     *
     * @return the injected disk
     */
    Disk disk();

    /**
     * Where the snapshots of the job are, for messages about what they do not know.
     *
     * @return such as "the snapshots in /var/job"
     */
    default String snapshots() {
        return "the snapshots of the job";
    }

    /**
     * Wraps what user code threw about a result.
     *
     * @param error what was thrown
     * @param result the result
     * @param timestamp its timestamp, or {@link io.millrace.time.EventTime#NONE}
     * @return what to throw
     */
    OperatorException failure(Throwable error, Object result, long timestamp);
}
