package io.millrace.window.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testing.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBucketsTest {

    /** Logarithms are rounded. */
    private static final double ERROR = LogBuckets.RELATIVE_ERROR + 1e-10;

    @Test
    void shouldStayWithinTheRelativeErrorOfAnyValue() {
        Seeds.check(2_000, seed -> {
            double value = Double.longBitsToDouble(new SplittableRandom(seed).nextLong());
            if (Double.isFinite(value) && Math.abs(value) >= Double.MIN_NORMAL) {
                shouldStayWithinTheRelativeErrorOf(value);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                1,
                -1,
                0.99,
                1.01,
                Math.PI,
                1e-300,
                -1e300,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE
            })
    void shouldStayWithinTheRelativeErrorOf(double value) {
        assertThat(LogBuckets.value(LogBuckets.bucket(value))).isCloseTo(value, within(Math.abs(value) * ERROR));
    }

    @Test
    void shouldKeepTheOrderOfValues() {
        Seeds.check(2_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            double a = Double.longBitsToDouble(random.nextLong());
            double b = random.nextBoolean() ? Double.longBitsToDouble(random.nextLong()) : a * random.nextDouble(0, 2);
            int order = Double.compare(a, b);
            assertThat(order * Long.compare(LogBuckets.bucket(a), LogBuckets.bucket(b)))
                    .as("%s and %s", a, b)
                    .isNotNegative();
        });
    }

    @Test
    void shouldKeepWhatHasNoMagnitude() {
        assertThat(LogBuckets.value(LogBuckets.bucket(0.0))).isEqualTo(0.0);
        assertThat(LogBuckets.value(LogBuckets.bucket(-0.0))).isEqualTo(0.0);
        assertThat(LogBuckets.value(LogBuckets.bucket(Double.MIN_VALUE))).isEqualTo(0.0);
        assertThat(LogBuckets.value(LogBuckets.bucket(Double.NaN))).isNaN();
        assertThat(LogBuckets.value(LogBuckets.bucket(Double.POSITIVE_INFINITY)))
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(LogBuckets.value(LogBuckets.bucket(Double.NEGATIVE_INFINITY)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(LogBuckets.bucket(Double.NaN)).isGreaterThan(LogBuckets.bucket(Double.POSITIVE_INFINITY));
        assertThat(LogBuckets.bucket(Double.POSITIVE_INFINITY)).isGreaterThan(LogBuckets.bucket(Double.MAX_VALUE));
        assertThat(LogBuckets.bucket(Double.MIN_NORMAL)).isPositive();
    }
}
