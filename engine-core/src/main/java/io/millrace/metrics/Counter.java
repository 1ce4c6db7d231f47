package io.millrace.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count with one writer, the task that owns it, and any number of readers. Add per batch, not per event.
 */
public final class Counter {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** A count of 0. */
    public Counter() {}

    /**
     * Adds; called by the owning task only.
     *
     * @param count what to add
     */
    public void add(long count) {
        VALUE.setOpaque(this, value + count);
    }

    /**
     * Replaces the value; called by the owning task only.
     *
     * @param newValue the value
     */
    public void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /**
     * The value as of now; any thread may ask.
     *
     * @return the value
     */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }

    @Override
    public String toString() {
        return Long.toString(value());
    }
}
