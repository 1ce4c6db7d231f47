package io.millrace.runtime;

import io.millrace.edge.Waker;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a while, and then does something; at once when it is ended. */
final class Pause implements Unit {

    private final String name;
    private final Clock clock;
    private final long untilNanos;
    private final Runnable then;
    private volatile Waker scheduler = () -> {};
    private volatile boolean ended;
    private volatile boolean done;

    Pause(String name, Clock clock, Duration duration, Runnable then) {
        this.name = name;
        this.clock = clock;
        this.then = then;
        untilNanos = clock.nanos() + TimeUnit.NANOSECONDS.convert(duration);
    }

    /** From any thread. */
    void end() {
        ended = true;
        wake();
    }

    @Override
    public int doWork() {
        if (done || (!ended && nanosToDeadline() > 0)) {
            return 0;
        }
        done = true;
        then.run();
        return 1;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean needsOwnThread() {
        return true;
    }

    @Override
    public double share() {
        return 0;
    }

    @Override
    public long nanosToDeadline() {
        return done ? NO_DEADLINE : Math.max(0, untilNanos - clock.nanos());
    }

    @Override
    public void runBy(Waker newScheduler) {
        scheduler = newScheduler;
    }

    @Override
    public void wake() {
        scheduler.wake();
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public String toString() {
        return roleName();
    }
}
