package io.millrace.window.operator;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.StableHash;
import io.millrace.testing.OperatorHarness;
import io.millrace.time.EventTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailingWindowTest {

    private static final long MAX = Long.MAX_VALUE;

    static Stream<Row> sums() {
        return Stream.of(
                new Row(
                        "A window behind each event; what is exactly the size older is not in it",
                        10,
                        0,
                        "1@0 2@5 4@9 8@10 16@15 W15",
                        "k=1[-9,1) k=3[-4,6) k=7[0,10) k=14[1,11) k=28[6,16) W15"),
                new Row(
                        "Each when the watermark reaches it",
                        10,
                        0,
                        "1@1 2@2 W0 W1 W2",
                        "W0 k=1[-8,2) W1 k=3[-7,3) W2"),
                new Row(
                        "Disorder makes no difference",
                        10,
                        0,
                        "4@9 1@0 8@10 2@5 W10",
                        "k=1[-9,1) k=3[-4,6) k=7[0,10) k=14[1,11) W10"),
                new Row("One window for one timestamp", 10, 0, "1@3 2@3 4@3 W3", "k=7[-6,4) W3"),
                new Row(
                        "By key, in the order of time",
                        10,
                        0,
                        "a:1@1 b:2@2 a:4@3 b:8@1 W9",
                        "a=1[-8,2) b=8[-8,2) b=10[-7,3) a=5[-6,4) W9"),
                new Row(
                        "LA-3: late only when every window is over that could hold it; one that is over is not told",
                        10,
                        0,
                        "1@0 W5 2@3 4@8 W8 8@-4 16@-2 W100",
                        "k=1[-9,1) W5 k=7[-1,9) W8 late(k:8@-4) late(k:16@-2) W100"),
                new Row(
                        "LA-3: the last window that could hold an event is one that comes yet",
                        10,
                        0,
                        "W9 1@0 W10 2@1 4@11 8@2 W11",
                        "W9 late(k:1@0) W10 late(k:2@1) k=12[2,12) W11"),
                new Row(
                        "LA-1: a late event that is allowed tells its own window at once, and those behind that hold it",
                        10,
                        100,
                        "1@0 4@8 8@11 W20 2@5 W50",
                        "k=1[-9,1) k=5[-1,9) k=12[2,12) W20 k=3[-4,6) k=7[-1,9) k=14[2,12) W50"),
                new Row(
                        "A late event whose own window has expired changes those that have not",
                        10,
                        5,
                        "4@8 8@11 W11 1@6 2@5 W12",
                        "k=4[-1,9) k=12[2,12) W11 k=5[-1,9) k=13[2,12) k=7[-1,9) k=15[2,12) W12"),
                new Row(
                        "LA-9: nothing overflows",
                        10,
                        100,
                        "1@" + (MAX - 5) + " W" + (MAX - 6) + " W" + (MAX - 5),
                        "W" + (MAX - 6) + " k=1[" + (MAX - 14) + "," + (MAX - 4) + ") W" + (MAX - 5)),
                new Row("LA-17: once when the watermark jumps over expiry", 10, 50, "W0 1@1 W100", "W0 k=1[-8,2) W100"),
                new Row("SL-21: no windows without events", 10, 0, "W1", "W1"),
                new Row(
                        "Negative time",
                        10,
                        0,
                        "1@-25 2@-16 4@-15 W-10",
                        "k=1[-34,-24) k=3[-25,-15) k=6[-24,-14) W-10"),
                new Row(
                        "Ten silent years",
                        10,
                        0,
                        "1@0 2@315360000000 W315360000001",
                        "k=1[-9,1) k=2[315359999991,315360000001) W315360000001"),
                new Row("End of input", 10, 1000, "1@5 2@15 W9 Wmax 4@5", "k=1[-4,6) W9 k=2[6,16) Wmax late(k:4@5)"),
                new Row(
                        "A window of a millisecond",
                        1,
                        0,
                        "1@0 2@0 4@1 W0 8@0 W1",
                        "k=3[0,1) W0 late(k:8@0) k=4[1,2) W1"),
                new Row(
                        "After a restart combinations are made anew",
                        10,
                        20,
                        "1@0 2@5 W5 SNAP 4@9 W9 SNAP 8@7 SNAP W20",
                        "k=1[-9,1) k=3[-4,6) W5 k=7[0,10) W9 k=11[-2,8) k=15[0,10) W20"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sums")
    void shouldSumWhenTheWatermarkReachesTheEvent(Row row) throws Exception {
        check(row, Emission.atEnd(sumLong(Event::value)));
    }

    static Stream<Row> updates() {
        return Stream.of(
                new Row("At each event, at once", 10, 0, "1@0 2@5 4@10 W10", "k=1[-9,1) k=3[-4,6) k=6[1,11) W10"),
                new Row(
                        "A straggler tells its own window, and again those that it falls into",
                        10,
                        0,
                        "1@0 4@8 8@12 2@4 W20",
                        "k=1[-9,1) k=5[-1,9) k=12[3,13) k=3[-5,5) k=7[-1,9) k=14[3,13) W20"),
                new Row("The same timestamp again", 10, 0, "1@5 2@5 W5", "k=1[-4,6) k=3[-4,6) W5"),
                new Row(
                        "Not windows that are over",
                        10,
                        2,
                        "1@0 2@8 W9 4@6 W17 8@8 W18 16@8",
                        "k=1[-9,1) k=3[-1,9) W9 k=7[-1,9) W17 W18"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void shouldEmitEveryUpdate(Row row) throws Exception {
        check(row, Emission.onUpdate(sumLong(Event::value)));
    }

    static Stream<Row> firsts() {
        return Stream.of(
                new Row("Each window once: the velocity rule", 10, 0, "1@0 1@1 1@2 1@2 1@30 W99", "k=3[-7,3) W99"),
                new Row(
                        "By a straggler, in its own window or a later one",
                        10,
                        0,
                        "1@0 1@5 1@3 1@4 W99",
                        "k=3[-4,6) k=3[-5,5) W99"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firsts")
    void shouldEmitWhenFirstSatisfied(Row row) throws Exception {
        check(row, Emission.whenFirst(sumLong(Event::value), sum -> sum >= 3));
    }

    @Test
    void shouldTellTheEventsInTheOrderOfTime() throws Exception {
        check(
                new Row(
                        "",
                        10,
                        100,
                        "3@3 1@1 2@2 4@4 W2 5@2 W9",
                        "k=[1][-8,2) k=[1,2][-7,3) W2 k=[1,2,5][-7,3) k=[1,2,5,3][-6,4) k=[1,2,5,3,4][-5,5) W9"),
                Emission.atEnd(mapping(Event::value, collect())));
    }

    @Test
    void shouldTellPanes() throws Exception {
        OperatorHarness<Event, String> harness = harness(PaneTexts.of(Emission.atEnd(count()), 5));
        harness.event(new Event("k", 1, 10), 10).watermark(10);
        harness.event(new Event("k", 1, 10), 10).event(new Event("k", 1, 9), 9);
        harness.event(new Event("k", 1, 17), 17).watermark(100);
        assertThat(PaneTexts.texts(harness))
                .containsExactly("k=1 ON_TIME 0", "k=2 LATE 1", "k=1 LATE 0", "k=3 LATE 2", "k=4 ON_TIME 0 last");
        harness = harness(PaneTexts.of(Emission.whenFirst(count(), count -> count > 1), 0));
        harness.event(new Event("k", 1, 10), 10).event(new Event("k", 1, 10), 10);
        assertThat(PaneTexts.texts(harness)).containsExactly("k=2 EARLY 0 last");
    }

    private static OperatorHarness<Event, String> harness(WindowLogic<String, Event, ?, ?, String> logic)
            throws Exception {
        return OperatorHarness.of(WindowOperator.trailing(10, logic))
                .keyedBy(Event::key)
                .open();
    }

    @Test
    void shouldGoByTheClock() throws Exception {
        OperatorHarness<Event, String> harness = harness(PaneTexts.byClock(Emission.atEnd(count())));
        Event event = new Event("k", 1, 0);
        harness.event(event, 0).advance(Duration.ofMillis(1));
        assertThat(PaneTexts.texts(harness)).containsExactly("k=1 ON_TIME 0 last");
        harness.advance(Duration.ofMillis(4)).event(event, 0);
        harness.advance(Duration.ofMillis(5)).event(event, 0).advance(Duration.ofMillis(1));
        assertThat(PaneTexts.texts(harness)).containsExactly("k=2 ON_TIME 0 last", "k=2 ON_TIME 0 last");
        harness.advance(Duration.ofMillis(9));
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldKeepNoMoreThanAWindowOfEvents() throws Exception {
        WindowLogic<String, Event, ?, ?, String> logic = PaneTexts.of(Emission.atEnd(count()), 0);
        WindowOperator<String, Event, String> operator = WindowOperator.trailing(10, logic);
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        for (int time = 0; time < 1000; time++) {
            harness.event(new Event("k", 1, time), time).watermark(time - 3);
        }
        assertThat(panesIn(operator)).isBetween(12L, 14L);
        harness.watermark(998);
        assertThat(panesIn(operator)).isBetween(9L, 11L);
        harness.watermark(1007);
        assertThat(harness.keyedState().size()).isPositive();
        harness.watermark(1008);
        assertThat(harness.keyedState().size()).isZero();
    }

    @ParameterizedTest(name = "lateness {0}, another event at {1}")
    @CsvSource({"0, -1", "5, -1", "0, 1000000", "5, 1000000"})
    void shouldKeepNoMoreThanAWindowOfEventsWhenAllAreBehindTheWatermark(long lateness, long other) throws Exception {
        WindowLogic<String, Event, ?, ?, String> logic = PaneTexts.of(Emission.atEnd(count()), lateness);
        WindowOperator<String, Event, String> operator = WindowOperator.trailing(10, logic);
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        harness.event(new Event("k", 1, other), other);
        for (int time = 0; time < 1000; time++) {
            harness.watermark(time).event(new Event("k", 1, time - 1), time - 1);
        }
        assertThat(panesIn(operator)).isLessThan(100);
    }

    @Test
    void shouldAllocateAsMuchForAKeyWithManyPanesHoweverManyKeysThereAre() throws Exception {
        assertThat(bytesOfManyPanes(4_000)).isLessThan(bytesOfManyPanes(1) + 64_000);
    }

    /** What a key with some chunks allocates, which is least when it has been done a few times. */
    private static long bytesOfManyPanes(int keys) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        OperatorHarness<Event, String> harness = OperatorHarness.of(
                        WindowOperator.trailing(1000, Script.logic(Emission.atEnd(count()), 0)))
                .keyedBy(Event::key)
                .open();
        for (int key = 0; key < keys; key++) {
            harness.event(new Event("key " + key, 1, 1_000_000), 1_000_000);
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                harness.event(new Event("k", 1, round * 2000 + i), round * 2000 + i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            harness.watermark(round * 2000 + 1999);
        }
        return least;
    }

    private static long panesIn(WindowOperator<String, Event, String> operator) {
        var windows = (TrailingWindows<String, ?, ?, ?>) operator.windows;
        var youngest =
                windows.sequences.youngest().peek("k", StableHash.of(null).hash("k"));
        return youngest == null ? 0 : youngest.sequence.size();
    }

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldCombineAFewPartsPerEventWhateverTheSize(boolean subtracts) throws Exception {
        int events = 100_000;
        AtomicLong looks = new AtomicLong();
        Aggregate<Event, ?, Long> sum = Counted.of(sumLong(Event::value), subtracts, looks);
        OperatorHarness<Event, String> harness = OperatorHarness.of(
                        WindowOperator.trailing(events, Script.logic(Emission.onUpdate(sum), 0)))
                .keyedBy(Event::key)
                .open();
        for (int time = 0; time < events; time++) {
            harness.event(new Event("k", 1, time), time);
        }
        List<OperatorHarness.Emitted<String>> results = harness.takeOutput();
        assertThat(results).hasSize(events);
        assertThat(results.get(events - 1).value()).startsWith("k=" + events + "[");
        harness.watermark(events / 2).watermark(EventTime.MAX);
        assertThat(harness.keyedState().size()).isZero();
        assertThat(looks).hasValueLessThan(5L * events);
    }

    private static <R> void check(Row row, Emission<? super Event, ?, R> emission) throws Exception {
        Script.check(
                () -> WindowOperator.trailing(row.length(), Script.logic(emission, row.lateness())),
                row.steps(),
                row.expected());
    }
}
