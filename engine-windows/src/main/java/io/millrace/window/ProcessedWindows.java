package io.millrace.window;

import io.millrace.EventStream;

/**
 * What a {@link WindowFunction} made of windows, and the events that came too late for them. Each output has the
 * timestamp of the result that it was made of.
 *
 * @param <T> the events
 * @param <O> the outputs
 */
public final class ProcessedWindows<T, O> extends EventStream<O> {

    private final WindowedResults<?, T, ?> windows;

    ProcessedWindows(WindowedResults<?, T, ?> windows, EventStream<O> outputs) {
        super(outputs);
        this.windows = windows;
    }

    /**
     * The events that no window took; see {@link WindowedResults#late()}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<T> late() {
        return windows.late();
    }

    /** Sets the number of tasks of the windows, which the function runs in, too. */
    @Override
    public ProcessedWindows<T, O> parallelism(int tasks) {
        windows.parallelism(tasks);
        return this;
    }
}
