package io.millrace.testing;

import io.millrace.runtime.schedule.SimulatedScheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** Who does what the job has done by other threads: the executor that was given, or one of its own once it is needed. */
final class OtherThreads {

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
