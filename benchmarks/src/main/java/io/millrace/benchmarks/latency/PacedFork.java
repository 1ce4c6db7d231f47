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
     * @param asked whether it is asked, and does not read the schedule itself
     */
    static ChildJvm of(List<String> jvmArgs, String system, int rate, int warmUp, int seconds, boolean asked) {
        List<String> arguments = List.of(
                system,
                Integer.toString(rate),
                Integer.toString(warmUp),
                Integer.toString(seconds),
                Boolean.toString(asked));
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
            int warmUp = Integer.parseInt(arguments[3]);
            int seconds = Integer.parseInt(arguments[4]);
            return Percentiles.encode(run(
                    arguments[1], Integer.parseInt(arguments[2]), warmUp, seconds, Boolean.parseBoolean(arguments[5])));
        });
    }

    /** One schedule for both parts, so that what counts begins in a system that is running. */
    private static Histogram run(String system, int rate, int warmUp, int seconds, boolean asked) throws Exception {
        if (system.equals(MachineFloor.NAME)) {
            MachineFloor.pace(schedule(LEAD, rate, warmUp, seconds));
        } else {
            try (Rival rival = Rivals.named(system)) {
                if (asked) {
                    AskedPace.pace(rival, () -> schedule(Duration.ZERO, rate, warmUp, seconds));
                } else {
                    rival.pace(schedule(LEAD, rate, warmUp, seconds));
                }
            }
        }
        Histogram nanos = Delays.take();
        if (nanos.getTotalCount() != (long) rate * seconds) {
            throw new IllegalStateException(
                    system + ": " + nanos.getTotalCount() + " events arrived, and not " + (long) rate * seconds);
        }
        return nanos;
    }

    private static Schedule schedule(Duration lead, int rate, int warmUp, int seconds) {
        long start = SystemClock.INSTANCE.nanos() + lead.toNanos();
        Schedule schedule = new Schedule(start, rate, (long) rate * (warmUp + seconds));
        Delays.countFrom(schedule.dueNanos((long) rate * warmUp));
        return schedule;
    }
}
