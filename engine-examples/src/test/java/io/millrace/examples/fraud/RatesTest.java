package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {

    private final Rates rates = new Rates();

    @Test
    void shouldTellASecondWhenItIsOver() {
        assertThat(look(900, 90_000)).isEmpty();
        assertThat(look(1_100, 110_000)).containsExactly("second  1      100,000/s");
        assertThat(look(1_900, 950_000)).isEmpty();
    }

    @Test
    void shouldTellAllSecondsThatWereNotLookedAt() {
        assertThat(look(3_000, 3_000))
                .containsExactly("second  1        1,000/s", "second  2        1,000/s", "second  3        1,000/s");
    }

    @Test
    void shouldTellHowLongTheFirstTookAndWhatTheLastSecondsGive() {
        look(2_000, 2_000_000);
        look(4_000, 4_000_000);
        look(5_000, 9_000_000);
        look(8_000, 24_000_000);
        assertThat(rates.summary()).isEqualTo("the first 3,000,000 in 3.00 s, 1,000,000/s; steady 5,000,000/s");
    }

    @Test
    void shouldTellWhatThereIsOfAShortRun() {
        look(500, 1_000);
        assertThat(rates.summary()).isEqualTo("steady 2,000/s");
        assertThat(new Rates().summary()).isEqualTo("steady 0/s");
    }

    private List<String> look(long millis, long transactions) {
        return rates.look(Duration.ofMillis(millis).toNanos(), transactions);
    }
}
