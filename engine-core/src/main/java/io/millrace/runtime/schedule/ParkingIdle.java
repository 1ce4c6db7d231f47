package io.millrace.runtime.schedule;

import io.millrace.edge.Waker;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * Spins for some rounds, then announces that it is going to park, lets its owner take one more look, and parks until
 * woken or until the owner's next deadline.
 *
 * <p>No wake-up is lost: the owner writes {@code parked}, fences, and looks at its queues; a waker writes a queue,
 * fences, and looks at {@code parked}. One of the two sees the other's write.
 */
final class ParkingIdle implements IdleStrategy, Waker {

    /** So many rounds cost less than to be woken, where work is there again soon. */
    static final long A_LITTLE = 500;

    /** It never parks. */
    static final long FOR_EVER = Long.MAX_VALUE;

    private final long mostSpins;
    private final LongSupplier nanosToDeadline;
    private long spins;
    private volatile boolean parked;
    private volatile Thread owner;

    /**
     * @param mostSpins rounds without work before it announces
     * @param nanosToDeadline asked whenever it is about to park
     */
    ParkingIdle(long mostSpins, LongSupplier nanosToDeadline) {
        this.mostSpins = mostSpins;
        this.nanosToDeadline = nanosToDeadline;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (spins < mostSpins) {
            spins++;
            Thread.onSpinWait();
        } else if (!parked) {
            owner = Thread.currentThread();
            parked = true;
            VarHandle.fullFence();
        } else {
            park();
        }
    }

    private void park() {
        long nanos = nanosToDeadline.getAsLong();
        if (nanos == Unit.NO_DEADLINE) {
            LockSupport.park(this);
        } else if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    @Override
    public void reset() {
        spins = 0;
        if (parked) {
            parked = false;
        }
    }

    @Override
    public void wake() {
        VarHandle.fullFence();
        if (parked) {
            parked = false;
            LockSupport.unpark(owner);
        }
    }

    @Override
    public String alias() {
        return "parking";
    }
}
