package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.compare.Answer.Conditions;
import io.millrace.benchmarks.tool.ToolException;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Workload;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private static final Outcome RIGHT = new Outcome(10, 77);
    private static final Outcome WRONG = new Outcome(10, 78);

    private final Agreement agreement = new Agreement();

    @Test
    void shouldAcceptEqualOutcomes() {
        assertThatCode(() -> {
                    agreement.check(measured("hand", 100, RIGHT, RIGHT));
                    agreement.check(measured("millrace", 100, RIGHT, RIGHT));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseWhatHandDoesNotFindInTheSameJvm() {
        assertThatThrownBy(() -> agreement.check(measured("peer", 100, WRONG, RIGHT)))
                .isInstanceOf(ToolException.class)
                .hasMessage("wrong results of tumbling by peer, parallelism 1, 100 events: expected are 10 results with"
                        + " checksum 77, as of hand in the same JVM, found were 10 results with checksum 78");
    }

    @Test
    void shouldRefuseWhatAnotherSystemHasNotFound() {
        agreement.check(measured("millrace", 100, RIGHT, RIGHT));

        assertThatThrownBy(() -> agreement.check(measured("peer", 100, WRONG, WRONG)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("as of millrace, found");
    }

    @Test
    void shouldNotCompareDifferentNumbersOfEvents() {
        agreement.check(measured("millrace", 200, RIGHT, RIGHT));

        assertThatCode(() -> agreement.check(measured("peer", 100, WRONG, WRONG)))
                .doesNotThrowAnyException();
    }

    private static Measurement measured(String system, long events, Outcome found, Outcome expected) {
        Turn turn = new Turn(0, new Case(Workload.TUMBLING, system, 1));
        return new Measurement(
                turn, new Answer(events, new Stopwatch.Time(1, 1), found, expected, new Conditions(true, 0)));
    }
}
