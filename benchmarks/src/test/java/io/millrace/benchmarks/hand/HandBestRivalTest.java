package io.millrace.benchmarks.hand;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.rival.Rival;
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
class HandBestRivalTest {

    /** More than one minute, several rounds of the exchange, and not a whole number of blocks. */
    private static final long EVENTS = 700_003;

    private static final Rival HAND = new HandRival();
    private static final Rival BEST = new HandBestRival();

    static Stream<Workload> workloads() {
        return Arrays.stream(Workload.values()).filter(workload -> BEST.runs(workload, 1));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveTheResultsOfTheLoopWhateverTheThreads(Workload workload) throws Exception {
        Outcome expected = outcome(HAND, workload, EVENTS, 1);
        for (int threads = 1; threads <= 3; threads++) {
            assertThat(outcome(BEST, workload, EVENTS, threads))
                    .as("%d threads", threads)
                    .isEqualTo(expected);
        }
    }

    /** 100,001 and 200,001: the last window has one event, of one thread. */
    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveTheResultsOfTheLoopWhateverTheNumberOfEvents(Workload workload) throws Exception {
        for (long events : new long[] {1, 2, 511, 20_480, 100_001, 200_001}) {
            assertThat(outcome(BEST, workload, events, 2))
                    .as("%d events", events)
                    .isEqualTo(outcome(HAND, workload, events, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void shouldHaveNoResultsWhenThereAreNoEvents(Workload workload) throws Exception {
        assertThat(outcome(BEST, workload, 0, 2)).isEqualTo(new Outcome(0, 0));
    }

    @Test
    void shouldHaveResultsThatSayMuch() throws Exception {
        assertThat(outcome(HAND, Workload.SESSION, EVENTS, 1).results()).isGreaterThan(11_000);
        assertThat(outcome(HAND, Workload.FRAUD, EVENTS, 1).results()).isGreaterThan(10_000);
    }

    private static Outcome outcome(Rival rival, Workload workload, long events, int threads) throws Exception {
        rival.run(workload, events, threads);
        Stopwatch.stop();
        return Tally.take();
    }
}
