package io.millrace.window;

import io.millrace.EventStream;

/**
 * What a function made of the pairs of windows, and the events that came too late for them.
 *
 * @param <A> the events of the left stream
 * @param <B> the events of the right stream
 * @param <R> what was made of pairs
 */
public final class JoinedWindows<A, B, R> extends EventStream<R> {

    private final CoResults<?, A, B, ?> windows;

    JoinedWindows(CoResults<?, A, B, ?> windows, EventStream<R> pairs) {
        super(pairs);
        this.windows = windows;
    }

    /**
     * The events of the left stream that no window took; see {@link CoResults#lateLeft()}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<A> lateLeft() {
        return windows.lateLeft();
    }

    /**
     * The events of the right stream that no window took.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<B> lateRight() {
        return windows.lateRight();
    }

    /** Sets the number of tasks of the windows, which the function runs in, too. */
    @Override
    public JoinedWindows<A, B, R> parallelism(int tasks) {
        windows.parallelism(tasks);
        return this;
    }
}
