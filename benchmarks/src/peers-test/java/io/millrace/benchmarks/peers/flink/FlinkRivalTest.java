package io.millrace.benchmarks.peers.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class FlinkRivalTest {

    private static final long EVENTS = 100_003;
    private static final int RATE = 100_000;

    private final FlinkRival flink = new FlinkRival();

    static Stream<Workload> workloads() {
        return Arrays.stream(Workload.values()).filter(workload -> new FlinkRival().runs(workload, 1));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveTheResultsOfTheLoopWhenOnOneThread(Workload workload) throws Exception {
        assertThat(outcome(workload, 1)).isEqualTo(byHand(workload));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveTheResultsOfTheLoopWhenOnTwoThreads(Workload workload) throws Exception {
        assertThat(outcome(workload, 2)).isEqualTo(byHand(workload));
    }

    @Test
    void shouldSeeEveryEventWhenPaced() throws Exception {
        flink.pace(new Schedule(System.nanoTime(), RATE, EVENTS));

        assertThat(Delays.take().getTotalCount()).isEqualTo(EVENTS);
    }

    private Outcome outcome(Workload workload, int parallelism) throws Exception {
        flink.run(workload, EVENTS, parallelism);
        Stopwatch.stop();
        return Tally.take();
    }

    private static Outcome byHand(Workload workload) {
        new HandRival().run(workload, EVENTS, 1);
        return Tally.take();
    }
}
