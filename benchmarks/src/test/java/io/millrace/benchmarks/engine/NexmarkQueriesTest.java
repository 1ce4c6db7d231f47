package io.millrace.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.benchmarks.hand.HandNexmark;
import io.millrace.benchmarks.workload.Outcome;
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
class NexmarkQueriesTest {

    /** More than two windows and a session that ends on the way, and not a whole number of epochs. */
    private static final long EVENTS = 300_007;

    private static final NaiveQueries NAIVE = new NaiveQueries(EVENTS);

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerByHandAsDefined(Workload query) {
        assertThat(byHand(query, EVENTS)).isEqualTo(NAIVE.answer(query));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerInTheEngineAsByHandWithOneTask(Workload query) {
        assertThat(inEngine(query, EVENTS, 1)).isEqualTo(byHand(query, EVENTS));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerInTheEngineAsByHandWithTwoTasks(Workload query) {
        assertThat(inEngine(query, EVENTS, 2)).isEqualTo(byHand(query, EVENTS));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerWhateverTheNumberOfEvents(Workload query) {
        for (long events : new long[] {0, 1, 2, 5, 20_001}) {
            Outcome expected = byHand(query, events);
            assertThat(inEngine(query, events, 1)).as("%d events", events).isEqualTo(expected);
            assertThat(inEngine(query, events, 3)).as("%d events", events).isEqualTo(expected);
        }
    }

    @Test
    void shouldHaveResultsThatSayMuch() {
        assertThat(byHand(Workload.NEXMARK_Q2, EVENTS).results()).isGreaterThan(1_000);
        assertThat(byHand(Workload.NEXMARK_Q3, EVENTS).results()).isGreaterThan(500);
        assertThat(byHand(Workload.NEXMARK_Q4, EVENTS).results()).isEqualTo(4 * 5);
        assertThat(byHand(Workload.NEXMARK_Q6, EVENTS).results()).isGreaterThan(10_000);
        assertThat(byHand(Workload.NEXMARK_Q9, EVENTS).results()).isGreaterThan(10_000);
        assertThat(byHand(Workload.NEXMARK_Q20, EVENTS).results()).isGreaterThan(10_000);
        assertThat(byHand(Workload.NEXMARK_Q5, EVENTS).results()).isEqualTo(20);
        assertThat(byHand(Workload.NEXMARK_Q7, EVENTS).results()).isEqualTo(4);
        assertThat(byHand(Workload.NEXMARK_Q8, EVENTS).results()).isBetween(1_500L, 4_500L);
        assertThat(byHand(Workload.NEXMARK_Q11, EVENTS).results()).isBetween(5_500L, 6_100L);
    }

    @Test
    void shouldRefuseWhatIsNoQueryOfNexmark() {
        assertThatThrownBy(() -> HandNexmark.run(Workload.TUMBLING, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tumbling is not a query of NEXMark");
        assertThatThrownBy(() -> NexmarkQueries.pipeline(Workload.TUMBLING, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tumbling is not a query of NEXMark");
    }

    static Stream<Workload> queries() {
        return Arrays.stream(Workload.values()).filter(Workload::isNexmark);
    }

    private static Outcome byHand(Workload query, long events) {
        HandNexmark.run(query, events);
        return Tally.take();
    }

    private static Outcome inEngine(Workload query, long events, int parallelism) {
        try (Engine engine = Engine.withWorkers(2)) {
            NexmarkQueries.run(engine, query, events, parallelism);
        }
        return Tally.take();
    }
}
