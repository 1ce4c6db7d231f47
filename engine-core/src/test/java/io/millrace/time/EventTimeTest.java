package io.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventTimeTest {

    private static final long[] EDGES = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1_000, -1, 0, 1, 1_000, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };

    @Test
    void shouldSaturateSumsAndDifferences() {
        Seeds.check(2_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long left = anyLong(random);
            long right = anyLong(random);
            BigInteger exact = BigInteger.valueOf(left);
            assertThat(EventTime.plus(left, right)).isEqualTo(saturated(exact.add(BigInteger.valueOf(right))));
            assertThat(EventTime.minus(left, right)).isEqualTo(saturated(exact.subtract(BigInteger.valueOf(right))));
        });
    }

    private static long anyLong(SplittableRandom random) {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
    }

    private static long saturated(BigInteger exact) {
        return exact.max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    @Test
    void shouldSaturateInstantsAndDurations() {
        assertThat(EventTime.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(EventTime.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(EventTime.of(Instant.ofEpochMilli(-1))).isEqualTo(-1);
        assertThat(EventTime.of(Instant.EPOCH.plusNanos(1_999_999))).isEqualTo(1);
        assertThat(EventTime.of(Instant.EPOCH.minusNanos(1))).isEqualTo(-1);
        assertThat(EventTime.millis(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(EventTime.millis(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
        assertThat(EventTime.millis(Duration.ofSeconds(30))).isEqualTo(30_000);
    }

    @Test
    void shouldNameTheEndsOfTime() {
        assertThat(EventTime.text(EventTime.NONE)).isEqualTo("none");
        assertThat(EventTime.text(EventTime.MAX)).isEqualTo("end of time");
        assertThat(EventTime.text(0)).isEqualTo("1970-01-01T00:00:00Z");
    }
}
