package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.ChildJvm;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.List;

/** A JVM of its own for a system and a run. */
public final class Fork {

    /**
     * To start a system, to make its events, to check it, and for the runs in which the machine does something else.
     */
    private static final Duration EXTRA = Duration.ofMinutes(10);

    private Fork() {}

    /**
     * What the parent starts.
     *
     * @param what the system and its work
     * @param jvmArgs flags of the JVM
     * @param amount how many events
     * @param limit for the runs of a system that was warmed up
     */
    static ChildJvm of(Case what, List<String> jvmArgs, Amount amount, Duration limit) {
        List<String> arguments = List.of(
                what.workload().toString(),
                what.system(),
                Integer.toString(what.parallelism()),
                Long.toString(amount.usual()),
                Long.toString(amount.most()),
                Long.toString(limit.toSeconds()));
        Duration warmUp = Duration.ofSeconds((long) WarmUp.longSeconds((double) limit.toSeconds()));
        return new ChildJvm(jvmArgs, Fork.class, arguments, warmUp.plus(limit).plus(EXTRA));
    }

    /**
     * What the child does.
     *
     * @param arguments where the answer goes, and those of the parent
     */
    public static void main(String[] arguments) {
        ChildJvm.answer(arguments, () -> run(arguments).line());
    }

    private static Answer run(String[] arguments) throws Exception {
        try (Rival rival = Rivals.named(arguments[2]);
                Rival hand = Rivals.named(Rivals.HAND)) {
            return new Trial(rival, hand, Workload.of(arguments[1]), Integer.parseInt(arguments[3]))
                    .run(
                            new Amount(Long.parseLong(arguments[4]), Long.parseLong(arguments[5])),
                            Double.parseDouble(arguments[6]));
        }
    }
}
