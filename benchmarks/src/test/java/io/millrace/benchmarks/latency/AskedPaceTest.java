package io.millrace.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("the delays are those of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class AskedPaceTest {

    private static final long QUESTIONS = 2_003;
    private static final int RATE = 100_000;

    @ParameterizedTest
    @ValueSource(strings = {"hand", "millrace", "millrace-spinning"})
    void shouldHaveEveryQuestionAnswered(String system) throws Exception {
        try (Rival rival = Rivals.named(system)) {
            AskedPace.pace(rival, () -> new Schedule(SystemClock.INSTANCE.nanos(), RATE, QUESTIONS));
        }

        assertThat(Delays.take().getTotalCount()).isEqualTo(QUESTIONS);
    }
}
