package io.millrace.join;

import static io.millrace.join.JoinRun.with;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.join.JoinRun.Row;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.operator.Outstanding;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins, case by case: what other engines expect, by the rules of this one. */
class JoinCasesTest {

    private static JoinRun inner(long from, long to) throws Exception {
        return JoinRun.of(
                with(right -> right.within(ofMillis(from), ofMillis(to))), join -> join.inner("j", JoinRun::pair));
    }

    private static JoinRun left(long from, long to, long lateness) throws Exception {
        return JoinRun.of(
                with(right -> right.within(ofMillis(from), ofMillis(to))),
                join -> join.allowedLateness(ofMillis(lateness)).left("j", JoinRun::pair));
    }

    static Stream<Arguments> bounds() {
        return Stream.of(
                Arguments.of("IJ-1", 1, 2, "12 13 23 24 34"),
                Arguments.of("IJ-2", -2, -1, "21 31 32 42 43"),
                Arguments.of("IJ-4", -1, 1, "11 12 21 22 23 32 33 34 43 44"),
                Arguments.of("IJ-5", 1, 2, "12 13 23 24 34"),
                Arguments.of("IJ-7", 0, 0, "11 22 33 44"),
                Arguments.of("IJ-8", 2, 2, "13 24"));
    }

    @ParameterizedTest(name = "{0}: bounds [{1}, {2}]")
    @MethodSource("bounds")
    void shouldJoinWhatIsWithinTheBoundsWhicheverSideIsFaster(String id, long from, long to, String pairs)
            throws Exception {
        for (boolean leftFirst : List.of(true, false)) {
            JoinRun run = inner(from, to);
            for (long i = 1; i <= 4; i++) {
                if (leftFirst) {
                    run.left("key", "" + i, i).right("key", "" + i, i);
                } else {
                    run.right("key", "" + i, i).left("key", "" + i, i);
                }
                run.watermark(i);
            }
            List<String> expected = Stream.of(pairs.split(" "))
                    .map(pair -> pair.charAt(0) + "+" + pair.charAt(1) + "#"
                            + Math.max(pair.charAt(0) - '0', pair.charAt(1) - '0'))
                    .toList();
            assertThat(run.told()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @DisplayName("IJ-9: what is of no more use is not kept, whatever its key")
    void shouldKeepNothingThatIsOfNoMoreUse() throws Exception {
        JoinRun run = inner(-2_000, 0);
        for (long i = 1; i <= 50; i++) {
            run.left("key" + i, "l", i * 1_000).right("key" + i, "r", i * 1_000);
        }
        long all = run.harness.keyedState().size();
        run.watermark(30_000);
        long some = run.harness.keyedState().size();
        assertThat(some).isLessThan(all * 6 / 10).isGreaterThanOrEqualTo(20);
        run.watermark(60_000);
        assertThat(run.harness.keyedState().size()).isZero();
    }

    @Test
    void shouldHoldEventTimeAtTheFirstRowThatIsToldAtTheEndOfTime() throws Exception {
        JoinRun run = left(0, Long.MAX_VALUE, 0);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            run.left("key" + i, "l" + i, 139 - i);
            expected.add(0, "l" + i + "+null#" + (139 - i));
        }
        run.watermark(500);
        assertThat(run.harness.watermark()).isEqualTo(99);
        assertThat(run.watermark(EventTime.MAX).told()).isEqualTo(expected);
    }

    @Test
    @DisplayName("IJ-12: a late row joins nothing, and is told as late")
    void shouldSetLateRowsAside() throws Exception {
        JoinRun run = inner(-1, 1);
        for (long i = 1; i <= 3; i++) {
            run.left("key", "" + i, i).right("key", "" + i, i);
        }
        run.watermark(3).left("key", "1", 1);
        for (long i = 4; i <= 5; i++) {
            run.left("key", "" + i, i).right("key", "" + i, i);
        }
        assertThat(run.told().stream().map(each -> each.substring(0, 3).replace("+", "")))
                .containsExactlyInAnyOrder(
                        "11", "12", "21", "22", "23", "32", "33", "34", "43", "44", "45", "54", "55");
        assertThat(run.late(SideOutput.LATE_LEFT)).containsExactly("1");
        assertThat(run.harness.count(Metrics.LATE)).isEqualTo(1);
    }

    @Test
    @DisplayName("IJ-13: a row without a timestamp is refused on either side")
    void shouldRefuseRowsWithoutTimestamps() throws Exception {
        for (int side = 0; side < 2; side++) {
            JoinRun run = inner(0, 0);
            int input = side;
            assertThatThrownBy(() -> run.harness.event(input, new Row("a", 0), EventTime.NONE))
                    .hasMessageContaining(".timestamps(...)");
        }
    }

    @Test
    @DisplayName("KJ-1: each left row that meets none is told once, duplicates too")
    void shouldTellLeftDuplicatesOnceEach() throws Exception {
        JoinRun run = left(-100, 100, 10);
        run.left("0", "A0", 0).watermark(0).left("0", "A0-0", 0).watermark(0);
        assertThat(run.right("1", "a0", 111).watermark(111).told())
                .containsExactlyInAnyOrder("A0+null#0", "A0-0+null#0");
        run.right("2", "dummy", 500).watermark(500);
        run.left("2", "A2", 1_000).watermark(1_000).left("2", "A2-0", 1_000);
        assertThat(run.right("2", "a2", 1_001).watermark(1_001).told())
                .containsExactlyInAnyOrder("A2+a2#1001", "A2-0+a2#1001");
        assertThat(run.right("3", "a3", 315).told()).isEmpty();
        assertThat(run.late(SideOutput.LATE_RIGHT)).containsExactly("a3");
        assertThat(run.watermark(EventTime.MAX).told()).isEmpty();
    }

    @Test
    @DisplayName("KJ-4: no row is told to have met none and then meets one")
    void shouldNotJoinWhatWasTold() throws Exception {
        JoinRun run = left(-100, 0, 0);
        List<String> told = new ArrayList<>();
        for (long i = 0; i < 4; i++) {
            run.left("" + i, "A" + i, 1_000 + i).watermark(999 + i);
            told.addAll(run.told());
        }
        assertThat(told).containsExactly("A0+null#1000", "A1+null#1001", "A2+null#1002");
        for (int i = 0; i < 4; i++) {
            run.right("" + i, "a" + i, 999);
        }
        assertThat(run.told()).isEmpty();
        assertThat(run.late(SideOutput.LATE_RIGHT)).containsExactly("a0", "a1", "a2", "a3");
        assertThat(run.right("2", "b2", 1_003).right("3", "b3", 1_003).told()).containsExactly("A3+b3#1003");
        assertThat(run.watermark(EventTime.MAX).told()).isEmpty();
    }

    @Test
    @DisplayName("KJ-5, KJ-6: rows that meet none are told when their time is over, with lateness behind that")
    void shouldTellRowsWhenTheirTimeIsOver() throws Exception {
        JoinRun run = left(-100, 100, 0);
        run.left("0", "A0", 0).left("1", "A1", 100).watermark(99);
        assertThat(run.told()).isEmpty();
        assertThat(run.right("1", "a1", 110).watermark(109).told()).containsExactly("A1+a1#110", "A0+null#0");

        JoinRun late = left(-100, 100, 10);
        late.left("0", "A0", 0).left("1", "A1", 0);
        assertThat(late.right("0", "a0", 101)
                        .right("1", "a1", 101)
                        .watermark(100)
                        .told())
                .isEmpty();
        assertThat(late.watermark(109).told()).isEmpty();
        assertThat(late.watermark(1_200).told()).containsExactlyInAnyOrder("A0+null#0", "A1+null#0");
    }

    @Test
    @DisplayName("KJ-8: a key that is null fails the job, which says what to do")
    void shouldRefuseKeysThatAreNull() {
        Pipeline pipeline = Pipeline.create("join");
        KeyedStream<String, Row> left = pipeline.source("rows", Sources.collection(List.of(new Row(null, "x", 1))))
                .timestamps(Timestamps.millis(Row::time), Watermarks.ascending())
                .keyBy(Row::key);
        left.join(Joins.with(left).within(ofMillis(0), ofMillis(1)))
                .inner("self", JoinRun::pair)
                .to("out", Sinks.discard());
        for (int tasks = 1; tasks <= 2; tasks++) {
            Simulation run = Simulation.of(pipeline).parallelism(tasks);
            assertThatThrownBy(run::run).rootCause().hasMessageContaining("filter such events out before keyBy");
        }
    }

    @Test
    void shouldHoldEventTimeForWhatWillBeToldAndNoLonger() throws Exception {
        JoinRun run = left(0, 1_000, 0);
        run.left("a", "A", 100).left("b", "B", 300).watermark(500);
        assertThat(run.harness.watermark()).isEqualTo(99);
        assertThat(run.operator.waitsFor().orElseThrow())
                .isEqualTo(
                        "a right row for the left one of 1970-01-01T00:00:00.100Z, or for the end of what that can meet");
        run.right("a", "a", 600);
        assertThat(run.harness.watermark()).isEqualTo(299);
        run.watermark(1_300);
        assertThat(run.told()).containsExactly("A+a#600", "B+null#300");
        assertThat(run.harness.watermark()).isEqualTo(1_300);
    }

    @Test
    void shouldNotKeepEventTimeBackForLatenessWhileIdle() throws Exception {
        JoinRun run = left(0, 10, 50);
        run.left("a", "A", 100).right("a", "a", 100).watermark(100);
        assertThat(run.harness.watermark()).isEqualTo(50);
        run.harness.idle();
        assertThat(run.harness.isIdle()).isTrue();
        assertThat(run.harness.watermark()).isEqualTo(100);
        run.left("a", "B", 101);
        assertThat(run.watermark(170).told()).containsExactly("A+a#100", "B+null#101");
    }

    @Test
    void shouldHoldEventTimeForResultsThatWaitForLateRowsWhileIdle() throws Exception {
        JoinRun run = JoinRun.of(
                with(right -> right.within(ofMillis(0), ofMillis(10))),
                join -> join.allowedLateness(ofMillis(50))
                        .aggregate("j", Aggregates.count(), (row, count) -> row + "x" + count));
        run.left("a", "A", 100).left("b", "B", 160).watermark(150);
        assertThat(run.harness.watermark()).isEqualTo(100);
        run.harness.idle();
        assertThat(run.harness.isIdle()).isFalse();
        assertThat(run.operator.waitsFor())
                .hasValueSatisfying(what -> assertThat(what)
                        .isEqualTo("late rows, which are allowed, for the result of 1970-01-01T00:00:00.110Z"));
        run.right("c", "r", 145).watermark(151);
        run.harness.idle();
        assertThat(run.harness.watermark()).isEqualTo(109);
        assertThat(run.watermark(160).told()).containsExactly("Ax0#110");
        run.harness.idle();
        assertThat(run.harness.watermark()).isEqualTo(160);
        assertThat(run.harness.isIdle()).isTrue();
    }

    @Test
    void shouldRemoveEachOfManyLeftRowsOfOneTimeInFewSteps() throws Exception {
        for (boolean restored : List.of(false, true)) {
            KeyedExtension<String, Row, Join<String, Row, Row>> during =
                    with(right -> right.during(row -> Instant.ofEpochMilli(row.time() + Long.parseLong(row.name()))));
            JoinRun run = JoinRun.of(during, join -> join.left("j", JoinRun::pair));
            int many = 100_000;
            Batch<Object> rows = new Batch<>(many);
            for (int i = 0; i < many; i++) {
                rows.add(new Row("" + (many - i), 5), 5);
            }
            run.harness.batch(0, rows);
            if (restored) {
                run.harness.restart(JoinRun.operator(during, join -> join.left("j", JoinRun::pair)));
            }
            run.watermark(4 + many / 2);
            assertThat(run.told()).hasSize(many / 2 - 1).startsWith("1+null#5", "2+null#5");
            run.right("key", "r", 5 + many / 2);
            assertThat(run.told()).hasSize(many / 2 + 1);
            run.watermark(EventTime.MAX);
            assertThat(run.harness.keyedState().size()).isZero();
        }
    }

    @Test
    void shouldTellTheAggregateOfEachLeftRowWhenItsTimeIsOver() throws Exception {
        JoinRun run = JoinRun.of(
                with(right -> right.during(row -> Instant.ofEpochMilli(row.time() + Long.parseLong(row.name())))),
                join -> join.aggregate("j", Aggregates.max(Row::name), JoinRun::pair));
        run.right("a", "early", 5)
                .left("a", "10", 5)
                .left("a", "30", 5)
                .right("a", "x", 12)
                .right("a", "z", 36);
        assertThat(run.watermark(14).told()).isEmpty();
        assertThat(run.watermark(15).told()).containsExactly("10+x#15");
        run.right("a", "b", 20).right("b", "w", 20).right("a", "zz", 4);
        assertThat(run.late(SideOutput.LATE_RIGHT)).containsExactly("zz");
        assertThat(run.watermark(40).told()).containsExactly("30+x#35");
        run.left("c", "0", 41).watermark(41);
        assertThat(run.told()).containsExactly("0+null#41");
        run.watermark(EventTime.MAX);
        assertThat(run.harness.keyedState().size()).isZero();
    }

    @Test
    void shouldPauseAmidTheManyRowsThatOneRowMeets() throws Exception {
        JoinRun run = inner(-10, 10);
        int many = 20_000;
        Batch<Object> rows = new Batch<>(many);
        for (int i = 0; i < many; i++) {
            rows.add(new Row("r" + i, i % 10), i % 10);
        }
        run.harness.batch(1, rows);
        run.harness.room(7);
        int before = run.harness.pauses();
        run.left("key", "L", 5);
        assertThat(run.harness.pauses() - before).isGreaterThanOrEqualTo(many / 7);
        assertThat(run.told()).hasSize(many).doesNotHaveDuplicates();
    }

    @Test
    void shouldPauseWhereManyRowsAreLookedAtAndNoneIsTold() throws Exception {
        JoinRun run = JoinRun.of(
                with(right -> right.within(ofMillis(0), ofMillis(10))),
                join -> join.aggregate("j", Aggregates.count(), (row, count) -> row + "x" + count));
        int many = 20_000;
        Batch<Object> rows = new Batch<>(many);
        for (int i = 0; i < many; i++) {
            rows.add(new Row("l", 5), 5);
        }
        run.harness.batch(0, rows);
        int before = run.harness.pauses();
        run.right("key", "r", 6);
        assertThat(run.harness.pauses() - before).isGreaterThanOrEqualTo(10);
        run.watermark(15);
        assertThat(run.told()).hasSize(many).containsOnly("lx1#15");
    }

    @Test
    void shouldGoOnWithOtherBoundsAndAnotherKind() throws Exception {
        JoinRun run = inner(0, 1_500);
        for (long i = 0; i < 20; i++) {
            run.left("a", "L" + i, 100 * i).right("b", "R" + i, 100 * i);
        }
        run.watermark(10);
        KeyedExtension<String, Row, Join<String, Row, Row>> wider =
                with(right -> right.within(ofMillis(-700), ofMillis(40_000)));
        run.harness.restart(JoinRun.operator(wider, join -> join.full("j", JoinRun::pair)));
        run.right("a", "r", 1_000).left("b", "l", 1_000);
        List<String> expected = new ArrayList<>();
        for (long i = 1; i < 20; i++) {
            if (100 * i <= 1_700) {
                expected.add("L" + i + "+r#" + Math.max(100 * i, 1_000));
            }
            if (100 * i >= 300) {
                expected.add("l+R" + i + "#" + Math.max(100 * i, 1_000));
            }
        }
        assertThat(run.told())
                .contains("L0+r#1000")
                .filteredOn(each -> !each.startsWith("L0"))
                .containsExactlyInAnyOrderElementsOf(expected);
        run.left("c", "alone", 2_000);
        assertThat(run.watermark(EventTime.MAX).told()).containsExactly("alone+null#2000");
    }

    @Test
    void shouldSayWhatAKeyWaitsFor() throws Exception {
        JoinRun run = left(0, 100, 10);
        assertThat(outstanding(run, "a")).isInstanceOf(Outstanding.Nothing.class);
        run.left("a", "A", 7).left("a", "B", 5);
        assertThat(outstanding(run, "a")).isEqualTo(new Outstanding.AtWatermark(5, 106, 115));
        run.right("a", "r", 20);
        assertThat(outstanding(run, "a")).isInstanceOf(Outstanding.WithEvent.class);
    }

    private static Outstanding outstanding(JoinRun run, String key) {
        int hash = SerdeRegistry.standard().hasher(Type.of(String.class)).hash(key);
        return run.operator.outstanding(key, hash).orElseThrow();
    }
}
