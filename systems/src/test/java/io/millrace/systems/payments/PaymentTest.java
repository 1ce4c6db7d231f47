package io.millrace.systems.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from others is in the journal for good, so that what nobody can decide or write must not get there. */
class PaymentTest {

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Payment.MOST_CENTS + 1, Long.MAX_VALUE})
    void shouldRefuseAmountsThatNobodyPays(long cents) {
        assertThatThrownBy(() -> new Payment("id", "user", cents, "GB"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("cents must be (positive|at most " + Payment.MOST_CENTS + "), not " + cents);
        assertThat(new Payment("id", "user", Payment.MOST_CENTS, "GB").cents()).isPositive();
    }

    @Test
    void shouldRefuseTextsThatNobodyCanWrite() {
        String half = "\ud800";
        String tooLong = "x".repeat(101);
        assertThatThrownBy(() -> new Payment(half, "user", 1, "GB")).hasMessageContaining("id has half of a character");
        assertThatThrownBy(() -> new Payment("id", half, 1, "GB")).hasMessageContaining("user has half");
        assertThatThrownBy(() -> new Payment("id", "user", 1, half)).hasMessageContaining("country has half");
        assertThatThrownBy(() -> new Payment(null, "user", 1, "GB")).hasMessageContaining("id is missing");
        assertThatThrownBy(() -> new Profile("user", 1, half)).hasMessageContaining("home has half");
        assertThatThrownBy(() -> new Rule(half, Measure.AMOUNT, 1, Action.BLOCK))
                .hasMessageContaining("id has half");
        assertThatThrownBy(() -> new Rule(tooLong, Measure.AMOUNT, 1, Action.BLOCK))
                .hasMessageContaining("id has at most 100 characters, not 101");
        assertThat(new Payment("\ud83d\ude00", "user", 1, "GB").id()).hasSize(2);
    }
}
