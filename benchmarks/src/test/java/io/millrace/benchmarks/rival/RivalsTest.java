package io.millrace.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systems that are there without a profile. */
@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class RivalsTest {

    private static final long EVENTS = 20_003;

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

    @Test
    void shouldSayWhichSystemsThereAreAndHowToHaveMore() {
        assertThatThrownBy(() -> Rivals.named("storm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no system storm; there are hand, hand-best, millrace")
                .hasMessageContaining("-Ppeers");
    }
}
