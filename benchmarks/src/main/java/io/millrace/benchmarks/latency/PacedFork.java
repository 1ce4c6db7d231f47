package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.tool.ChildJvm;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A JVM of its own for a system, a rate and a run. */
public final class PacedFork {

    /** Until the first event is due: to start the system. */
    private static final Duration LEAD = Duration.ofSeconds(3);

    private static final Duration EXTRA = Duration.ofMinutes(5);

    private PacedFork() {}

    /**
     * What the parent starts.
     *
     * @param jvmArgs flags of the JVM
     * @param system its name, or that of the {@link MachineFloor}
     * @param rate events per second
     * @param warmUp seconds that do not count
     * @param seconds those that do
     */
    static ChildJvm of(List<String> jvmArgs, String system, int rate, int warmUp, int seconds) {
        List<String> arguments =
                List.of(system, Integer.toString(rate), Integer.toString(warmUp), Integer.toString(seconds));
        Duration limit = EXTRA.plusSeconds(2L * (warmUp + seconds));
        return new ChildJvm(jvmArgs, PacedFork.class, arguments, limit);
    }

    /**
     * What the child does.
     *
     * @param arguments where the answer goes, and those of the parent
     */
    public static void main(String[] arguments) {
        ChildJvm.answer(arguments, () -> {
            int rate = Integer.parseInt(arguments[2]);
            return Percentiles.encode(
                    run(arguments[1], rate, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])));
        });
    }

    /** One schedule for both parts, so that what counts begins in a system that is running. */
    private static Histogram run(String system, int rate, int warmUp, int seconds) throws Exception {
        long start = SystemClock.INSTANCE.nanos() + LEAD.toNanos();
        Schedule schedule = new Schedule(start, rate, (long) rate * (warmUp + seconds));
        Delays.countFrom(schedule.dueNanos((long) rate * warmUp));
        pace(system, schedule);
        Histogram nanos = Delays.take();
        if (nanos.getTotalCount() != (long) rate * seconds) {
            throw new IllegalStateException(
                    system + ": " + nanos.getTotalCount() + " events arrived, and not " + (long) rate * seconds);
        }
        return nanos;
    }

    private static void pace(String system, Schedule schedule) throws Exception {
        if (system.equals(MachineFloor.NAME)) {
            MachineFloor.pace(schedule);
        } else {
            try (Rival rival = Rivals.named(system)) {
                rival.pace(schedule);
            }
        }
    }
}
