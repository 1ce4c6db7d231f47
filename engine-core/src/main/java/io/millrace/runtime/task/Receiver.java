package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.operator.Batch;

/**
 * What rows and signals are handed to within a task. Each method tells whether the receiver is done with all that it
 * was given; while it is not, it is handed nothing else, and the batch stays as it is.
 */
public interface Receiver {

    boolean rows(Batch<Object> batch);

    boolean signal(Signal signal);

    boolean resume();
}
