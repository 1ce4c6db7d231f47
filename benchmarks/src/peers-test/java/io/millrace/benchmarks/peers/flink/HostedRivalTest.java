package io.millrace.benchmarks.peers.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class HostedRivalTest {

    private static final long EVENTS = 100_003;

    private final HostedRival hosted = new HostedRival();

    static Stream<Workload> workloads() {
        return Arrays.stream(Workload.values()).filter(workload -> new HostedRival().runs(workload, 1));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveTheResultsOfTheLoopWhenOnTwoThreads(Workload workload) throws Exception {
        hosted.run(workload, EVENTS, 2);
        Stopwatch.stop();
        Outcome outcome = Tally.take();
        new HandRival().run(workload, EVENTS, 1);
        assertThat(outcome).isEqualTo(Tally.take());
    }
}
