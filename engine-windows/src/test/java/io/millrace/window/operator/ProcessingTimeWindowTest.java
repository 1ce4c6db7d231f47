package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.Metrics;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Windows end when the clock has passed their ends, also when it jumps over several, and after a restart. */
class ProcessingTimeWindowTest {

    private final WindowLogic<String, Event, ?, Long, String> logic =
            Script.byClock(Emission.atEnd(Aggregates.sumLong(Event::value)));

    @Test
    @DisplayName("TR-14: tumbling windows by the clock")
    void shouldFireTumblingWindowsByTheClock() throws Exception {
        String steps = "PT3 k2:1@0 k2:1@0 k1:1@0 k1:1@0 k2:1@0 PT5000 k1:1@0 k1:1@0 k1:1@0 PT7000";
        String expected = "PT3 k1=2[0,3000) k2=3[0,3000) PT5000 k1=3[3000,6000) PT7000";
        Script.check(() -> WindowOperator.tumbling(new PaneGrid(3000, 0), logic), steps, expected);
        Assigners.Grid assigner = new Assigners.Grid(new PaneGrid(3000, 0));
        Script.check(() -> WindowOperator.keyed(assigner, logic), steps, expected);
    }

    @Test
    @DisplayName("TR-15: sliding windows by the clock")
    void shouldFireSlidingWindowsByTheClock() throws Exception {
        String steps = "PT3 k2:1@0 PT1000 k2:1@0 k2:1@0 PT2000 k1:1@0 k1:1@0 PT3000 k1:1@0 k1:1@0 k1:1@0 PT7000";
        String expected = "PT3 k2=1[-2000,1000) PT1000 k2=3[-1000,2000) PT2000 k1=2[0,3000) k2=3[0,3000) PT3000"
                + " k1=5[1000,4000) k2=2[1000,4000) k1=5[2000,5000) k1=3[3000,6000) PT7000";
        WindowGrid grid = new SlidingGrid(3000, 1000, 0);
        Script.check(() -> WindowOperator.sliding(grid, logic), steps, expected);
        Script.check(() -> WindowOperator.keyed(new Assigners.Grid(grid), logic), steps, expected);
    }

    @Test
    void shouldFireCumulativeWindowsByTheClock() throws Exception {
        String steps = "PT3 1@0 PT1000 2@0 PT1999 PT2000 4@0 PT7000";
        String expected = "PT3 k=1[0,1000) PT1000 PT1999 k=3[0,2000) PT2000 k=7[0,3000) PT7000";
        Script.check(() -> WindowOperator.sliding(new CumulativeGrid(3000, 1000, 0), logic), steps, expected);
    }

    @Test
    void shouldHoldNoEventLateWhenTheClockIsBehindAfterARestore() throws Exception {
        OperatorSnapshot later = harness()
                .open()
                .advance(Duration.ofSeconds(10))
                .event(new Event("before", 1, 0), 0)
                .beginSnapshot()
                .endSnapshot();
        OperatorHarness<Event, String> harness = harness().open(List.of(later)).event(new Event("k", 1, 0), 0);
        assertThat(harness.count(Metrics.LATE)).isZero();
        harness.advance(Duration.ofSeconds(13));
        assertThat(harness.takeOutput())
                .extracting(Emitted::value)
                .containsExactlyInAnyOrder("before=1[9000,12000)", "k=1[9000,12000)");
    }

    private OperatorHarness<Event, String> harness() {
        return OperatorHarness.of(operator()).keyedBy(Event::key).snapshots();
    }

    private WindowOperator<String, Event, String> operator() {
        return WindowOperator.tumbling(new PaneGrid(3000, 0), logic);
    }
}
