package io.millrace.dashboard;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what nobody tells. */
final class Awaiting {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;
    private static final int LOOKS = 20_000;

    private Awaiting() {}

    /** The first value that is there. */
    static <T> T value(Supplier<Optional<T>> look) {
        for (int left = LOOKS; left > 0; left--) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        throw new AssertionError("what is waited for has not come");
    }
}
