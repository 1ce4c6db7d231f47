package io.millrace.window;

import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.maxDouble;
import static io.millrace.window.Aggregates.minDouble;
import static io.millrace.window.Aggregates.percentiles;
import static io.millrace.window.Aggregates.standardDeviation;
import static io.millrace.window.Aggregates.sumDouble;
import static io.millrace.window.Aggregates.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import io.millrace.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the right result of an aggregate of numbers is not plain. */
class NumericAggregatesTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static final Aggregate<Double, ?, Double> SUM = sumDouble(number -> number);

    @Test
    void shouldOrderAsDoubleCompareDoes() throws Exception {
        Aggregate<Double, ?, Double> min = minDouble(number -> number);
        Aggregate<Double, ?, Double> max = maxDouble(number -> number);
        for (List<Double> zeros : List.of(List.of(0.0, -0.0), List.of(-0.0, 0.0))) {
            assertThat(Double.compare(of(min, zeros), -0.0)).isZero();
            assertThat(Double.compare(of(max, zeros), 0.0)).isZero();
        }
        for (List<Double> wild : List.of(List.of(Double.NaN, 1.0, INFINITY), List.of(1.0, INFINITY, Double.NaN))) {
            assertThat(of(min, wild)).isEqualTo(1.0);
            assertThat(of(max, wild)).isNaN();
        }
        assertThat(of(min, List.of(Double.NaN))).isNaN();
        assertThat(of(max, List.of(-INFINITY))).isEqualTo(-INFINITY);
    }

    @Test
    void shouldNotLoseWhatIsSmallInASum() throws Exception {
        List<Double> numbers = List.of(1.0, 1e100, 1.0, -1e100);
        assertThat(of(SUM, numbers)).isEqualTo(2.0);
        assertThat(of(average((Double number) -> number), numbers)).isEqualTo(0.5);
        assertThat(of(SUM, DoubleStream.generate(() -> 0.1).limit(1_000).boxed().toList()))
                .isEqualTo(100.0);
    }

    @Test
    void shouldSumWhatIsNotFinite() throws Exception {
        assertThat(of(SUM, List.of(1.0, INFINITY, 2.0))).isEqualTo(INFINITY);
        assertThat(of(SUM, List.of(INFINITY, -INFINITY, 1.0))).isNaN();
        assertThat(of(SUM, List.of(Double.NaN, 1.0))).isNaN();
        assertThat(of(SUM, List.of(Double.MAX_VALUE, Double.MAX_VALUE))).isEqualTo(INFINITY);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void shouldForgetANumberThatHasLeftTheWindow(double number) throws Exception {
        forgets(SUM, number, 5.0);
        forgets(average((Double n) -> n), number, 2.5);
        forgets(variance((Double n) -> n), number, 0.25);
        forgets(standardDeviation((Double n) -> n), number, 0.5);
    }

    /** What remains is merged anew: to subtract would keep a NaN for good. */
    private static <A> void forgets(Aggregate<Double, A, Double> aggregate, double number, double expected)
            throws Exception {
        List<A> panes = List.of(
                accumulate(aggregate, List.of(number)),
                accumulate(aggregate, List.of(2.0)),
                accumulate(aggregate, List.of(3.0)));
        A window = aggregate.create();
        for (A pane : panes) {
            aggregate.merge(window, pane);
        }
        assertThat(aggregate.canSubtract()).isFalse();
        assertThatThrownBy(() -> aggregate.subtract(window, panes.get(0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cannot subtract");
        A next = aggregate.create();
        aggregate.merge(next, panes.get(1));
        aggregate.merge(next, panes.get(2));
        assertThat(aggregate.result(next)).isEqualTo(expected);
    }

    @Test
    void shouldKeepTheDigitsOfASmallVarianceAroundALargeMean() throws Exception {
        List<Double> numbers = List.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        assertThat(of(variance((Double number) -> number), numbers)).isEqualTo(22.5);
        assertThat(of(standardDeviation((Double number) -> number), numbers)).isEqualTo(Math.sqrt(22.5));
        assertThat(of(variance((Double number) -> number), List.of(1e200))).isZero();
    }

    @Test
    void shouldAverageWholeNumbersByTheirExactSum() throws Exception {
        Aggregate<Long, ?, Double> average = averageLong(number -> number);
        assertThat(of(average, List.of(1L << 60, 3L, -(1L << 60)))).isEqualTo(1.0);
        assertThat(of(average, List.of(Long.MAX_VALUE, 1L))).isEqualTo(0x1p62);
    }

    @Test
    void shouldGivePercentilesWithinOnePercent() {
        Seeds.check(5, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            near(() -> random.nextDouble(0, 1_000));
            near(() -> random.nextDouble(-1, 1));
            near(() -> Math.exp(random.nextDouble(-20, 20)));
            near(() -> random.nextInt(10) == 0 ? -random.nextInt(1_000_000) : random.nextInt(10));
        });
    }

    private static void near(DoubleSupplier distribution) throws Exception {
        double[] numbers = DoubleStream.generate(distribution).limit(2_000).toArray();
        double[] quantiles = {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};
        Map<Double, Double> actual = of(
                percentiles((Double number) -> number, quantiles),
                Arrays.stream(numbers).boxed().toList());
        Arrays.sort(numbers);
        for (double quantile : quantiles) {
            double exact = numbers[Math.max(0, (int) Math.round(quantile * numbers.length) - 1)];
            assertThat(AggregateCase.withinOnePercent(actual.get(quantile), exact))
                    .as("quantile %s is %s and should be near %s", quantile, actual.get(quantile), exact)
                    .isTrue();
        }
    }

    @Test
    void shouldRankAsDocumented() throws Exception {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(n -> Math.pow(2, n)).toList();
        Map<Double, Double> ranked = of(percentiles((Double n) -> n, 0, 0.07, 0.071, 0.5, 0.51, 1), hundred);
        assertThat(ranked.keySet()).containsExactly(0.0, 0.07, 0.071, 0.5, 0.51, 1.0);
        assertThat(ranked.values().stream().map(value -> Math.round(Math.log(value) / Math.log(2))))
                .containsExactly(1L, 7L, 8L, 50L, 51L, 100L);
    }

    @Test
    void shouldNotTakeAPercentForAQuantile() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> percentiles((Double number) -> number, 0.5, 99))
                .withMessage(
                        "the quantile 99.0 of percentiles is not between 0 and 1: write 0.99 for the 99th percentile");
        assertThatIllegalArgumentException().isThrownBy(() -> percentiles((Double number) -> number, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> percentiles((Double number) -> number))
                .withMessage("percentiles needs at least one quantile, such as 0.99");
    }

    private static <T, A, R> R of(Aggregate<T, A, R> aggregate, List<T> events) throws Exception {
        return aggregate.result(accumulate(aggregate, events));
    }

    private static <T, A> A accumulate(Aggregate<T, A, ?> aggregate, List<T> events) throws Exception {
        A accumulator = aggregate.create();
        for (T event : events) {
            aggregate.add(accumulator, event, 0);
        }
        return accumulator;
    }
}
