package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.List;

/**
 * What a JVM is to measure.
 *
 * @param system its name, or that of the {@link MachineFloor}
 * @param rate events per second
 * @param warmUp seconds that do not count
 * @param seconds those that do
 * @param asked whether it is asked, and does not read the schedule itself
 * @param lateNanos from when on it is asked why an event is late; {@link #NEVER}
 */
record Pace(String system, int rate, int warmUp, int seconds, boolean asked, long lateNanos) {

    static final long NEVER = Long.MAX_VALUE;

    /** As arguments of a command line. */
    List<String> arguments() {
        return List.of(
                system,
                Integer.toString(rate),
                Integer.toString(warmUp),
                Integer.toString(seconds),
                Boolean.toString(asked),
                Long.toString(lateNanos));
    }

    /**
     * From a command line.
     *
     * @param arguments where the answer goes, and {@link #arguments}
     */
    static Pace of(String[] arguments) {
        return new Pace(
                arguments[1],
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Boolean.parseBoolean(arguments[5]),
                Long.parseLong(arguments[6]));
    }

    boolean isExplained() {
        return lateNanos != NEVER;
    }

    /** How many events count. */
    long events() {
        return (long) rate * seconds;
    }

    /** One schedule for both parts, so that what counts begins in a system that is running. */
    Schedule schedule(Duration lead) {
        long start = SystemClock.INSTANCE.nanos() + lead.toNanos();
        Schedule schedule = new Schedule(start, rate, (long) rate * (warmUp + seconds));
        Delays.countFrom(schedule.dueNanos((long) rate * warmUp));
        return schedule;
    }
}
