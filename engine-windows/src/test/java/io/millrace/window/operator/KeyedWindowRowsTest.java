package io.millrace.window.operator;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import io.millrace.window.Emissions;
import io.millrace.window.Emit;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import io.millrace.window.spi.WindowAssigner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of the catalogue for windows of a key that emit in other ways than at their ends. Windows on the clock end when it
 * has passed their last millisecond, so that what is due at a time of the clock comes a millisecond later than there.
 */
class KeyedWindowRowsTest {

    private static final Aggregate<Event, ?, Long> SUM = Aggregates.sumLong(Event::value);
    private static final String LATE_MERGING =
            "1@1000 W1999 1@2000 W4998 1@4500 1@8500 W7400 1@7000 W11501 1@11600 W14600 1@10000 1@14500 W20000 W100000";
    private static final String ALL_TIME = "[" + EventTime.NONE + "," + EventTime.MAX + ")";

    /** A row, the windows and the emission it is about. */
    record Case(
            String id,
            WindowAssigner<Event> assigner,
            Emit<Object> emit,
            long lateness,
            String steps,
            String expected) {

        @Override
        public String toString() {
            return id;
        }

        WindowLogic<String, Event, ?, Long, String> logic() {
            return Script.logic(Emissions.of(emit, SUM), lateness);
        }
    }

    static Stream<Case> eventTime() {
        return Stream.of(
                new Case(
                        "SE-6, SE-7: a restart",
                        SessionWindowTest.sessions(3000),
                        Emit.atEnd(),
                        0,
                        "k2:1@0 k2:2@1000 k2:3@2500 k1:1@10 k1:2@1000 SNAP k1:3@2500 k2:4@5501 k2:5@6000 k2:5@6000"
                                + " k2:6@6050 W12000 SNAP k2:10@15000 k2:20@15000 W17999",
                        "k1=6[10,5500) k2=6[0,5500) k2=20[5501,9050) W12000 k2=30[15000,18000) W17999"),
                new Case(
                        "SE-9: sessions that emit every so often",
                        SessionWindowTest.sessions(3000),
                        Emit.every(ofMillis(2000)),
                        0,
                        "k1:1@1500 k2:1@0 k2:3@2500 k2:2@1000 W2500 k2:5@4000 W3000 SNAP k1:2@4000 k2:4@3500 W4000",
                        "k1=1[1500,4500) k2=6[0,5500) W2500 W3000 k1=3[1500,7000) k2=15[0,7000) W4000"
                                + " k1=3[1500,7000) k1=3[1500,7000) k2=15[0,7000) k2=15[0,7000)"),
                new Case(
                        "SE-12: windows of any length grow one by one; the value is the length",
                        lengths(),
                        Emit.atEnd(),
                        0,
                        "4@0 4@0 2@3 2@4 3@11 3@10 W5 3@12 W14",
                        "k=12[0,6) W5 k=9[10,15) W14"),
                new Case(
                        "LA-4: discarding, late sessions do not join each other",
                        SessionWindowTest.sessions(3000),
                        Emit.atEnd().discarding(),
                        0,
                        LATE_MERGING.replace("1@10000", "1@10000 1@10100"),
                        "W1999 W4998 W7400 k=5[1000,11500) W11501 k=1[11600,14600) W14600"
                                + " late(k:1@10000) late(k:1@10100) k=1[14500,17500) W20000 W100000"),
                new Case(
                        "LA-5: discarding, what was told is not told again",
                        SessionWindowTest.sessions(3000),
                        Emit.atEnd().discarding(),
                        10,
                        LATE_MERGING,
                        "W1999 W4998 W7400 k=5[1000,11500) W11501 k=1[11600,14600) W14600"
                                + " k=1[10000,14600) k=1[10000,17500) W20000 W100000"),
                new Case(
                        "TR-1: windows are told apart, and each fires once",
                        tumbling(2),
                        Emit.atEnd(),
                        0,
                        "1@0 1@1 1@0 1@2 1@3 W2 W4",
                        "k=3[0,2) W2 k=2[2,4) W4"),
                new Case(
                        "TR-2: a late event fires at once, and not again",
                        tumbling(2),
                        Emit.atEnd(),
                        10,
                        "W2 1@0 W3 W20",
                        "W2 k=1[0,2) W3 W20"),
                new Case(
                        "TR-4: merged before it ends, a session fires once",
                        SessionWindowTest.sessions(2),
                        Emit.atEnd(),
                        0,
                        "1@0 1@2 W1 W3 W9",
                        "W1 k=2[0,4) W3 W9"),
                new Case(
                        "TR-8: a global window emits every so often, and at the end of time",
                        global(),
                        Emit.every(ofMillis(3000)),
                        0,
                        "k1:1@0 k2:1@3000 k2:1@3999 k1:1@20 k1:1@999 k2:1@1998 k2:1@1999 k2:1@1000"
                                + " W1000 W2000 W3000 W4000 W5000 W6000 W7000 W8000",
                        "W1000 W2000 k1=3% W3000 W4000 W5000 k1=3% k2=5% W6000 W7000 W8000 k1=3% k1=3% k2=5% k2=5%"
                                .replace("%", ALL_TIME)),
                new Case(
                        "a multiple of the interval just behind the earliest time",
                        global(),
                        Emit.every(ofMillis(40)),
                        0,
                        "1@-9223372036854775807 W-9223372036854775801 W-9223372036854775800",
                        "W-9223372036854775801 k=1% W-9223372036854775800 k=1% k=1%".replace("%", ALL_TIME)),
                new Case(
                        "TR-13: sessions that became one emit as one",
                        SessionWindowTest.sessions(10),
                        Emit.every(ofMillis(5)),
                        0,
                        "1@0 2@12 4@6 W5 W10 W15 W20 W25",
                        "k=7[0,22) W5 k=7[0,22) W10 k=7[0,22) W15 k=7[0,22) W20 k=7[0,22) W25"),
                new Case(
                        "TR-19: a trigger of one's own, accumulating",
                        tumbling(10),
                        Emit.when(new SecondAndThird()),
                        0,
                        "1@0 2@1 4@2 8@3 W9",
                        "k=3[0,10) k=7[0,10) W9"),
                new Case(
                        "TR-19: a trigger of one's own, discarding",
                        tumbling(10),
                        Emit.<Object>when(new SecondAndThird()).discarding(),
                        0,
                        "1@0 2@1 4@2 8@3 W9",
                        "k=3[0,10) k=4[0,10) W9"),
                new Case(
                        "TR-23: what has emitted for good stays so when it is merged",
                        SessionWindowTest.sessions(10),
                        Emit.whenFirst(sum -> true),
                        0,
                        "1@1 2@2 4@20 8@11 16@12 W99",
                        "k=1[1,11) k=4[20,30) W99"),
                new Case(
                        "Every so many events, over restarts, and at the end",
                        tumbling(10),
                        Emit.everyEvents(2),
                        0,
                        "1@1 SNAP 2@2 4@3 SNAP 8@4 16@5 W9",
                        "k=3[0,10) k=15[0,10) k=31[0,10) W9"),
                new Case(
                        "LA-25: a time of the clock that comes after the window has no effect",
                        tumbling(100),
                        Emit.everyProcessingTime(ofMillis(10)),
                        0,
                        "W0 2@2 5@5 W100 PT10 Wmax",
                        "W0 k=7[0,100) W100 PT10 Wmax"),
                new Case(
                        "LA-24: the clock emits in advance, and the window stays",
                        tumbling(100),
                        Emit.everyProcessingTime(ofMillis(10)),
                        0,
                        "PT5000 2@2 5@5 PT5009 PT5010 1@6 W99",
                        "PT5000 PT5009 k=7[0,100) PT5010 k=8[0,100) W99"),
                new Case(
                        "LA-14: what belongs nowhere is late when any window would be over",
                        nowhereFrom(10),
                        Emit.atEnd(),
                        0,
                        "W20 1@5 1@10",
                        "W20 late(k:1@5) late(k:1@10)"),
                new Case(
                        "LA-15: what belongs nowhere is not late before",
                        nowhereFrom(5),
                        Emit.atEnd(),
                        0,
                        "W0 1@5",
                        "W0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eventTime")
    void shouldEmitAsTheCatalogueSays(Case row) throws Exception {
        Script.check(() -> WindowOperator.keyed(row.assigner(), row.logic()), row.steps(), row.expected());
    }

    static Stream<Case> processingTime() {
        return Stream.of(
                new Case(
                        "TR-11: sessions by the clock that emit every so often",
                        SessionWindowTest.sessions(10),
                        Emit.every(ofMillis(5)),
                        0,
                        "1@0 PT2 2@0 PT5 PT6 PT9 PT10 PT11 PT12 PT15 PT100",
                        "PT2 PT5 k=3[0,12) PT6 PT9 PT10 k=3[0,12) PT11 k=3[0,12) PT12 PT15 PT100"),
                new Case(
                        "TR-14: tumbling windows by the clock",
                        tumbling(3000),
                        Emit.atEnd(),
                        0,
                        "PT3 k2:1@9 k2:1@8 k2:1@7 k1:1@0 k1:1@-7 PT2999 PT3000 PT5000 k1:1@1 k1:1@2 k1:1@3 PT7000",
                        "PT3 PT2999 k1=2[0,3000) k2=3[0,3000) PT3000 PT5000 k1=3[3000,6000) PT7000"),
                new Case(
                        "TR-15: sliding windows by the clock, which jumps",
                        sliding(3000, 1000),
                        Emit.atEnd(),
                        0,
                        "PT3 k2:1@0 PT1000 k2:1@0 k2:1@0 PT2000 k1:1@0 k1:1@0 PT3000 k1:1@0 k1:1@0 k1:1@0 PT7000",
                        "PT3 k2=1[-2000,1000) PT1000 k2=3[-1000,2000) PT2000 k1=2[0,3000) k2=3[0,3000) PT3000"
                                + " k1=5[1000,4000) k2=2[1000,4000) k1=5[2000,5000) k1=3[3000,6000) PT7000"),
                new Case(
                        "TR-16: sessions by the clock",
                        SessionWindowTest.sessions(3000),
                        Emit.atEnd(),
                        0,
                        "PT3 k2:1@0 PT1000 k2:1@0 PT5000 k2:1@0 k2:1@0 k1:1@0 k1:1@0 k1:1@0 PT10000",
                        "PT3 PT1000 k2=2[3,4000) PT5000 k1=3[5000,8000) k2=2[5000,8000) PT10000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("processingTime")
    void shouldGoByTheClock(Case row) throws Exception {
        WindowLogic<String, Event, ?, Long, String> logic = byClock(row.logic());
        Script.check(() -> WindowOperator.keyed(row.assigner(), logic), row.steps(), row.expected());
    }

    @Test
    @DisplayName("TR-14: tumbling windows by the clock, a slice for each")
    void shouldGoByTheClockInPanes() throws Exception {
        WindowLogic<String, Event, ?, Long, String> logic = byClock(Script.logic(Emission.atEnd(SUM), 0));
        Script.check(
                () -> WindowOperator.tumbling(new PaneGrid(3000, 0), logic),
                "PT3 k2:1@9 k2:1@8 k2:1@7 k1:1@0 k1:1@-7 PT5000 k1:1@1 k1:1@2 k1:1@3 PT7000",
                "PT3 k1=2[0,3000) k2=3[0,3000) PT5000 k1=3[3000,6000) PT7000");
    }

    @Test
    @DisplayName("TR-20: a firing without new events tells nothing and is not counted")
    void shouldTellNothingTwiceWhenDiscarding() throws Exception {
        WindowLogic<String, Event, ?, Long, String> logic =
                PaneTexts.of(Emissions.of(Emit.<Object>everyEvents(2).discarding(), SUM), 100);
        OperatorHarness<Event, String> harness = OperatorHarness.of(WindowOperator.keyed(tumbling(10), logic))
                .keyedBy(Event::key)
                .open();
        harness.event(new Event("k", 1, 1), 1).event(new Event("k", 2, 2), 2);
        harness.watermark(12).watermark(20).event(new Event("k", 3, 3), 3);
        assertThat(PaneTexts.texts(harness)).containsExactly("k=3 EARLY 0", "k=3 LATE 1");
        harness.watermark(200);
        assertThat(PaneTexts.texts(harness)).isEmpty();
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    @DisplayName("SE-21, SE-22: any order of the events gives the same sessions")
    void shouldNotDependOnTheOrderOfEvents() {
        Seeds.check(50, seed -> {
            List<String> events = new ArrayList<>();
            for (String key : List.of("a", "b", "c")) {
                for (int time : new int[] {1, 6, 12, 30, 35, 40}) {
                    events.add(key + ":1@" + time);
                }
            }
            Collections.shuffle(events, new Random(seed));
            WindowLogic<String, Event, ?, Long, String> logic = Script.logic(Emission.atEnd(SUM), 0);
            String actual = Script.run(
                    () -> WindowOperator.keyed(SessionWindowTest.sessions(10), logic),
                    events.stream().collect(Collectors.joining(" ")) + " W100",
                    1,
                    4);
            assertThat(actual).isEqualTo("a=3[1,22) b=3[1,22) c=3[1,22) a=3[30,50) b=3[30,50) c=3[30,50) W100");
        });
    }

    private static <A, R> WindowLogic<String, Event, A, R, String> byClock(
            WindowLogic<String, Event, A, R, String> logic) {
        return new WindowLogic<>(logic.inputs(), logic.results(), logic.lateness(), true);
    }

    private static WindowAssigner<Event> tumbling(long size) {
        return sliding(size, size);
    }

    private static WindowAssigner<Event> sliding(long size, long slide) {
        return (event, timestamp, windows) -> {
            long last = timestamp - Math.floorMod(timestamp, slide);
            for (long start = last - size + slide; start <= last; start += slide) {
                windows.add(start, start + size);
            }
        };
    }

    private static WindowAssigner<Event> nowhereFrom(long time) {
        return (event, timestamp, windows) -> {
            if (timestamp < time) {
                windows.add(0, 0);
            }
        };
    }

    private static WindowAssigner<Event> lengths() {
        return new WindowAssigner<>() {
            @Override
            public void assign(Event event, long timestamp, Assignment windows) {
                windows.add(timestamp, timestamp + event.value());
            }

            @Override
            public boolean mergesWindows() {
                return true;
            }
        };
    }

    private static WindowAssigner<Event> global() {
        return (event, timestamp, windows) -> windows.add(EventTime.NONE, EventTime.MAX);
    }

    @Test
    void shouldLookAtAWindowAFewTimesWhenAKeyHasManyThatEmitAtEvents() throws Exception {
        Asked asked = new Asked();
        OperatorHarness<Event, String> harness = OperatorHarness.of(WindowOperator.keyed(
                        new Assigners.Grid(new SlidingGrid(2_000, 1, 0)),
                        Script.logic(Emission.triggered(SUM, asked, false), 0)))
                .keyedBy(Event::key)
                .open();
        harness.event(new Event("k", 1, 0), 0).watermark(EventTime.MAX);
        assertThat(harness.takeOutput()).hasSize(2_000);
        assertThat(asked.times).hasValueLessThan(20_000);
    }

    /** Emits at the end; counts how often it is asked when it wants to be called. */
    private record Asked(AtomicLong times) implements Trigger<Object, Boolean> {

        private Asked() {
            this(new AtomicLong());
        }

        @Override
        public Boolean create() {
            return true;
        }

        @Override
        public boolean onEvent(Boolean state, TriggerContext<?> window) {
            return false;
        }

        @Override
        public long nextTime(Boolean state) {
            times.incrementAndGet();
            return NEVER;
        }

        @Override
        public Type<Boolean> stateType() {
            return Type.of(Boolean.class);
        }

        @Override
        public void merge(Boolean state, Boolean other) {}
    }

    /** Emits at the second event and at the third, and not at the end. */
    private record SecondAndThird() implements Trigger<Object, int[]> {

        @Override
        public int[] create() {
            return new int[1];
        }

        @Override
        public boolean onEvent(int[] count, TriggerContext<?> window) {
            count[0]++;
            return count[0] == 2 || count[0] == 3;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public Type<int[]> stateType() {
            return Type.of(int[].class);
        }

        @Override
        public void merge(int[] count, int[] other) {
            count[0] += other[0];
        }
    }
}
