package io.millrace.systems.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hits, by their number alone. */
class WebsiteTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final double[] RATES = {3, 150, 1_000_000};

    @Test
    void shouldHaveToldAHitFromTheMillisecondOnInWhichItIsTold() {
        for (double rate : RATES) {
            Website website = new Website(1, BEGIN, rate, Long.MAX_VALUE);
            LongStream.iterate(0, index -> index + 1 + index / 3)
                    .takeWhile(index -> index < 1_000_000_000_000L)
                    .forEach(index -> {
                        long at = website.toldAt(index);
                        assertThat(website.told(at)).as("%s at %s", index, rate).isGreaterThan(index);
                        assertThat(website.told(at - 1))
                                .as("%s at %s", index, rate)
                                .isLessThanOrEqualTo(index);
                    });
        }
    }

    @Test
    void shouldNeverTellMoreThanThereAre() {
        Website website = new Website(1, BEGIN, 1_000, 10);
        assertThat(website.told(BEGIN - 1)).isZero();
        assertThat(website.told(BEGIN)).isEqualTo(1);
        assertThat(website.told(BEGIN + 1_000_000)).isEqualTo(10);
    }

    @Test
    void shouldTellHitsSoonEnoughToBeCounted() {
        Website website = new Website(1, BEGIN, 1_000, Long.MAX_VALUE);
        LongStream.range(0, 10_000)
                .forEach(index -> assertThat(
                                website.toldAt(index) - website.hit(index).millis())
                        .isBetween(0L, AnalyticsPipeline.TOLD_WITHIN.toMillis() - 1));
    }
}
