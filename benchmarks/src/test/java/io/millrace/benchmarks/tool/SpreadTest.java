package io.millrace.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadTest {

    @Test
    void shouldTakeTheMedianOfAnOddNumber() {
        assertThat(Spread.median(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
        assertThat(Spread.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void shouldTakeTheGeometricMeanOfRatios() {
        Spread spread = Spread.geometricMean(List.of(0.5, 8.0));

        assertThat(spread.middle()).isCloseTo(2, within(1e-9));
        assertThat(spread.min()).isEqualTo(0.5);
        assertThat(spread.max()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.0012345,0.00123", "0.5,0.500", "1.234,1.23", "12.34,12.3", "123.4,123", "123456,123456"})
    void shouldShowThreeDigits(double figure, String text) {
        assertThat(Spread.digits(figure)).isEqualTo(text);
    }
}
