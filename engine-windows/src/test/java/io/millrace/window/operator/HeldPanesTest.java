package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldPanesTest {

    private final HeldPanes<String, long[]> held = new HeldPanes<>(new HeldPanes.Limits(10, 10, 10, 100, 50));

    @Test
    void shouldGoOnWhenManyEventsAreInOneAccumulator() {
        held.sent(1_000, 300);
        assertThat(held.isPausing(1)).isFalse();
    }

    @Test
    void shouldPauseForAWhileWhenFewEventsAreInOneAccumulator() {
        held.sent(100, 34);
        assertThat(held.isPausing(30)).isTrue();
        assertThat(held.isPausing(30)).isTrue();
        assertThat(held.isPausing(30)).isFalse();
    }

    @Test
    void shouldNotJudgeByFewEvents() {
        held.sent(10, 10);
        held.sent(80, 80);
        assertThat(held.isPausing(1)).isFalse();
        held.sent(1_000, 10);
        assertThat(held.isPausing(1)).isFalse();
        held.sent(99, 99);
        assertThat(held.isPausing(1)).isFalse();
        held.sent(1, 1);
        assertThat(held.isPausing(1)).isTrue();
    }
}
