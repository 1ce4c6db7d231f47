package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.function.SupplierFn;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.StableHash;
import io.millrace.testing.OperatorHarness;
import io.millrace.window.Aggregates;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What windows have in store for a key; tumbling windows and sessions have golden texts of their own. */
class OutstandingTest {

    private WindowOperator<String, Event, String> windows;
    private OperatorHarness<Event, String> harness;

    private void open(WindowOperator<String, Event, String> operator) throws Exception {
        windows = operator;
        harness = OperatorHarness.of(windows).keyedBy(Event::key).open();
    }

    private void openSliding() throws Exception {
        open(WindowOperator.sliding(new SlidingGrid(30, 10, 0), Script.logic(Emission.atEnd(Aggregates.count()), 15)));
    }

    @Test
    void shouldTellWindowAfterWindowUntilThePaneIsThroughAndKept() throws Exception {
        openSliding();
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
        openSliding();
        harness.event(new Event("k", 1, 3), 3).watermark(29);
        harness.event(new Event("k", 2, 95), 95).event(new Event("k", 3, 61), 61);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(40, 70, 69));
    }

    @Test
    void shouldTellOfTheWindowOfTheNextEventThatIsDue() throws Exception {
        open(WindowOperator.trailing(10, Script.logic(Emission.atEnd(Aggregates.count()), 0)));
        harness.event(new Event("k", 1, 3), 3).event(new Event("k", 1, 8), 8);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(-6, 4, 3));
        harness.watermark(5);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.AtWatermark(-1, 9, 8));
        harness.watermark(8);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Fired(-1, 9, 8));
        harness.watermark(17);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Nothing());
    }

    @Test
    void shouldTellHowManyEventsACountWindowWaitsFor() throws Exception {
        open(WindowOperator.counting(3, 3, Script.logic(Emission.atEnd(Aggregates.count()), 0)));
        harness.event(new Event("k", 1, 3), 3);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.WithEvent(3, 4, "2 more events of the key"));
        harness.event(new Event("k", 1, 8), 8);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.WithEvent(3, 9, "1 more event of the key"));
        harness.event(new Event("k", 1, 9), 9);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.Nothing());
    }

    @Test
    void shouldTellHowManyEventsASlidingCountWaitsFor() throws Exception {
        open(WindowOperator.counting(4, 2, Script.logic(Emission.atEnd(Aggregates.count()), 0)));
        harness.event(new Event("k", 1, 3), 3);
        assertThat(outstanding("k")).isEqualTo(new Outstanding.WithEvent(3, 4, "1 more event of the key"));
    }

    @Test
    void shouldTellATriggerThatHoldsFunctionsTheSameInEachProcess() throws Exception {
        Emission<Object, ?, Long> emission =
                Emission.triggered(Aggregates.count(), new Reaching(() -> 3, List.of(() -> 4), new Object()), false);
        open(WindowOperator.keyed(new Assigners.Global(), Script.logic(emission, 0)));
        harness.event(new Event("k", 1, 3), 3);
        assertThat(outstanding("k"))
                .asString()
                .contains("fires (Reaching[least=a function, others=[a function], lock=java.lang.Object])");
    }

    /** Its text has whatever its parts say of themselves. */
    private record Reaching(SupplierFn<Integer> least, List<SupplierFn<Integer>> others, Object lock)
            implements Trigger<Object, long[]> {

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public boolean onEvent(long[] count, TriggerContext<?> window) throws Exception {
            return ++count[0] >= least.get();
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public void merge(long[] count, long[] other) {
            count[0] += other[0];
        }
    }

    private Outstanding outstanding(String key) {
        return windows.outstanding(key, StableHash.of(null).hash(key)).orElseThrow();
    }
}
