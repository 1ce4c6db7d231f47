package io.millrace.window.operator;

import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import io.millrace.window.spi.WindowAssigner;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionWindowTest {

    private static final long MAX = Long.MAX_VALUE;
    private static final String LATE_MERGING =
            "1@1000 W1999 1@2000 W4998 1@4500 1@8500 W7400 1@7000 W11501 1@11600 W14600 1@10000 1@14500 W20000 W100000";

    static Stream<Row> sums() {
        return Stream.of(
                new Row("SE-2: one event", 1, 0, "1@0 W0", "k=1[0,1) W0"),
                new Row("SE-3: touching sessions merge", 1, 0, "1@0 1@1 1@2 1@4 1@5 W9", "k=3[0,3) k=2[4,6) W9"),
                new Row(
                        "SE-6, SE-7: sessions of two keys",
                        3000,
                        0,
                        "k2:1@0 k2:2@1000 k2:3@2500 k1:1@10 k1:2@1000 k1:3@2500 k2:4@5501 k2:5@6000 k2:5@6000 k2:6@6050"
                                + " W12000 k2:10@15000 k2:20@15000 W17999",
                        "k1=6[10,5500) k2=6[0,5500) k2=20[5501,9050) W12000 k2=30[15000,18000) W17999"),
                new Row(
                        "SE-13: one event joins two sessions, the next one joins the result with a third",
                        3,
                        0,
                        "1@0 2@5 4@10 8@7 16@3 Wmax",
                        "k=31[0,13) Wmax"),
                new Row("SE-15: the same time twice", 1, 0, "1@1 1@1 W1", "k=2[1,2) W1"),
                new Row("SE-23: exactly a gap apart is one session", 10, 0, "1@0 1@10 W19", "k=2[0,20) W19"),
                new Row("exactly a gap apart, one given up", 10, 0, "1@0 W9 1@10 W19", "k=1[0,10) W9 k=1[10,20) W19"),
                new Row("exactly a gap apart, one fired", 10, 5, "1@0 W9 1@10 W19", "k=1[0,10) W9 k=2[0,20) W19"),
                new Row("SE-23: a millisecond more is two", 10, 0, "1@0 1@11 W20", "k=1[0,10) k=1[11,21) W20"),
                new Row(
                        "SE-27: several keys and merging",
                        10,
                        0,
                        "a:1@0 b:1@0 c:1@0 d:1@0 d:1@5 a:1@11 b:1@11 a:1@16 c:1@16 W100",
                        "a=1[0,10) b=1[0,10) c=1[0,10) d=2[0,15) b=1[11,21) a=2[11,26) c=1[16,26) W100"),
                new Row("SE-29: late", 10, 0, "1@0 W9 1@11 1@0 W20", "k=1[0,10) W9 late(k:1@0) k=1[11,21) W20"),
                new Row(
                        "LA-4: a late event joins a live session; two that join none do not join each other",
                        3000,
                        0,
                        LATE_MERGING.replace("1@10000", "1@10000 1@10100"),
                        "W1999 W4998 W7400 k=5[1000,11500) W11501 k=1[11600,14600) W14600"
                                + " late(k:1@10000) late(k:1@10100) k=1[14500,17500) W20000 W100000"),
                new Row(
                        "LA-5, LA-6: a session that is over but kept grows, fires at once, and again at its new end",
                        3000,
                        10,
                        LATE_MERGING,
                        "W1999 W4998 W7400 k=5[1000,11500) W11501 k=1[11600,14600) W14600"
                                + " k=2[10000,14600) k=3[10000,17500) W20000 W100000"),
                new Row(
                        "LA-8: all sessions are kept",
                        3000,
                        10_000_000,
                        LATE_MERGING,
                        "W1999 W4998 W7400 k=5[1000,11500) W11501 k=1[11600,14600) W14600"
                                + " k=7[1000,14600) k=8[1000,17500) W20000 W100000"),
                new Row("LA-13: late when end - 1 + lateness has been reached", 2, 20, "W21 1@0", "W21 late(k:1@0)"),
                new Row("LA-13: not late one millisecond before", 2, 20, "W20 1@0", "W20 k=1[0,2)"),
                new Row(
                        "LA-17: fires once when the watermark jumps over expiry",
                        10,
                        50,
                        "W0 1@1 W100",
                        "W0 k=1[1,11) W100"),
                new Row(
                        "TR-3: two sessions that are over become one: it fires once more",
                        2,
                        100,
                        "1@0 1@4 W10 1@2 W20",
                        "k=1[0,2) k=1[4,6) W10 k=3[0,6) W20"),
                new Row(
                        "LA-9: the end of a session and of its lateness do not overflow",
                        1000,
                        2000,
                        "1@" + (MAX - 500) + " 2@" + (MAX - 10) + " W" + (MAX - 1) + " Wmax",
                        "W" + (MAX - 1) + " k=3[" + (MAX - 500) + "," + MAX + ") Wmax"),
                new Row("Negative time", 10, 0, "1@-25 2@-16 4@-5 W-7 W4", "k=3[-25,-6) W-7 k=4[-5,5) W4"),
                new Row(
                        "An early session appears before another, and fires first",
                        10,
                        0,
                        "1@100 2@50 W60 W110",
                        "k=2[50,60) W60 k=1[100,110) W110"),
                new Row("A session grows backwards", 10, 0, "1@100 2@95 4@90 W109", "k=7[90,110) W109"),
                new Row(
                        "A session that is over but kept grows beyond the watermark, long before it would expire",
                        10,
                        1000,
                        "1@0 W9 2@5 W14 W15 4@14 W22 W23 W24",
                        "k=1[0,10) W9 k=3[0,15) W14 W15 W22 k=7[0,24) W23 W24"),
                new Row(
                        "Results of all keys come in the order of their ends",
                        10,
                        0,
                        "a:1@0 b:1@1 a:1@2 b:1@3 c:1@2 W100",
                        "a=2[0,12) c=1[2,12) b=2[1,13) W100"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sums")
    void shouldSumAtTheEndOfTheSession(Row row) throws Exception {
        check(row, Emission.atEnd(Aggregates.sumLong(Event::value)));
    }

    static Stream<Row> values() {
        return Stream.of(
                new Row(
                        "SE-17: touching sessions merge",
                        10,
                        0,
                        "0@0 10@10 101@101 W200",
                        "k=[0,10][0,20) k=[101][101,111) W200"),
                new Row(
                        "SE-20: by key",
                        4,
                        0,
                        "foo:1@1 foo:4@4 bar:3@3 foo:9@9 W100",
                        "bar=[3][3,7) foo=[1,4][1,8) foo=[9][9,13) W100"),
                new Row(
                        "SE-22: a watermark in between, then the end of input",
                        10,
                        0,
                        "1@1 6@6 12@12 30@30 35@35 40@40 W25 Wmax",
                        "k=[1,6,12][1,22) W25 k=[30,35,40][30,50) Wmax"),
                new Row("SE-32: merges before it fires", 10, 0, "1@1 10@10 W100", "k=[1,10][1,20) W100"),
                new Row(
                        "Accumulators merge in the order of time, the event that joins comes last",
                        10,
                        0,
                        "3@30 4@31 1@10 2@11 5@20 W100",
                        "k=[1,2,3,4,5][10,41) W100"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void shouldCollectAtTheEndOfTheSession(Row row) throws Exception {
        check(row, Emission.atEnd(Aggregates.distinct(Event::value)));
    }

    static Stream<Row> updates() {
        return Stream.of(
                new Row(
                        "SE-28: every update; nothing is taken back",
                        10,
                        0,
                        "a:1@0 a:2@5 W14",
                        "a=1[0,10) a=3[0,15) W14"),
                new Row(
                        "Late updates, until the session expires",
                        10,
                        5,
                        "1@0 W9 2@1 W13 4@2 W16 8@2 W17 16@3",
                        "k=1[0,10) W9 k=3[0,11) W13 k=7[0,12) W16 late(k:8@2) W17 late(k:16@3)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void shouldEmitEveryUpdate(Row row) throws Exception {
        check(row, Emission.onUpdate(Aggregates.sumLong(Event::value)));
    }

    static Stream<Row> firsts() {
        return Stream.of(
                new Row(
                        "Once per session, at once",
                        10,
                        0,
                        "1@0 2@5 4@6 W15 9@30 W100",
                        "k=3[0,15) W15 k=9[30,40) W100"),
                new Row("Nothing when it is never satisfied", 10, 0, "1@0 1@5 W100", "W100"),
                new Row(
                        "Two that have fired are joined: not again",
                        10,
                        0,
                        "3@0 4@20 5@10 W100",
                        "k=3[0,10) k=4[20,30) W100"),
                new Row(
                        "One that has fired absorbs one that has not: not again",
                        10,
                        0,
                        "3@0 1@20 5@10 W100",
                        "k=3[0,10) W100"),
                new Row(
                        "One that has not is joined with one that has: not again",
                        10,
                        0,
                        "1@0 3@20 5@10 W100",
                        "k=3[20,30) W100"),
                new Row("Two that have not are joined: now", 10, 0, "1@0 1@20 1@10 7@11 W100", "k=3[0,30) W100"),
                new Row("A new session fires anew", 10, 0, "3@0 W9 4@20 W29", "k=3[0,10) W9 k=4[20,30) W29"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firsts")
    void shouldEmitWhenFirstSatisfied(Row row) throws Exception {
        check(row, Emission.whenFirst(Aggregates.sumLong(Event::value), sum -> sum >= 3));
    }

    /** Windows from each event to a gap behind it, which merge. */
    static WindowAssigner<Event> sessions(long gap) {
        return new WindowAssigner<>() {
            @Override
            public void assign(Event event, long timestamp, Assignment windows) {
                windows.add(timestamp, EventTime.plus(timestamp, gap));
            }

            @Override
            public boolean mergesWindows() {
                return true;
            }
        };
    }

    /** Sessions with a fixed gap are taken in runs of rows, those of any other assigner row by row. */
    private static <R> void check(Row row, Emission<? super Event, ?, R> emission) throws Exception {
        check(row, new Assigners.Gap(row.length()), emission);
        check(row, sessions(row.length()), emission);
    }

    private static <R> void check(
            Row row, WindowAssigner<? super Event> assigner, Emission<? super Event, ?, R> emission) throws Exception {
        Script.check(
                () -> WindowOperator.keyed(assigner, Script.logic(emission, row.lateness())),
                row.steps(),
                row.expected());
    }
}
