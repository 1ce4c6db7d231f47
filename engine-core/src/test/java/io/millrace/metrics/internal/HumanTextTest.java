package io.millrace.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.999S, 999 ms",
        "PT1S, 1 s",
        "PT10.001S, 10.001 s",
        "PT59.5S, 59.5 s",
        "PT1M, 1 min",
        "PT1M1S, 1 min 1 s",
        "PT1H, 1 h",
        "PT1H0M5S, 1 h",
        "PT1H5M7S, 1 h 5 min",
        "PT49H, 2 d 1 h"
    })
    void shouldTellDurationsToPeople(Duration duration, String text) {
        assertThat(HumanText.duration(duration)).isEqualTo(text);
    }
}
