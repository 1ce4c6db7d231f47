package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveAggregationTest {

    private final AdaptiveAggregation payoff =
            new AdaptiveAggregation(new AdaptiveAggregation.Limits(10, 10, 10, 100, 50));

    @Test
    void shouldGoOnWhenManyEventsAreInOneAccumulator() {
        payoff.sent(1_000, 300);
        assertThat(payoff.isPausing(1)).isFalse();
    }

    @Test
    void shouldPauseForAWhileWhenFewEventsAreInOneAccumulator() {
        payoff.sent(100, 34);
        assertThat(payoff.isPausing(30)).isTrue();
        assertThat(payoff.isPausing(30)).isTrue();
        assertThat(payoff.isPausing(30)).isFalse();
    }

    @Test
    void shouldNotJudgeByFewEvents() {
        payoff.sent(10, 10);
        payoff.sent(80, 80);
        assertThat(payoff.isPausing(1)).isFalse();
        payoff.sent(1_000, 10);
        assertThat(payoff.isPausing(1)).isFalse();
        payoff.sent(99, 99);
        assertThat(payoff.isPausing(1)).isFalse();
        payoff.sent(1, 1);
        assertThat(payoff.isPausing(1)).isTrue();
    }
}
