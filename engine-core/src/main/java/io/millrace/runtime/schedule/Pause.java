package io.millrace.runtime.schedule;

import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;

/** Waits for a while, and then does something; at once when it is ended. */
public final class Pause extends AbstractUnit {

    private final Clock clock;
    private final long untilNanos;
    private final Runnable then;
    private volatile boolean ended;

    public Pause(String name, Clock clock, Duration duration, Runnable then) {
        super(name, true);
        this.clock = clock;
        this.then = then;
        untilNanos = Times.after(clock.nanos(), duration);
    }

    /** From any thread. */
    public void end() {
        ended = true;
        wake();
    }

    @Override
    public int doWork() {
        if (isDone() || (!ended && nanosToDeadline() > 0)) {
            return 0;
        }
        finish();
        then.run();
        return 1;
    }

    @Override
    public long nanosToDeadline() {
        return isDone() ? NO_DEADLINE : Math.max(0, untilNanos - clock.nanos());
    }
}
