package io.millrace.window.operator;

import io.millrace.window.Aggregates;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlidingWindowTest {

    private static final long MAX = Long.MAX_VALUE;

    /** A row of the test, of which the length is the slide. */
    private record Case(long size, long slide, long offset, Row row) {

        private Case(String id, long size, long slide, long lateness, String steps, String expected) {
            this(size, slide, 0, new Row(id, size, lateness, steps, expected));
        }

        Case offset(long newOffset) {
            return new Case(size, slide, newOffset, row);
        }

        void check(Emission<? super Event, ?, ?> emission) throws Exception {
            WindowGrid grid = new SlidingGrid(size, slide, offset);
            Script.check(
                    () -> WindowOperator.sliding(grid, Script.logic(emission, row.lateness())),
                    row.steps(),
                    row.expected());
        }

        @Override
        public String toString() {
            return row.id();
        }
    }

    static Stream<Case> sums() {
        return Stream.of(
                new Case(
                        "SL-6: fires in order, before the watermark is passed on",
                        3000,
                        1000,
                        0,
                        "k2:1@3999 k2:1@3000 k1:1@20 k1:1@0 k1:1@999 k2:1@1998 k2:1@1999 k2:1@1000"
                                + " W999 W1999 W2999 W3999 W4999 W5999 W6999 W7999",
                        "k1=3[-2000,1000) W999 k1=3[-1000,2000) k2=3[-1000,2000) W1999 k1=3[0,3000) k2=3[0,3000) W2999"
                                + " k2=5[1000,4000) W3999 k2=2[2000,5000) W4999 k2=2[3000,6000) W5999 W6999 W7999"),
                new Case(
                        "SL-18: a jump of the watermark fires every window between",
                        4,
                        1,
                        0,
                        "1@0 W3",
                        "k=1[-3,1) k=1[-2,2) k=1[-1,3) k=1[0,4) W3"),
                new Case(
                        "SL-19: the end of input fires everything",
                        4,
                        1,
                        0,
                        "1@0 1@1",
                        "k=1[-3,1) k=2[-2,2) k=2[-1,3) k=2[0,4) k=1[1,5)"),
                new Case("SL-21: no empty windows", 4, 1, 0, "W1", "W1"),
                new Case(
                        "SL-24: expired windows drop what comes for them",
                        10,
                        10,
                        90,
                        "1@200 W200 1@100 1@105 1@6 W209",
                        "W200 late(k:1@100) late(k:1@105) late(k:1@6) k=1[200,210) W209"),
                new Case(
                        "SL-28: what was emitted before a restart is not emitted again",
                        10,
                        5,
                        0,
                        "A:1@0 B:2@5 C:4@15 W9 SNAP D:8@25 W19",
                        "A=1[-5,5) A=1[0,10) B=2[0,10) W9 B=2[5,15) C=4[10,20) W19 C=4[15,25) D=8[20,30) D=8[25,35)"),
                new Case(
                        "LA-3: an event is late when all its windows are",
                        3000,
                        1000,
                        0,
                        "k2:1@1000 W1999 k2:1@2000 W3000 k1:1@3001 k2:1@2400 k2:1@2400 k1:1@3001 k2:1@3900"
                                + " W6000 k1:1@3001 W25000",
                        "k2=1[-1000,2000) W1999 k2=2[0,3000) W3000 k1=2[1000,4000) k2=5[1000,4000) k1=2[2000,5000)"
                                + " k2=4[2000,5000) k1=2[3000,6000) k2=1[3000,6000) W6000 late(k1:1@3001) W25000"),
                new Case(
                        "LA-8: late events that are allowed fire the windows that have ended again",
                        10,
                        5,
                        20,
                        "1@7 W14 2@8 W29 4@9 W33 8@9 W34 16@9",
                        "k=1[0,10) k=1[5,15) W14 k=3[0,10) k=3[5,15) W29 k=7[5,15) W33 k=15[5,15) W34 late(k:16@9)"),
                new Case(
                        "Late for one window, in time for the next",
                        10,
                        5,
                        20,
                        "1@7 W9 2@8 3@11 W14",
                        "k=1[0,10) W9 k=3[0,10) k=6[5,15) W14 k=3[10,20)"),
                new Case(
                        "A late event of a key that was not there",
                        10,
                        5,
                        20,
                        "a:1@7 W14 b:2@8",
                        "a=1[0,10) a=1[5,15) W14 b=2[0,10) b=2[5,15)"),
                new Case(
                        "A late event that meets early ones of the windows to come",
                        10,
                        2,
                        100,
                        "1@7 2@15 W11 4@4",
                        "k=1[-2,8) k=1[0,10) k=1[2,12) W11 k=4[-4,6) k=5[-2,8) k=5[0,10) k=5[2,12)"
                                + " k=5[4,14) k=3[6,16) k=2[8,18) k=2[10,20) k=2[12,22) k=2[14,24)"),
                new Case(
                        "LA-9: the end of the lateness does not overflow",
                        1000,
                        500,
                        2000,
                        "1@" + (MAX - 1750) + " W" + (MAX - 1500) + " W" + (MAX - 1308),
                        "W" + (MAX - 1500) + " k=1[" + (MAX - 2307) + "," + (MAX - 1307) + ") W" + (MAX - 1308)
                                + " k=1[" + (MAX - 1807) + "," + (MAX - 807) + ")"),
                new Case(
                        "LA-17: fires once when the watermark jumps over expiry",
                        10,
                        5,
                        50,
                        "W0 1@1 W100",
                        "W0 k=1[-5,5) k=1[0,10) W100"),
                new Case(
                        "A late event in a silence that no window has fired in",
                        10,
                        1,
                        8,
                        "1@90 W110 2@100",
                        "k=1[81,91) k=1[82,92) k=1[83,93) k=1[84,94) k=1[85,95) "
                                + "k=1[86,96) k=1[87,97) k=1[88,98) k=1[89,99) k=1[90,100) W110 "
                                + "k=2[94,104) k=2[95,105) k=2[96,106) k=2[97,107) k=2[98,108) "
                                + "k=2[99,109) k=2[100,110)"),
                new Case(
                        "SL-9: gaps",
                        3,
                        10,
                        0,
                        "1@1 2@2 3@3 5@5 9@9 10@10 11@11 100@100 W200 7@7",
                        "k=3[0,3) k=21[10,13) k=100[100,103) W200 late(k:7@7)"),
                new Case(
                        "Ten silent years",
                        3,
                        1,
                        0,
                        "1@0 2@315360000000 W315360000001",
                        "k=1[-2,1) k=1[-1,2) k=1[0,3) k=2[315359999998,315360000001)"
                                + " k=2[315359999999,315360000002) W315360000001 k=2[315360000000,315360000003)"),
                new Case(
                        "LA-22: windows at both ends of time are cut off there",
                        10,
                        4,
                        0,
                        "1@" + (Long.MIN_VALUE + 1) + " 2@" + (MAX - 1) + " W0 Wmax",
                        "k=1[" + (Long.MIN_VALUE + 1) + "," + (Long.MIN_VALUE + 2) + ") k=1[" + (Long.MIN_VALUE + 1)
                                + "," + (Long.MIN_VALUE + 6) + ") k=1[" + (Long.MIN_VALUE + 1) + ","
                                + (Long.MIN_VALUE + 10) + ") W0 k=2[" + (MAX - 7) + "," + MAX + ") Wmax"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sums")
    void shouldSumAtTheEndOfTheWindow(Case sliding) throws Exception {
        sliding.check(Emission.atEnd(Aggregates.sumLong(Event::value)));
        sliding.check(Emission.atEnd(new Values<>(true, Values::sum)));
    }

    static Stream<Case> values() {
        return Stream.of(
                new Case(
                        "SL-7: simple",
                        10,
                        5,
                        0,
                        "1@1 2@2 5@5 9@9 10@10 11@11 W100",
                        "k=[1,2][-5,5) k=[1,2,5,9][0,10) k=[5,9,10,11][5,15) k=[10,11][10,20) W100"),
                new Case(
                        "SL-8: slightly overlapping",
                        7,
                        5,
                        0,
                        "1@1 2@2 5@5 9@9 10@10 11@11 W100",
                        "k=[1][-5,2) k=[1,2,5][0,7) k=[5,9,10,11][5,12) k=[10,11][10,17) W100"),
                new Case(
                                "SL-10: offset",
                                10,
                                5,
                                0,
                                "1@1 2@2 5@5 9@9 10@10 11@11 W100",
                                "k=[1][-8,2) k=[1,2,5][-3,7) k=[2,5,9,10,11][2,12) k=[9,10,11][7,17) W100")
                        .offset(2),
                new Case(
                        "SL-11: by key and window",
                        5,
                        3,
                        0,
                        "foo:1@1 foo:4@4 bar:3@3 W100",
                        "foo=[1][-3,2) bar=[3][0,5) foo=[1,4][0,5) bar=[3][3,8) foo=[4][3,8) W100"),
                new Case(
                        "SL-12: in ascending order",
                        12,
                        5,
                        0,
                        "1@21 W100",
                        "k=[1][10,22) k=[1][15,27) k=[1][20,32) W100"),
                new Case(
                        "SL-16: descending",
                        10,
                        5,
                        0,
                        "11@11 10@10 9@9 5@5 2@2 1@1 W100",
                        "k=[1,2][-5,5) k=[1,2,5,9][0,10) k=[5,9,10,11][5,15) k=[10,11][10,20) W100"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void shouldCollectAtTheEndOfTheWindow(Case sliding) throws Exception {
        sliding.check(Emission.atEnd(new Values<>(false, Values::sorted)));
        sliding.check(Emission.atEnd(new Values<>(true, Values::sorted)));
    }

    static Stream<Row> cumulative() {
        return Stream.of(
                new Row(
                        "Grows and begins anew",
                        30,
                        0,
                        "1@5 W9 2@15 W19 W29 4@31 W39 W100",
                        "k=1[0,10) W9 k=3[0,20) W19 k=3[0,30) W29 k=4[30,40) W39 k=4[30,50) k=4[30,60) W100"),
                new Row(
                        "Late for some windows",
                        30,
                        0,
                        "1@5 W9 2@6 W19 4@7 W29 8@8",
                        "k=1[0,10) W9 k=3[0,20) W19 k=7[0,30) W29 late(k:8@8)"),
                new Row(
                        "Late but allowed",
                        30,
                        10,
                        "1@5 W9 2@6 W19 4@7 W38 8@8 W39 16@9",
                        "k=1[0,10) W9 k=3[0,10) k=3[0,20) W19 k=7[0,20) k=7[0,30) W38 k=15[0,30) W39 late(k:16@9)"),
                new Row(
                        "Negative times",
                        30,
                        0,
                        "1@-1 2@-30 W-21 W-1",
                        "k=2[-30,-20) W-21 k=2[-30,-10) k=3[-30,0) W-1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cumulative")
    void shouldAccumulateStepByStep(Row row) throws Exception {
        for (boolean subtracts : new boolean[] {false, true}) {
            Emission<Event, ?, Long> emission = Emission.atEnd(new Values<>(subtracts, Values::sum));
            WindowGrid grid = new CumulativeGrid(row.length(), 10, 0);
            Script.check(
                    () -> WindowOperator.sliding(grid, Script.logic(emission, row.lateness())),
                    row.steps(),
                    row.expected());
        }
    }
}
