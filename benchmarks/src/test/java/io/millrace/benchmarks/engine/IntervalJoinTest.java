package io.millrace.benchmarks.engine;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class IntervalJoinTest {

    @ParameterizedTest
    @CsvSource({"interval-join,200003,100", "interval-join-1m,300007,60000"})
    void shouldMeetAsDefined(String name, long events, long reach) throws Exception {
        Workload workload = Workload.of(name);
        Outcome expected = naive(new TradeLog(workload.users()), events, reach);

        assertThat(expected.results()).isGreaterThan(2_000);
        assertThat(outcome(new HandRival(), workload, events, 1)).isEqualTo(expected);
        try (Rival millrace = new MillraceRival()) {
            assertThat(outcome(millrace, workload, events, 1)).isEqualTo(expected);
            assertThat(outcome(millrace, workload, events, 2)).isEqualTo(expected);
        }
    }

    private static Outcome naive(TradeLog log, long events, long reach) {
        Map<String, List<Trade>> byUser =
                LongStream.range(0, events).mapToObj(log::trade).collect(groupingBy(Trade::user));
        long results = 0;
        long checksum = 0;
        for (List<Trade> trades : byUser.values()) {
            for (Trade left : trades) {
                for (Trade right : trades) {
                    if (left.amount() % 2 == 0
                            && right.amount() % 2 == 1
                            && Math.abs(left.time() - right.time()) <= reach) {
                        results++;
                        checksum += Met.of(left, right).checksum();
                    }
                }
            }
        }
        return new Outcome(results, checksum);
    }

    private static Outcome outcome(Rival rival, Workload workload, long events, int parallelism) throws Exception {
        rival.run(workload, events, parallelism);
        Stopwatch.stop();
        return Tally.take();
    }
}
