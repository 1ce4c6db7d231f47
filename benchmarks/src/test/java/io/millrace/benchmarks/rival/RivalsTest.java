package io.millrace.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.hand.HandRival;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The systems that are there without a profile. */
@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class RivalsTest {

    private static final long EVENTS = 20_003;
    private static final long EVENTS_OF_NEXMARK = 300_007;

    @ParameterizedTest
    @ValueSource(strings = {"hand-best", "millrace", "flink", "millrace-on-flink"})
    void shouldHaveTheResultsOfTheLoop(String name) throws Exception {
        new HandRival().run(Workload.FRAUD, EVENTS, 1);
        Stopwatch.stop();
        Outcome expected = Tally.take();
        try (Rival rival = Rivals.named(name)) {
            rival.run(Workload.FRAUD, EVENTS, 2);
        }
        Stopwatch.stop();

        assertThat(expected.results()).isGreaterThan(50);
        assertThat(Tally.take()).isEqualTo(expected);
    }

    /** With {@code -Dmillrace.queries=all} all of them: each takes a cluster of its own. */
    static Stream<Workload> queries() {
        return "all".equals(System.getProperty("millrace.queries"))
                ? Arrays.stream(Workload.values()).filter(Workload::isNexmark)
                : Stream.of(Workload.NEXMARK_Q4);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerOnFlinkAsTheLoopDoes(Workload query) throws Exception {
        new HandRival().run(query, EVENTS_OF_NEXMARK, 1);
        Stopwatch.stop();
        Outcome expected = Tally.take();
        try (Rival rival = Rivals.named("millrace-on-flink")) {
            rival.run(query, EVENTS_OF_NEXMARK, 2);
        }
        Stopwatch.stop();

        assertThat(expected.results()).isGreaterThan(0);
        assertThat(Tally.take()).isEqualTo(expected);
    }

    @Test
    void shouldSayWhichSystemsThereAreAndHowToHaveMore() {
        assertThatThrownBy(() -> Rivals.named("storm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no system storm; there are hand, hand-best, millrace")
                .hasMessageContaining("-Ppeers");
    }
}
