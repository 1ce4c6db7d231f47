package io.millrace.benchmarks.peers.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class KafkaStreamsRivalTest {

    private static final long EVENTS = 10_003;

    private final KafkaStreamsRival kafka = new KafkaStreamsRival();

    @AfterEach
    void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldHaveTheResultsOfTheLoopWhenOnSoManyThreads(int threads) throws Exception {
        List<Workload> workloads = Arrays.stream(Workload.values())
                .filter(workload -> kafka.runs(workload, threads))
                .toList();
        for (Workload workload : workloads) {
            assertThat(outcome(workload, EVENTS, threads)).as("%s", workload).isEqualTo(byHand(workload, EVENTS));
        }
    }

    @Test
    void shouldReadOnlyItsOwnEventsWhenATopicHasGrown() throws Exception {
        for (long events : List.of(EVENTS, EVENTS, 3 * EVENTS, EVENTS)) {
            assertThat(outcome(Workload.TUMBLING, events, 2)).isEqualTo(byHand(Workload.TUMBLING, events));
        }
    }

    @Test
    void shouldRefuseMoreEventsThanThereIsRoomFor() {
        assertThatThrownBy(() -> kafka.run(Workload.STATELESS, 50_000_001, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50000001");
    }

    private Outcome outcome(Workload workload, long events, int threads) throws Exception {
        kafka.run(workload, events, threads);
        Stopwatch.stop();
        return Tally.take();
    }

    private static Outcome byHand(Workload workload, long events) {
        new HandRival().run(workload, events, 1);
        return Tally.take();
    }
}
