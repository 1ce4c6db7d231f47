package io.millrace.operator;

import io.millrace.metrics.Metrics;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;

/**
 * Which instance of an operator, source or sink something is, and what every one of them is offered. May be kept; all but
 * {@link #metrics} may be asked by any thread.
 */
public interface TaskContext {

    /**
     * The name of the job.
     *
     * @return the name
     */
    String job();

    /**
     * Which attempt at the job it belongs to. With snapshots no two attempts have the same number that keep them in the same
     * place, in whatever process: with the name of the job it makes a name for what the attempt leaves elsewhere, such as a
     * transaction of a broker. A job without snapshots counts from 1 each time it is started.
     *
     * @return 1 for the first, and more after each restart
     */
    int attempt();

    /**
     * The name of the operator, source or sink in the pipeline, for messages.
     *
     * @return the name
     */
    String operator();

    /**
     * Which of the parallel instances this is.
     *
     * @return from 0 to {@link #parallelism()} - 1; -1 for the committer of a sink, which is none of its writers
     */
    int subtask();

    /**
     * How many instances there are.
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
     * The injected disk, of the job: the file system, or that of a simulation, which crashes at any of its calls. What goes through it can be
     * tried out so.
     *
     * @return the disk
     */
    Disk disk();

    /**
     * The metrics of this instance.
     *
     * @return always the same object; for the thread that this context is given to
     */
    Metrics metrics();

    /**
     * Wraps what user code threw, with the operator and the event. To be thrown by the caller; what already is an
     * {@link OperatorException}, because it came from further downstream, is returned unchanged.
     *
     * @param error what was thrown
     * @param key the event's key, null when there is none
     * @param event the event, null when there is none
     * @param timestamp its timestamp, or {@link EventTime#NONE}
     * @return what to throw
     */
    default OperatorException failure(Throwable error, Object key, Object event, long timestamp) {
        return error instanceof OperatorException already
                ? already
                : new OperatorException(operator(), key, event, timestamp, error);
    }

    /**
     * As {@link #failure(Throwable, Object, Object, long)}, of an event without a key.
     *
     * @param error what was thrown
     * @param event the event, null when there is none
     * @param timestamp its timestamp, or {@link EventTime#NONE}
     * @return what to throw
     */
    default OperatorException failure(Throwable error, Object event, long timestamp) {
        return failure(error, null, event, timestamp);
    }

    /**
     * As {@link #failure(Throwable, Object, Object, long)}, where it is about no event.
     *
     * @param error what was thrown
     * @return what to throw
     */
    default OperatorException failure(Throwable error) {
        return failure(error, null, null, EventTime.NONE);
    }
}
