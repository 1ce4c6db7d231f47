package io.millrace.source;

import io.millrace.source.PushSource.EmitInterruptedException;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The threads of the application that wait for room. They are let go all at once: one that gives up takes nobody's wake-up along. */
final class WaitingThreads {

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final LongAdder waits = new LongAdder();

    /** How often somebody has had to wait. */
    long count() {
        return waits.sum();
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    /**
     * Parks the calling thread until it has succeeded: it is entered as waiting before it tries.
     *
     * @param deadline null to wait as long as it takes
     * @param blocker what it waits for
     * @return whether it has succeeded in time
     */
    boolean await(BooleanSupplier succeeds, Deadline deadline, Object blocker) {
        Thread thread = Thread.currentThread();
        waits.increment();
        threads.add(thread);
        try {
            while (!succeeds.getAsBoolean()) {
                if (thread.isInterrupted()) {
                    throw new EmitInterruptedException();
                }
                if (deadline == null) {
                    LockSupport.park(blocker);
                } else if (!deadline.park(blocker)) {
                    return false;
                }
            }
            return true;
        } finally {
            threads.remove(thread);
        }
    }

    /** Has all of them try again. */
    void release() {
        threads.forEach(LockSupport::unpark);
    }

    /** How long a user's thread is ready to wait. It waits in real time, whatever the engine's clock says. */
    static final class Deadline {

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
}
