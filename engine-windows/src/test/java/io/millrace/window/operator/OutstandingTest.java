package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Outstanding;
import io.millrace.state.serde.StableHash;
import io.millrace.testing.OperatorHarness;
import io.millrace.window.Aggregates;
import org.junit.jupiter.api.Test;

/** What sliding windows have in store for a key; tumbling windows and sessions have golden texts of their own. */
class OutstandingTest {

    private final SlidingWindowOperator<String, Event, ?, ?, String> windows = new SlidingWindowOperator<>(
            new SlidingGrid(30, 10, 0), Script.logic(Emission.atEnd(Aggregates.count()), 15));
    private final OperatorHarness<Event, String> harness =
            OperatorHarness.of(windows).keyedBy(Event::key);

    @Test
    void shouldTellWindowAfterWindowUntilThePaneIsThroughAndKept() throws Exception {
        harness.open();
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Nothing());
        harness.event(new Event("k", 1, 3), 3);
        assertThat(outstanding("other")).isEqualTo(new Outstanding.Nothing());
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(-20, 10, 9));
        harness.watermark(9);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(-10, 20, 19));
        harness.watermark(25);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(0, 30, 29));
        harness.watermark(29);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Fired(0, 30, 44));
        harness.watermark(44);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Nothing());
    }

    @Test
    void shouldTellOfTheEarliestWindowThatIsDue() throws Exception {
        harness.open().event(new Event("k", 1, 3), 3).watermark(29);
        harness.event(new Event("k", 2, 95), 95).event(new Event("k", 3, 61), 61);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(40, 70, 69));
    }

    private Outstanding outstanding(String key) {
        return windows.outstanding(key, StableHash.of(null).hash(key)).orElseThrow();
    }
}
