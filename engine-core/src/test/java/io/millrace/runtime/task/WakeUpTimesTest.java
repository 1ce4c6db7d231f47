package io.millrace.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.time.EventTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WakeUpTimesTest {

    @ParameterizedTest
    @ValueSource(longs = {EventTime.NONE, -100_000_000_000_000L, -13_000_000_000_000L, -1, 999})
    void shouldBeDueAtOnceWhenTheTimeHasPassedHoweverLongAgo(long millis) {
        WakeUp times = new WakeUp();
        times.atMillis(millis);

        assertThat(times.nanosLeft(1_000, 0)).isZero();
        assertThat(times.take(1_000, 0)).isTrue();
    }
}
