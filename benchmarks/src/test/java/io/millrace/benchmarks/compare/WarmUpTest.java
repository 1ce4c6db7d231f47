package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.compare.WarmUp.Warm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside systems whose runs take as long as their models say. */
class WarmUpTest {

    private static final long USUAL = 6_400;
    private static final long MOST = 8 * USUAL;
    private static final double LIMIT_SECONDS = 60;

    private final List<Long> runs = new ArrayList<>();
    private double clock;

    @Test
    void shouldReadTheUsualNumberWhereThatTakesNeitherTooLongNorTooShortATime() throws Exception {
        assertThat(warmUp(steady(1_000))).isEqualTo(new Warm(USUAL, true));
        assertThat(runs).containsExactly(100L, 400L, 1_600L, 6_400L);
    }

    @Test
    void shouldReadMoreWhereThatIsOverInLessThanTwoSeconds() throws Exception {
        assertThat(warmUp(steady(10_000))).isEqualTo(new Warm(4 * USUAL, true));
        assertThat(clock).isGreaterThan(2);
    }

    @Test
    void shouldReadNoMoreThanTheMost() throws Exception {
        assertThat(warmUp(steady(1e9))).isEqualTo(new Warm(MOST, true));
    }

    @Test
    void shouldReadThePartThatThereIsTimeForWhenTheSystemIsSlow() throws Exception {
        assertThat(warmUp(steady(40))).isEqualTo(new Warm(800, true));
    }

    @Test
    void shouldReadLessThanAtFirstWhenEvenThatIsTooMuch() throws Exception {
        assertThat(warmUp(steady(2))).isEqualTo(new Warm(25, true));
    }

    @Test
    void shouldReadOneEventWhenThereIsTimeForNone() throws Exception {
        assertThat(warmUp(steady(1e-3)).events()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5, 8})
    void shouldNotCutARunToLessThanTwoSecondsHoweverLittleTimeThereIs(double limitSeconds) throws Exception {
        Warm warm = warmUp(new Amount(USUAL, MOST), limitSeconds, steady(100));

        assertThat(warm.steady()).isTrue();
        assertThat(warm.events() / 100.0).isBetween(2.0, 4.0);
    }

    @Test
    void shouldNotCutWhatIsFastOnceItIsWarm() throws Exception {
        double coldUntil = 3;

        Warm warm = warmUp(new Amount(USUAL, MOST), 8, time -> time < coldUntil ? 30 : 3_000);

        assertThat(warm.events()).isEqualTo(USUAL);
        assertThat(warm.steady()).isTrue();
        assertThat(clock).isGreaterThan(coldUntil + 3);
    }

    @Test
    void shouldGoOnWhileTheSystemGetsFasterByAndBy() throws Exception {
        double warmAt = 50;

        Warm warm = warmUp(time -> 1_000 * Math.min(time + 5, warmAt));

        assertThat(warm.steady()).isTrue();
        assertThat(clock).isBetween(warmAt - 10, warmAt + 25);
    }

    @Test
    void shouldSayThatTheSystemStillGetsFasterWhenTheLimitComes() throws Exception {
        Warm warm = warmUp(time -> 1_000 * Math.pow(1.05, time));

        assertThat(warm.steady()).isFalse();
        assertThat(clock).isBetween(2 * LIMIT_SECONDS, 2 * LIMIT_SECONDS + LIMIT_SECONDS / 3);
    }

    @Test
    void shouldTakeNoNoticeOfSpellsInWhichTheMachineIsBusy() throws Exception {
        Warm warm = warmUp(time -> time > 3 && time < 9 ? 200 : 1_000);

        assertThat(warm).isEqualTo(new Warm(USUAL, true));
    }

    @Test
    void shouldReadAsManyAsAskedForAndEndSoon() throws Exception {
        assertThat(warmUp(Amount.of(64), LIMIT_SECONDS, steady(1e6))).isEqualTo(new Warm(64, true));
        assertThat(runs).hasSizeLessThan(20);
    }

    private static DoubleUnaryOperator steady(double perSecond) {
        return time -> perSecond;
    }

    private Warm warmUp(DoubleUnaryOperator rate) throws Exception {
        return warmUp(new Amount(USUAL, MOST), LIMIT_SECONDS, rate);
    }

    /** @param rate by the seconds that all runs have taken so far */
    private Warm warmUp(Amount amount, double limitSeconds, DoubleUnaryOperator rate) throws Exception {
        return new WarmUp(amount, limitSeconds, events -> {
                    runs.add(events);
                    double seconds = events / rate.applyAsDouble(clock);
                    clock += seconds;
                    return seconds;
                })
                .run();
    }
}
