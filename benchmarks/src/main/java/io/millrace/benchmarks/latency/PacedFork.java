package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.ChildJvm;
import io.millrace.benchmarks.why.Inquiry;
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
     * @param pace what it measures
     */
    static ChildJvm of(List<String> jvmArgs, Pace pace) {
        Duration limit = EXTRA.plusSeconds(2L * (pace.warmUp() + pace.seconds()));
        return new ChildJvm(jvmArgs, PacedFork.class, pace.arguments(), limit);
    }

    /**
     * What the child does.
     *
     * @param arguments where the answer goes, and those of the parent
     */
    public static void main(String[] arguments) {
        ChildJvm.answer(arguments, () -> run(Pace.of(arguments)).line());
    }

    private static Paced run(Pace pace) throws Exception {
        if (!pace.isExplained()) {
            return new Paced(measured(pace), List.of());
        }
        try (Inquiry inquiry = Inquiry.begin(pace.lateNanos())) {
            return new Paced(measured(pace), inquiry.end());
        }
    }

    private static Histogram measured(Pace pace) throws Exception {
        if (pace.system().equals(MachineFloor.NAME)) {
            MachineFloor.pace(pace.schedule(LEAD));
        } else {
            try (Rival rival = Rivals.named(pace.system())) {
                if (pace.asked()) {
                    AskedPace.pace(rival, () -> pace.schedule(Duration.ZERO));
                } else {
                    rival.pace(pace.schedule(LEAD));
                }
            }
        }
        Histogram nanos = Delays.take();
        if (nanos.getTotalCount() != pace.events()) {
            throw new IllegalStateException(
                    pace.system() + ": " + nanos.getTotalCount() + " events arrived, and not " + pace.events());
        }
        return nanos;
    }
}
