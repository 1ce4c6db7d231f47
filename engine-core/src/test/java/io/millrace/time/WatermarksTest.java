package io.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WatermarksTest {

    @Test
    @DisplayName("WM-19: the highest timestamp less the bound less one")
    void shouldTrailTheHighestTimestampByTheBoundAndOne() throws Exception {
        WatermarkGenerator<? super Object> generator =
                Watermarks.boundedOutOfOrderness(Duration.ofMillis(10)).generator();
        assertThat(generator.watermark()).isEqualTo(EventTime.NONE);
        assertThat(generator.onEvent("", 1337)).as("waits for the batch").isFalse();
        assertThat(generator.watermark()).isEqualTo(1326);
        for (long timestamp : new long[] {12345, 12300, 12340, 12280}) {
            generator.onEvent("", timestamp);
        }
        assertThat(generator.watermark()).isEqualTo(12334);
    }

    @Test
    @DisplayName("WM-19: does not underflow")
    void shouldNotUnderflowWhenTimestampsAreLow() throws Exception {
        WatermarkGenerator<? super Object> generator =
                Watermarks.boundedOutOfOrderness(Duration.ofMillis(10)).generator();
        generator.onEvent("", Long.MIN_VALUE + 3);
        assertThat(generator.watermark()).isEqualTo(Long.MIN_VALUE);
        WatermarkGenerator<? super Object> endless = Watermarks.boundedOutOfOrderness(
                        Duration.ofSeconds(Long.MAX_VALUE))
                .generator();
        endless.onEvent("", 5);
        assertThat(endless.watermark()).isLessThan(0);
    }

    @Test
    @DisplayName("WM-20: ascending timestamps")
    void shouldTrailAscendingTimestampsByOne() throws Exception {
        WatermarkGenerator<? super Object> generator = Watermarks.ascending().generator();
        generator.onEvent("", 1337);
        assertThat(generator.watermark()).isEqualTo(1336);
        generator.onEvent("", 12345);
        generator.onEvent("", 12340);
        assertThat(generator.watermark()).isEqualTo(12344);
    }

    @Test
    void shouldAnnounceAtOnceWhatAnEventCarries() throws Exception {
        WatermarkGenerator<? super Long> generator = Watermarks.<Long>punctuated(
                        event -> event % 10 == 0 ? Optional.of(Instant.ofEpochMilli(event)) : Optional.empty())
                .generator();
        assertThat(generator.onEvent(7L, 7)).isFalse();
        assertThat(generator.watermark()).isEqualTo(EventTime.NONE);
        assertThat(generator.onEvent(20L, 20)).isTrue();
        assertThat(generator.watermark()).isEqualTo(20);
        assertThat(generator.onEvent(10L, 10)).as("does not advance").isFalse();
        assertThat(generator.onEvent(25L, 25)).isFalse();
        assertThat(generator.watermark()).isEqualTo(20);
    }

    @Test
    void shouldRefuseWhatMakesNoWatermarks() {
        assertThatThrownBy(() -> Watermarks.boundedOutOfOrderness(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S")
                .hasMessageContaining("ascending()");
        assertThatThrownBy(() -> Watermarks.ascending().idleAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idleAfter must be positive, but is PT0S; give the duration from which it applies, or leave"
                        + " it out");
        assertThatThrownBy(() -> Watermarks.ascending().idleAfter(Duration.ofMillis(-5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Watermarks.ascending().closeAfterIdle(Duration.ofMillis(-5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closeAfterIdle must be positive, but is PT-0.005S");
        assertThatThrownBy(() -> Watermarks.ascending().closeAfterIdle(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("closeAfterIdle must not be null");
        assertThatThrownBy(() -> Watermarks.custom(() -> null).generator()).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Watermarks.custom(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Watermarks.punctuated(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(
                        () -> Watermarks.punctuated(event -> null).generator().onEvent("", 1))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("return an empty Optional");
    }

    @Test
    void shouldKeepWhatSilenceDoes() {
        Watermarks<Object> plain = Watermarks.ascending();
        Watermarks<Object> idle = plain.idleAfter(Duration.ofSeconds(3));
        Watermarks<Object> both = idle.closeAfterIdle(Duration.ofSeconds(9));
        assertThat(plain.idleTimeout()).isEmpty();
        assertThat(plain.closeTimeout()).isEmpty();
        assertThat(idle.idleTimeout()).contains(Duration.ofSeconds(3));
        assertThat(both.idleTimeout()).contains(Duration.ofSeconds(3));
        assertThat(both.closeTimeout()).contains(Duration.ofSeconds(9));
        assertThat(idle).hasToString("ascending, idle after PT3S");
        assertThat(both).hasToString("ascending, idle after PT3S, closes by the clock after PT9S");
        assertThat(both.closeAfterIdle(Duration.ofSeconds(1)).idleAfter(Duration.ofSeconds(1)))
                .hasToString("ascending, idle after PT1S, closes by the clock after PT1S");
    }
}
