package io.millrace.spring.boot;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what nobody tells. */
public final class Awaiting {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private Awaiting() {}

    /**
     * Returns when it is so.
     *
     * @param condition what is waited for
     */
    public static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.interrupted()) {
                throw new AssertionError("what is waited for has not come in time");
            }
        }
    }
}
