package io.millrace.testing;

import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * Other threads for a {@link Simulation}: what it is given to run is run on the thread of the simulation, between two steps
 * of the job, at a moment and in an order that the seed decides. For operators that have work done elsewhere and are
 * {@linkplain io.millrace.operator.OperatorContext#waker woken} when it is done; give it to the simulation by {@link
 * Simulation#executor}. What has not been run when the process dies or another simulation begins is lost. Not thread-safe.
 */
public final class SimulatedExecutor implements Executor {

    private final long mostNanos;
    private final List<Work> waiting = new ArrayList<>();
    private ManualClock clock;
    private SplittableRandom random;

    /** @param most how long work may take by the virtual clock; each time the seed decides how long */
    private SimulatedExecutor(Duration most) {
        mostNanos = Times.nanos(most);
    }

    /**
     * An executor of which work takes some time.
     *
     * @param most how long at most, by the virtual clock; not negative
     * @return the executor
     */
    public static SimulatedExecutor within(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("work cannot take less than no time: " + most);
        }
        return new SimulatedExecutor(most);
    }

    private record Work(Runnable task, long readyNanos) {}

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (clock == null) {
            throw new IllegalStateException("no simulation has begun with this executor: see Simulation.executor(...)");
        }
        long nanos = random.nextBoolean() ? 0 : random.nextLong(mostNanos + 1);
        waiting.add(new Work(task, Times.after(clock.nanos(), Duration.ofNanos(nanos))));
    }

    void begin(ManualClock newClock, SplittableRandom newRandom) {
        waiting.clear();
        clock = newClock;
        random = newRandom;
    }

    /** Runs one of those that are ready, or none yet. Returns whether there was one. */
    boolean runOne() {
        List<Work> ready = waiting.stream().filter(work -> nanosLeft(work) <= 0).toList();
        if (ready.isEmpty()) {
            return false;
        }
        Work work = ready.get(random.nextInt(ready.size()));
        waiting.remove(work);
        work.task.run();
        return true;
    }

    /** Nanoseconds until one is ready, {@link Long#MAX_VALUE} when there is none. */
    long nanosToReady() {
        return waiting.stream()
                .mapToLong(work -> Math.max(0, nanosLeft(work)))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private long nanosLeft(Work work) {
        return work.readyNanos - clock.nanos();
    }

    /** Runs what a job has other threads do: on the executor that was given, or on one of its own once it is needed. */
    static final class OtherThreads {

        private static final Duration WORK_TAKES = Duration.ofMillis(20);

        /** Null where nobody has given one, and nobody has asked for one. */
        private SimulatedExecutor executor;

        void use(SimulatedExecutor given) {
            executor = given;
        }

        /** A process begins; what the one before had done by others is lost. */
        void begin(SimulatedScheduler scheduler, ManualClock clock, SplittableRandom random) {
            if (executor != null) {
                join(scheduler, clock, random);
            }
            scheduler.helpers(() -> helpers(scheduler, clock, random));
        }

        private Executor helpers(SimulatedScheduler scheduler, ManualClock clock, SplittableRandom random) {
            if (executor == null) {
                executor = SimulatedExecutor.within(WORK_TAKES);
                join(scheduler, clock, random);
            }
            return executor;
        }

        private void join(SimulatedScheduler scheduler, ManualClock clock, SplittableRandom random) {
            executor.begin(clock, random.split());
            scheduler.besides(executor::runOne, executor::nanosToReady);
        }
    }
}
