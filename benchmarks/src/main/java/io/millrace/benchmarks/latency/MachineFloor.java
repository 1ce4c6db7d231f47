package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine itself does to events that are due: spinning threads that do nothing but look at the clock, one for
 * each of the two sides of an exchange. What delays these (another process, the hypervisor, an interrupt, a page)
 * delays every system. As they follow the same schedule, their percentiles are over as many events.
 */
final class MachineFloor {

    /** Its name among the systems. */
    static final String NAME = "machine";

    private static final int THREADS = 2;

    private MachineFloor() {}

    static void pace(Schedule schedule) throws InterruptedException {
        int step = Math.min(THREADS, Runtime.getRuntime().availableProcessors());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < step; i++) {
            int first = i;
            Thread thread = new Thread(() -> spin(schedule, first, step));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void spin(Schedule schedule, int first, int step) {
        for (long index = first; index < schedule.events(); index += step) {
            long due = schedule.dueNanos(index);
            while (SystemClock.INSTANCE.nanos() < due) {
                Thread.onSpinWait();
            }
            Delays.arrived(due);
        }
    }
}
