package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sliding windows do, counted; what they tell about their results, and what they leave behind. */
class SlidingWindowOperatorTest {

    private static final long DAY = 86_400_000;

    private static OperatorHarness<Event, String> open(WindowGrid grid, Values<?> values, long lateness)
            throws Exception {
        return OperatorHarness.of(WindowOperator.sliding(grid, Script.logic(Emission.atEnd(values), lateness)))
                .keyedBy(Event::key)
                .open();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTouchAnEventOnceAndAPaneFewTimesWhenAnEventIsInManyWindows(boolean subtracts) throws Exception {
        Values<Integer> values = new Values<>(subtracts, List::size);
        OperatorHarness<Event, String> harness = open(new SlidingGrid(DAY, 1000, 0), values, 0);
        SplittableRandom random = new SplittableRandom(1);
        long[] perSecond = new long[600];
        int events = 300;
        for (int i = 0; i < events; i++) {
            int time = random.nextInt(600_000);
            perSecond[time / 1000]++;
            harness.event(new Event("k", i, time), time);
        }
        assertThat(values.calls).isEqualTo(events);
        harness.watermark(EventTime.MAX);
        // per window, what comes in, what goes out, and the two parts of the combination
        assertThat(values.calls).isLessThan(events + 4 * 87_000);
        List<Emitted<String>> results = harness.takeOutput();
        assertThat(results).hasSize(86_400 + 599);
        long expected = 0;
        for (int i = 0; i < results.size(); i++) {
            expected += (i < 600 ? perSecond[i] : 0) - (i >= 86_400 ? perSecond[i - 86_400] : 0);
            assertThat(results.get(i).value()).startsWith("k=" + expected + "[");
        }
        assertThat(harness.keyedState().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSkipSilentStretches(boolean subtracts) throws Exception {
        Values<Integer> values = new Values<>(subtracts, List::size);
        OperatorHarness<Event, String> harness = open(new SlidingGrid(10, 1, 0), values, 0);
        long year = 365 * DAY;
        for (int i = 0; i < 10; i++) {
            harness.event(new Event("k", i, i * year), i * year);
        }
        harness.watermark(100 * year);
        assertThat(harness.takeOutput()).hasSize(100);
        assertThat(values.calls).isLessThan(10 + 10 * 40);
    }

    @Test
    void shouldForgetKeysWhoseWindowsAreOver() throws Exception {
        Values<Integer> values = new Values<>(true, List::size);
        OperatorHarness<Event, String> harness = open(new SlidingGrid(100, 10, 0), values, 50);
        for (int i = 0; i < 1000; i++) {
            harness.event(new Event("k" + i, i, i), i);
            harness.watermark(i);
            // a key per millisecond, for the size, the lateness and a slide
            assertThat(harness.keyedState().size()).isLessThanOrEqualTo(160);
        }
        long calls = values.calls;
        harness.takeOutput();
        harness.watermark(5000).watermark(10_000);
        assertThat(harness.takeOutput()).hasSizeLessThan(1100);
        assertThat(values.calls - calls).isLessThan(1100);
        assertThat(harness.keyedState().size()).isZero();
    }

    @SuppressWarnings("unchecked") // as the values are that it is made with
    private static Panes<String, List<Long>> panes(WindowOperator<String, Event, String> operator) {
        return ((SlidingWindows<String, Event, List<Long>, Integer>) operator.windows).panes;
    }

    @Test
    void shouldHoldNothingForKeysWhosePanesHaveLeft() throws Exception {
        Values<Integer> values = new Values<>(true, List::size);
        WindowOperator<String, Event, String> operator =
                WindowOperator.sliding(new SlidingGrid(20, 10, 0), logic(values));
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        Panes<String, List<Long>> panes = panes(operator);
        RunningCombinations<String, Event, List<Long>> running =
                new RunningCombinations<>(new SlidingGrid(20, 10, 0), panes, values, new Layout<>(values));
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            harness.event(new Event("k" + i / 5, i, i), i);
        }
        for (int end = 19; end < 240; end += 10) {
            while (!running.moveTo(end - 19, end)) {
                assertThat(panes.first()).isNotNull();
            }
            seen.clear();
            var cursor = running.cursor();
            while (cursor.next()) {
                seen.merge(cursor.key(), cursor.value().size(), Integer::sum);
            }
            assertThat(seen.keySet()).hasSize(Math.max(0, Math.min(4, (219 - end) / 5)));
        }
    }

    @Test
    void shouldTellWhichResultsOfAWindowTheyAre() throws Exception {
        List<String> told = new ArrayList<>();
        WindowLogic<String, Event, List<Long>, Integer, String> logic = new WindowLogic<>(
                Event::key,
                Emission.atEnd(new Values<>(false, List::size)),
                (key, start, end, value, pane) -> {
                    told.add(key + end.toEpochMilli() + text(pane));
                    return key;
                },
                20,
                false,
                null);
        OperatorHarness<Event, String> harness = OperatorHarness.of(
                        WindowOperator.sliding(new SlidingGrid(10, 5, 0), logic))
                .keyedBy(Event::key)
                .open();
        harness.event(new Event("a", 1, 7), 7).watermark(14);
        harness.event(new Event("a", 2, 8), 8).event(new Event("b", 3, 9), 9).event(new Event("a", 4, 11), 11);
        harness.event(new Event("b", 5, 2), 2).watermark(40);
        assertThat(told)
                .containsExactly(
                        "a10 ON_TIME 0",
                        "a15 ON_TIME 0",
                        "a10 LATE 1",
                        "a15 LATE 1",
                        "b10 LATE 0",
                        "b15 LATE 0",
                        "a15 LATE 2",
                        "b5 LATE 0",
                        "b10 LATE 1",
                        "a20 ON_TIME 0 last");
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldTellTheFirstResultWhenALateEventFallsIntoASilence() throws Exception {
        WindowLogic<String, Event, ?, ?, String> logic =
                PaneTexts.of(Emission.atEnd(new Values<>(true, List::size)), 8);
        OperatorHarness<Event, String> harness = OperatorHarness.of(
                        WindowOperator.sliding(new SlidingGrid(10, 1, 0), logic))
                .keyedBy(Event::key)
                .open();
        harness.event(new Event("k", 1, 90), 90).watermark(110);
        harness.takeOutput();
        harness.event(new Event("k", 2, 100), 100);
        assertThat(PaneTexts.texts(harness)).hasSize(7).allMatch("k=1 LATE 0"::equals);
    }

    @Test
    void shouldNotFireAgainForKeyGroupsThatHaveFiredBeforeARestore() throws Exception {
        WindowGrid grid = new SlidingGrid(10, 5, 0);
        Values<Integer> values = new Values<>(true, List::size);
        OperatorHarness<Event, String> harness = UnevenGroupsTest.restored(
                () -> WindowOperator.sliding(grid, Script.logic(Emission.atEnd(values), 0)), "a", 14);
        harness.event(new Event("a", 1, 12), 12).event(new Event("b", 2, 12), 12);
        harness.watermark(100);
        assertThat(harness.takeOutput())
                .extracting(Emitted::value)
                .containsExactlyInAnyOrder("b=1[5,15)", "a=1[10,20)", "b=1[10,20)");
    }

    private static WindowLogic<String, Event, List<Long>, Integer, String> logic(Values<Integer> values) {
        return new WindowLogic<>(
                Event::key, Emission.atEnd(values), (key, start, end, value, pane) -> key, 0, false, null);
    }

    private static String text(PaneInfo pane) {
        return " " + pane.timing() + " " + pane.index() + (pane.last() ? " last" : "");
    }
}
