package io.millrace.source;

import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How long a user's thread is ready to wait. It waits in real time, whatever the engine's clock says. */
final class Deadline {

    private final Clock clock = SystemClock.INSTANCE;
    private final long nanos;

    Deadline(Duration timeout) {
        nanos = Times.after(clock.nanos(), timeout);
    }

    /** Parks the calling thread for what is left of the time; false when nothing is. */
    boolean park(Object blocker) {
        long left = nanos - clock.nanos();
        if (left <= 0) {
            return false;
        }
        LockSupport.parkNanos(blocker, left);
        return true;
    }
}
