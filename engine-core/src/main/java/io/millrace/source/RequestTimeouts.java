package io.millrace.source;

import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ends requests whose time is over, by the clock of the job and on none of its tasks' threads: what holds up the pipeline does not hold up this. One look at all that are open is due at
 * a time, when the first of them may be over; a request costs none of its own.
 */
final class RequestTimeouts {

    /** Looks at all are no closer to each other. */
    private static final long APART_NANOS = 1_000_000;

    private final Supplier<? extends List<? extends Asked<?, ?>>> open;
    private final Function<Asked<?, ?>, String> missing;
    private final AtomicLong due = new AtomicLong(Asked.NEVER);
    final LongAdder over = new LongAdder();

    /** The job has none yet. */
    private volatile boolean timed;

    /** @param missing what an open request waits for, for people */
    RequestTimeouts(Supplier<? extends List<? extends Asked<?, ?>>> open, Function<Asked<?, ?>, String> missing) {
        this.open = open;
        this.missing = missing;
    }

    /** From whoever asks: the time of the request begins. {@code context} is null while no job has begun. */
    void begin(Asked<?, ?> asked, SourceContext context) {
        if (context != null) {
            schedule(asked, context);
            return;
        }
        // It waits in real time until there is a clock.
        CompletableFuture.delayedExecutor(Times.nanos(asked.timeout()), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> {
                    if (asked.deadline == Asked.NEVER && !timed) {
                        end(asked);
                    }
                });
    }

    private void schedule(Asked<?, ?> asked, SourceContext context) {
        asked.deadline = Times.after(context.clock().nanos(), asked.timeout());
        lookAt(asked.deadline, context);
    }

    /** A job has begun, or goes on: the time of those that waited for one begins. */
    void begin(SourceContext context) {
        timed = true;
        due.set(Asked.NEVER);
        for (Asked<?, ?> asked : open.get()) {
            if (asked.timeout() != null) {
                if (asked.deadline == Asked.NEVER) {
                    schedule(asked, context);
                } else {
                    lookAt(asked.deadline, context);
                }
            }
        }
    }

    /** There is no job, and so no clock, until another one begins. */
    void pause() {
        timed = false;
    }

    private void lookAt(long deadline, SourceContext context) {
        long earliest = due.get();
        while (deadline < earliest) {
            if (due.compareAndSet(earliest, deadline)) {
                long left = Math.max(0, deadline - context.clock().nanos());
                context.after(Duration.ofNanos(left), () -> look(deadline, context));
                return;
            }
            earliest = due.get();
        }
    }

    /** One that was due earlier has taken the place of those that are not due any more. */
    private void look(long mine, SourceContext context) {
        if (!due.compareAndSet(mine, Asked.NEVER)) {
            return;
        }
        long now = context.clock().nanos();
        long first = Asked.NEVER;
        for (Asked<?, ?> asked : open.get()) {
            long deadline = asked.deadline;
            if (deadline <= now) {
                end(asked);
            } else {
                first = Math.min(first, deadline);
            }
        }
        if (first != Asked.NEVER) {
            lookAt(Math.max(first, now + APART_NANOS), context);
        }
    }

    private void end(Asked<?, ?> asked) {
        String why = "request " + asked.number() + " was not answered within " + asked.timeout() + ": "
                + missing.apply(asked);
        if (asked.completeExceptionally(new TimeoutException(why))) {
            over.increment();
        }
    }
}
