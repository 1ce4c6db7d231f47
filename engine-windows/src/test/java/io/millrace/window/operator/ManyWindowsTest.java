package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Outstanding;
import io.millrace.state.serde.StableHash;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with many windows at a time. */
class ManyWindowsTest {

    private static final long KEPT = 1_000_000_000;
    private static final int GAP = 10;

    private static WindowOperator<String, Event, String> sessions() {
        return WindowOperator.keyed(
                new Assigners.Gap(GAP), Script.logic(Emission.atEnd(Aggregates.sumLong(Event::value)), KEPT));
    }

    private static OperatorHarness<Event, String> harness() throws Exception {
        return OperatorHarness.of(sessions()).keyedBy(Event::key).snapshots().open();
    }

    private static void event(OperatorHarness<Event, String> harness, String key, long time) throws Exception {
        harness.event(new Event(key, 1, time), time);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 10_000})
    void shouldWriteAFewWindowsOfAKeyWhenAFewHaveChanged(int sessions) throws Exception {
        OperatorHarness<Event, String> harness = harness();
        for (int i = 0; i < sessions; i++) {
            event(harness, "k", i * 100L);
            harness.watermark(i * 100L);
        }
        long before = harness.beginSnapshot().endSnapshot().bytes();

        event(harness, "k", sessions * 100L);
        event(harness, "k", sessions * 50L);

        assertThat(harness.beginSnapshot().endSnapshot().bytes() - before).isLessThan(5_000);
    }

    private static List<Arguments> sequences() {
        Emission<Event, ?, Long> sums = Emission.atEnd(Aggregates.sumLong(Event::value));
        Emission<Event, ?, Long> updates = Emission.onUpdate(Aggregates.sumLong(Event::value));
        return List.of(
                Arguments.of(WindowOperator.trailing(KEPT, Script.logic(sums, 0))),
                Arguments.of(WindowOperator.trailing(KEPT, Script.logic(updates, 0))),
                Arguments.of(WindowOperator.counting(KEPT, 1, Script.logic(sums, 0))),
                Arguments.of(WindowOperator.counting(KEPT, 3, Script.logic(sums, 0))));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void shouldWriteAFewEventsOfASequenceWhenAFewHaveCome(WindowOperator<String, Event, String> sequence)
            throws Exception {
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(sequence).keyedBy(Event::key).snapshots().open();
        for (int i = 0; i < 10_000; i++) {
            event(harness, "k", i);
        }
        harness.watermark(9_999).takeOutput();
        long before = harness.beginSnapshot().endSnapshot().bytes();

        event(harness, "k", 10_000);

        assertThat(before).isGreaterThan(50_000);
        assertThat(harness.beginSnapshot().endSnapshot().bytes() - before).isLessThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindWindowsAgainWhenTheyComeAndGoAndAreRestored(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        OperatorHarness<Event, String> harness = harness();
        List<Long> times = times(random);
        for (long time : times) {
            event(harness, "k", time);
            event(harness, "other", time / 10);
            if (random.nextInt(200) == 0) {
                harness.restart(sessions());
            }
        }
        List<String> expected = expected(times);
        assertThat(harness.keyedState().size()).isLessThan(expected.size() / 4);

        harness.watermark(Long.MAX_VALUE - KEPT - 1);

        assertThat(harness.takeOutput().stream().map(Emitted::value).filter(result -> result.startsWith("k=")))
                .containsExactlyElementsOf(expected);
        harness.watermark(Long.MAX_VALUE);
        assertThat(harness.keyedState().size()).isZero();
    }

    /** Those that are a gap apart at most are in one session. */
    private static List<String> expected(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        List<String> sessions = new ArrayList<>();
        for (int first = 0, end; first < sorted.size(); first = end) {
            end = first + 1;
            while (end < sorted.size() && sorted.get(end) - sorted.get(end - 1) <= GAP) {
                end++;
            }
            sessions.add("k=" + (end - first) + "[" + sorted.get(first) + "," + (sorted.get(end - 1) + GAP) + ")");
        }
        return sessions;
    }

    /** Most of them far from each other at first, and then some that join what is there. */
    private static List<Long> times(SplittableRandom random) {
        List<Long> times = new ArrayList<>();
        for (long i = 0; i < 600; i++) {
            times.add(i * 2 * GAP);
        }
        Collections.shuffle(times, new Random(random.nextLong()));
        for (int i = 0; i < 600; i++) {
            times.add((long) random.nextInt(600 * 2 * GAP));
        }
        return times;
    }

    @Test
    void shouldTellTheNextWindowOfManyThatAreKept() throws Exception {
        WindowOperator<String, Event, String> operator = sessions();
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        for (int i = 0; i < 1_000; i++) {
            event(harness, "k", i * 100L);
        }
        harness.watermark(70_050);
        int hash = StableHash.of(null).hash("k");
        assertThat(operator.outstanding("k", hash)).contains(new Outstanding.AtWatermark(70_100, 70_110, 70_109));
    }
}
