package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks a system at a fixed rate, by a thread that spins in between, and records how long after it was due each question is answered. */
final class AskedPace {

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);

    private AskedPace() {}

    /** @param begun asked for the schedule when the system has answered a first question */
    static void pace(Rival rival, Supplier<Schedule> begun) throws Exception {
        Semaphore answered = new Semaphore(0);
        try (Asking system = rival.answering()) {
            system.ask(0).join();
            Schedule schedule = begun.get();
            for (long index = 0; index < schedule.events(); index++) {
                long due = schedule.dueNanos(index);
                while (SystemClock.INSTANCE.nanos() < due) {
                    Thread.onSpinWait();
                }
                CompletableFuture<Void> unused = system.ask(due).thenAccept(answer -> {
                    Delays.arrived(answer - 1);
                    answered.release();
                });
            }
            if (!answered.tryAcquire((int) schedule.events(), LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("of " + schedule.events() + " questions " + answered.availablePermits()
                        + " have been answered");
            }
        }
    }
}
