package io.millrace.runtime.job;

import io.millrace.runtime.JobContext;
import io.millrace.runtime.schedule.Pause;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.schedule.Shutdown;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.snapshot.Commits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The time that the units of an attempt have to close when it is torn down, and what becomes of those that do not: a
 * function that does not return is to keep neither the next attempt from beginning nor other tasks of its worker from
 * running. Thread-safe.
 */
final class GracePeriod {

    private static final Duration OF_UNITS = Duration.ofSeconds(10);

    private static final Duration AT_SHUTDOWN = Duration.ofSeconds(1);

    /** Readers may see for long what is half done of a commit; but one that waits for a broker that is away is interrupted. */
    private static final Duration OF_COMMITS = Duration.ofSeconds(1);

    private final JobContext job;
    private final Scheduler scheduler;
    private final AttemptUnits units;
    private final Commits commits;
    private final AtomicReference<AttemptState> state;
    private final Runnable over;
    private volatile Optional<Pause> pause = Optional.empty();

    /**
     * That of one attempt.
     *
     * @param over what is done when none of the units is waited for any more
     */
    GracePeriod(
            JobContext job,
            Scheduler scheduler,
            AttemptUnits units,
            Commits commits,
            AtomicReference<AttemptState> state,
            Runnable over) {
        this.job = job;
        this.scheduler = scheduler;
        this.units = units;
        this.commits = commits;
        this.state = state;
        this.over = over;
    }

    void begin() {
        if (commits.sinks().isEmpty()) {
            awaitUnits();
            return;
        }
        pause("-commits-0", OF_COMMITS, () -> {
            commits.sinks().forEach(units::interrupt);
            awaitUnits();
        });
    }

    /** While the JVM shuts down a function may wait for a thread that has called System.exit, and so for whoever closes the job. */
    private void awaitUnits() {
        pause("-grace-0", Shutdown.isUnderWay() ? AT_SHUTDOWN : OF_UNITS, this::giveUpStuck);
    }

    private void pause(String suffix, Duration duration, Runnable then) {
        Pause next = new Pause(job.name() + suffix, job.clock(), duration, then);
        pause = Optional.of(next);
        if (!state.get().isOver()) {
            scheduler.start(List.of(next));
        }
    }

    /** The attempt is over. */
    void end() {
        pause.ifPresent(Pause::end);
    }

    private void giveUpStuck() {
        if (state.get().isOver()) {
            return;
        }
        state.compareAndSet(AttemptState.RESTARTING, AttemptState.ABANDONED);
        boolean restarts = state.get().willRestart();
        Set<Unit> stuck = units.setAside(restarts);
        // Two that write snapshots in one place would damage them: that one is waited for.
        Set<Unit> dispensable =
                stuck.stream().filter(Unit::mayOutliveItsAttempt).collect(Collectors.toSet());
        // Each has its thread to itself now.
        dispensable.forEach(units::interrupt);
        if (restarts && units.leave(dispensable)) {
            over.run();
        } else if (!units.areAllIn(stuck)) {
            awaitUnits();
        }
    }

    /**
     * Waits no more for units whose function has called {@code System.exit}. Who is told of the end may call it, too, and
     * is not to do so on the calling thread.
     */
    void leaveExiting() {
        if (units.leaveExiting()) {
            scheduler.start(List.of(new Pause(job.name() + "-end-0", job.clock(), Duration.ZERO, over)));
        }
    }
}
