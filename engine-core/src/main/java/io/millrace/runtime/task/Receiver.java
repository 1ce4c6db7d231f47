package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.operator.Batch;

/**
 * What rows and signals are handed to within a task. Each method tells whether the receiver is done with all that it
 * was given; while it is not, it is handed nothing else, and the batch stays as it is.
 */
public interface Receiver {

    /** There is no count. */
    long UNCOUNTED = -1;

    boolean rows(Batch<Object> batch);

    boolean signal(Signal signal);

    boolean resume();

    /** How many rows have been handed to it, by its own count; {@link #UNCOUNTED} where it has none. */
    default long received() {
        return UNCOUNTED;
    }
}
