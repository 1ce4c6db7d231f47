package io.millrace.join;

import static io.millrace.join.JoinRun.with;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedExtension;
import io.millrace.join.JoinRun.Row;
import io.millrace.operator.Operator;
import io.millrace.operator.SideOutput;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A join that goes on as another: by other bounds, with another lateness, as another kind. */
class JoinRestartTest {

    private static final int SEEDS = 200;

    private static final KeyedExtension<String, Row, Join<String, Row, Row>> DURING =
            with(right -> right.during(row -> Instant.ofEpochMilli(row.time() + 100)));

    private static KeyedExtension<String, Row, Join<String, Row, Row>> within(long from, long to) {
        return with(right -> right.within(ofMillis(from), ofMillis(to)));
    }

    private static Function<Join<String, Row, Row>, Joined<Row, Row, String>> counting(long lateness) {
        return join -> join.allowedLateness(ofMillis(lateness))
                .aggregate("j", Aggregates.count(), (row, count) -> row + "x" + count);
    }

    @Test
    void shouldKnowWhichRowsHaveMetAnotherWhenInnerBecomesLeft() throws Exception {
        JoinRun run = JoinRun.of(DURING, join -> join.inner("j", JoinRun::pair));
        run.left("a", "before", 0).right("a", "r", 0).left("a", "behind", 0).right("b", "r", 0);
        run.left("c", "alone", 0).watermark(10);
        assertThat(run.told()).containsExactly("before+r#0", "behind+r#0");
        run.harness.restart(JoinRun.operator(DURING, join -> join.full("j", JoinRun::pair)));
        run.left("d", "d", 20);
        assertThat(run.watermark(EventTime.MAX).told()).containsExactly("d+null#20");
    }

    @Test
    void shouldKnowWhichRowsHaveMetAnotherWhenLeftIsInnerForAWhile() throws Exception {
        for (KeyedExtension<String, Row, Join<String, Row, Row>> bounds : List.of(DURING, within(-100, 100))) {
            JoinRun run = JoinRun.of(bounds, join -> join.full("j", JoinRun::pair));
            run.left("a", "A", 20).right("b", "b", 20).left("c", "C", 20).watermark(10);
            run.harness.restart(JoinRun.operator(bounds, join -> join.inner("j", JoinRun::pair)));
            run.right("a", "a", 20).left("b", "B", 20);
            assertThat(run.told()).containsExactly("A+a#20", "B+b#20");
            run.harness.restart(JoinRun.operator(bounds, join -> join.full("j", JoinRun::pair)));
            assertThat(run.watermark(EventTime.MAX).told()).containsExactly("C+null#20");
        }
    }

    @Test
    void shouldTellWhatWaitedByWiderBounds() throws Exception {
        long minute = ofMinutes(1).toMillis();
        JoinRun run = JoinRun.of(within(0, 15 * minute), join -> join.left("j", JoinRun::pair));
        run.left("a", "A", 0).watermark(5 * minute);
        assertThat(run.harness.watermark()).isEqualTo(-1);
        run.harness.restart(JoinRun.operator(within(0, minute), join -> join.left("j", JoinRun::pair)));
        assertThat(run.watermark(5 * minute + 1).told()).containsExactly("A+null#0");
        run.harness.restart(JoinRun.operator(within(0, 20 * minute), join -> join.left("j", JoinRun::pair)));
        assertThat(run.watermark(EventTime.MAX).told()).isEmpty();
    }

    @Test
    void shouldTellAggregatesThatWaitedByWiderBoundsAndNoneLate() throws Exception {
        JoinRun run = JoinRun.of(within(0, 15_000), counting(0));
        run.left("a", "A", 0).right("a", "r", 7_000).watermark(5_000);
        assertThat(run.harness.watermark()).isEqualTo(5_000);
        run.harness.restart(JoinRun.operator(within(0, 1_000), counting(10)));
        run.harness.restart(JoinRun.operator(within(0, 1_000), counting(0)));
        assertThat(run.watermark(6_000).told()).containsExactly("Ax1#5001");
    }

    @Test
    void shouldTellAndRemoveWhatWaitedForLateRows() throws Exception {
        List<Function<Join<String, Row, Row>, Joined<Row, Row, String>>> kinds =
                List.of(join -> join.left("j", JoinRun::pair), counting(0));
        for (int kind = 0; kind < 2; kind++) {
            Function<Join<String, Row, Row>, Joined<Row, Row, String>> less = kinds.get(kind);
            JoinRun run = JoinRun.of(DURING, join -> less.apply(join.allowedLateness(ofSeconds(1))));
            if (kind == 1) {
                run = JoinRun.of(DURING, counting(1_000));
            }
            run.left("a", "A", 5).watermark(500);
            run.harness.restart(JoinRun.operator(DURING, less));
            assertThat(run.watermark(400).harness.watermark()).isLessThan(kind == 0 ? 5 : 105);
            assertThat(run.watermark(501).told()).containsExactly(kind == 0 ? "A+null#5" : "Ax0#105");
            assertThat(run.harness.keyedState().size()).isZero();
            assertThat(run.harness.watermark()).isEqualTo(501);
        }
    }

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    void shouldTellEachRowThatMeetsNoneOnceAndNotLateWhateverBecomesOfTheBounds() {
        Seeds.check(SEEDS, seed -> new Run(seed).run());
    }

    /** Rows of two sides, of which none has the key of another. */
    private static final class Run {
        private final Random random;
        private final boolean grouped;
        private final boolean during;
        private final Map<String, Integer> told = new TreeMap<>();
        private final List<String> taken = new ArrayList<>();
        private JoinRun run;
        /** Rows of which results may be late: which were late themselves, or have other ends than before, and wait for late rows. */
        private final Set<String> late = new HashSet<>();

        private long watermark = -1;

        /** How far event time behind the join has been at most. */
        private long announced = EventTime.NONE;

        Run(long seed) {
            random = new Random(seed);
            grouped = random.nextInt(3) == 0;
            during = random.nextInt(3) == 0;
        }

        private Operator<Object, String> next() throws Exception {
            long from = random.nextInt(60) - 30L;
            long to = from + random.nextInt(60);
            long lateness = random.nextBoolean() ? 0 : random.nextInt(60);
            if (grouped && !during && lateness > 0) {
                late.addAll(taken);
            }
            KeyedExtension<String, Row, Join<String, Row, Row>> bounds = during
                    ? DURING
                    : with(right ->
                            !grouped && to == from ? right.forever() : right.within(ofMillis(from), ofMillis(to)));
            return JoinRun.operator(
                    bounds,
                    join -> grouped
                            ? counting(lateness).apply(join)
                            : join.allowedLateness(ofMillis(lateness)).full("j", JoinRun::pair));
        }

        void run() throws Exception {
            run = JoinRun.of(next());
            for (int phase = random.nextInt(5); phase >= 0; phase--) {
                for (int step = random.nextInt(20); step > 0; step--) {
                    step();
                }
                run.harness.restart(next());
            }
            watermark(EventTime.MAX);
            for (String side : List.of(SideOutput.LATE_LEFT, SideOutput.LATE_RIGHT)) {
                run.late(side).forEach(each -> told.merge(each, 1, Integer::sum));
            }
            Map<String, Integer> expected = new TreeMap<>();
            taken.forEach(each -> expected.put(each, 1));
            assertThat(told).isEqualTo(expected);
            assertThat(run.harness.keyedState().size()).isZero();
        }

        private void step() throws Exception {
            if (random.nextInt(3) == 0) {
                watermark(watermark + 1 + random.nextInt(30));
                return;
            }
            if (random.nextInt(8) == 0) {
                run.harness.idle();
                take();
            }
            String name = (random.nextBoolean() ? "L" : "R") + taken.size();
            long time = Math.max(0, watermark + random.nextInt(100) - 50);
            if (time <= announced) {
                late.add(name);
            }
            if (grouped || name.startsWith("L")) {
                run.left(name, name, time);
            } else {
                run.right(name, name, time);
            }
            taken.add(name);
            take();
        }

        private void watermark(long to) throws Exception {
            watermark = to;
            run.watermark(to);
            take();
        }

        private void take() {
            for (String each : run.told()) {
                String name = each.replaceAll("null|[+]|x0|#.*", "");
                told.merge(name, 1, Integer::sum);
                if (!late.contains(name)) {
                    assertThat(Long.parseLong(each.substring(each.indexOf('#') + 1)))
                            .as("the time of %s", each)
                            .isGreaterThan(announced);
                }
            }
            announced = Math.max(announced, run.harness.watermark());
        }
    }
}
