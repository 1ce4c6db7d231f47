package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.OperatorHarness;
import io.millrace.window.Aggregates;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TumblingWindowTest {

    private static final long MAX = Long.MAX_VALUE;
    private static final long SIX_HOURS = 6 * 3_600_000;

    static Stream<Row> sums() {
        return Stream.of(
                new Row(
                        "TU-12: fires in order, before the watermark is passed on",
                        3000,
                        0,
                        "k2:1@3999 k2:1@3000 k1:1@20 k1:1@0 k1:1@999 k2:1@1998 k2:1@1999 k2:1@1000"
                                + " W999 W1999 W2999 W3999 W4999 W5999 W6999 W7999",
                        "W999 W1999 k1=3[0,3000) k2=3[0,3000) W2999 W3999 W4999 k2=2[3000,6000) W5999 W6999 W7999"),
                new Row(
                        "LA-1: a late event that is allowed fires again, at once",
                        2000,
                        500,
                        "1@500 W1500 1@1300 W2300 1@1997 W6000 1@1998 W7000",
                        "W1500 k=2[0,2000) W2300 k=3[0,2000) W6000 late(k:1@1998) W7000"),
                new Row(
                        "LA-2: late events go to the side output",
                        2000,
                        0,
                        "1@1000 W1985 1@1980 W1999 1@1998 1@2001 W2999 W3999",
                        "W1985 k=2[0,2000) W1999 late(k:1@1998) W2999 k=1[2000,4000) W3999"),
                new Row(
                        "LA-9: the end of the lateness does not overflow",
                        1000,
                        2000,
                        "1@" + (MAX - 1750) + " W" + (MAX - 1500) + " W" + (MAX - 808),
                        "W" + (MAX - 1500) + " k=1[" + (MAX - 1807) + "," + (MAX - 807) + ") W" + (MAX - 808)),
                new Row("LA-13: late when end - 1 + lateness has been reached", 2, 20, "W21 1@0", "W21 late(k:1@0)"),
                new Row("LA-13: not late one millisecond before", 2, 20, "W20 1@0", "W20 k=1[0,2)"),
                new Row("LA-16: fires before it is cleaned up", 20, 0, "1@0 W18 W19 W20", "W18 k=1[0,20) W19 W20"),
                new Row(
                        "LA-17: fires once when the watermark jumps over expiry",
                        10,
                        50,
                        "W0 1@1 W100",
                        "W0 k=1[0,10) W100"),
                new Row(
                        "LA-19: late from the first event on",
                        1000,
                        5000,
                        "W0 1@-1000000 1@100",
                        "W0 late(k:1@-1000000) k=1[0,1000)"),
                new Row(
                        "LA-20: late events accumulate",
                        300_000,
                        300_000,
                        "1@0 2@0 3@0 W360000 4@0 5@0 W600000 W1200000 -1@0",
                        "k=6[0,300000) W360000 k=10[0,300000) k=15[0,300000) W600000 W1200000 late(k:-1@0)"),
                new Row(
                        "LA-22: the last window is cut off at the end of time",
                        SIX_HOURS,
                        0,
                        "1@" + (MAX - 1) + " 2@" + MAX + " W" + (MAX - 1) + " Wmax",
                        "W" + (MAX - 1) + " k=3[" + (MAX - Math.floorMod(MAX, SIX_HOURS)) + "," + MAX + ") Wmax"),
                new Row("SL-21: no empty windows", 1, 0, "W1", "W1"),
                new Row(
                        "SL-24: expired windows drop what comes for them",
                        10,
                        90,
                        "1@200 W200 1@100 1@105 1@6 W209",
                        "W200 late(k:1@100) late(k:1@105) late(k:1@6) k=1[200,210) W209"),
                new Row(
                        "Negative time",
                        10,
                        0,
                        "1@-1 2@-10 4@-11 8@0 W-11 W-1 W9",
                        "k=4[-20,-10) W-11 k=3[-10,0) W-1 k=8[0,10) W9"),
                new Row(
                        "One watermark fires windows in ascending order",
                        10,
                        0,
                        "b:1@25 a:2@15 b:4@5 a:8@5 W100",
                        "a=8[0,10) b=4[0,10) a=2[10,20) b=1[20,30) W100"),
                new Row(
                        "Ten silent years",
                        1,
                        0,
                        "1@0 2@315360000000 W315360000001",
                        "k=1[0,1) k=2[315360000000,315360000001) W315360000001"),
                new Row(
                        "A window that is over but kept waits for its expiry, later ones fire meanwhile",
                        10,
                        25,
                        "1@5 W9 2@15 W19 4@6 W29 8@7 W33 16@8 W34 32@9",
                        "k=1[0,10) W9 k=2[10,20) W19 k=5[0,10) W29 k=13[0,10) W33 k=29[0,10) W34 late(k:32@9)"),
                new Row(
                        "End of input fires everything",
                        10,
                        1000,
                        "1@5 2@15 W9 Wmax 4@5",
                        "k=1[0,10) W9 k=2[10,20) Wmax late(k:4@5)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sums")
    void shouldSumAtTheEndOfTheWindow(Row row) throws Exception {
        check(row, Emission.atEnd(Aggregates.sumLong(Event::value)));
    }

    static Stream<Row> values() {
        return Stream.of(
                new Row(
                        "TU-13: windows without events do not exist",
                        10,
                        0,
                        "1@1 2@2 5@5 9@9 10@10 11@11 100@100 W200",
                        "k=[1,2,5,9][0,10) k=[10,11][10,20) k=[100][100,110) W200"),
                new Row(
                        "TU-17: by key and window",
                        5,
                        0,
                        "k1:3@1 k5:" + MAX + "@2 k5:" + Long.MIN_VALUE + "@3 k2:66@4 k1:4@5 k2:-33@6 k3:0@7 W9",
                        "k1=[3][0,5) k2=[66][0,5) k5=[" + MAX + "," + Long.MIN_VALUE + "][0,5)"
                                + " k1=[4][5,10) k2=[-33][5,10) k3=[0][5,10) W9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void shouldCollectAtTheEndOfTheWindow(Row row) throws Exception {
        check(row, Emission.atEnd(Aggregates.distinct(Event::value)));
    }

    static Stream<Row> updates() {
        return Stream.of(
                new Row(
                        "Every update, and nothing more at the end",
                        10,
                        0,
                        "a:1@1 b:2@2 a:4@3 a:8@10 W9 W19",
                        "a=1[0,10) b=2[0,10) a=5[0,10) a=8[10,20) W9 W19"),
                new Row(
                        "Every late update, too",
                        10,
                        10,
                        "1@1 W9 2@2 W18 4@3 W19 8@4",
                        "k=1[0,10) W9 k=3[0,10) W18 k=7[0,10) W19 late(k:8@4)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void shouldEmitEveryUpdate(Row row) throws Exception {
        check(row, Emission.onUpdate(Aggregates.sumLong(Event::value)));
    }

    static Stream<Row> firsts() {
        return Stream.of(
                new Row(
                        "Once per key and window, at once",
                        10,
                        0,
                        "a:2@1 b:3@2 a:1@3 a:5@4 b:9@5 a:3@10 W9 W19",
                        "b=3[0,10) a=3[0,10) a=3[10,20) W9 W19"),
                new Row("Nothing when it is never satisfied", 10, 0, "1@1 1@2 W9", "W9"),
                new Row("By a late event that is allowed", 10, 10, "1@1 W9 2@2 W18 4@3", "W9 k=3[0,10) W18"),
                new Row("Not by one that is not", 10, 0, "2@1 W9 1@2", "W9 late(k:1@2)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firsts")
    void shouldEmitWhenFirstSatisfied(Row row) throws Exception {
        check(row, Emission.whenFirst(Aggregates.sumLong(Event::value), sum -> sum >= 3));
    }

    private static <R> void check(Row row, Emission<? super Event, ?, R> emission) throws Exception {
        PaneGrid grid = new PaneGrid(row.length(), 0);
        Script.check(
                () -> WindowOperator.tumbling(grid, Script.logic(emission, row.lateness())),
                row.steps(),
                row.expected());
    }

    @Test
    void shouldLookAtAWindowAFewTimesWhenManyAreKeptForLateEvents() throws Exception {
        AtomicLong looks = new AtomicLong();
        PaneGrid seconds = new PaneGrid(1000, 0);
        WindowGrid grid = new WindowGrid() {
            @Override
            public String label() {
                return "test";
            }

            @Override
            public long startOf(long timestamp) {
                return seconds.startOf(timestamp);
            }

            @Override
            public long lastOf(long timestamp) {
                looks.incrementAndGet();
                return seconds.lastOf(timestamp);
            }
        };
        OperatorHarness<Event, String> harness = OperatorHarness.of(WindowOperator.tumbling(
                        grid, Script.logic(Emission.atEnd(Aggregates.sumLong(Event::value)), 1_000_000)))
                .keyedBy(Event::key)
                .open();
        for (long time = 0; time < 2_000_000; time += 1000) {
            harness.event(new Event("k", 1, time), time).watermark(time);
        }
        assertThat(harness.takeOutput()).hasSize(1_999);
        assertThat(looks).hasValueLessThan(2_000 * 20);
    }
}
