package io.millrace.runtime;

import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;

/** Waits for a while, and then does something; at once when it is ended. */
final class Pause extends OwnThreadUnit {

    private final Clock clock;
    private final long untilNanos;
    private final Runnable then;
    private volatile boolean ended;

    Pause(String name, Clock clock, Duration duration, Runnable then) {
        super(name);
        this.clock = clock;
        this.then = then;
        untilNanos = Times.after(clock.nanos(), duration);
    }

    /** From any thread. */
    void end() {
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
