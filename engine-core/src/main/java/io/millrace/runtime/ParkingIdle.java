package io.millrace.runtime;

import io.millrace.edge.Waker;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * Spins a little, then announces that it is going to park, lets its owner take one more look, and parks until woken or
 * until the owner's next deadline.
 *
 * <p>No wake-up is lost: the owner writes {@code parked}, fences, and looks at its queues; a waker writes a queue,
 * fences, and looks at {@code parked}. One of the two sees the other's write.
 */
final class ParkingIdle implements IdleStrategy, Waker {

    private static final int SPINS = 500;

    private final LongSupplier nanosToDeadline;
    private int spins;
    private volatile boolean parked;
    private volatile Thread owner;

    ParkingIdle(LongSupplier nanosToDeadline) {
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
        if (spins < SPINS) {
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
