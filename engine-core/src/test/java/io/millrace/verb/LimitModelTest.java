package io.millrace.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.Timely.Deduped;
import io.millrace.Timely.Limited;
import io.millrace.operator.internal.Limiting;
import io.millrace.sink.Sinks;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.verb.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Deduplication and limits against all events at once. */
class LimitModelTest {

    private static final int SEEDS = 200;

    /** What passes of one key, in the order of arrival: none that would make more than so many less than so far apart. */
    private static List<Row> naive(List<Row> rows, int most, long within) {
        List<Row> passed = new ArrayList<>();
        for (Row row : rows) {
            List<Long> times = new ArrayList<>(passed.stream().map(Row::time).toList());
            times.add(row.time());
            times.sort(null);
            boolean over = false;
            for (int first = 0; first + most < times.size(); first++) {
                over |= times.get(first + most) - times.get(first) < within;
            }
            if (!over) {
                passed.add(row);
            }
        }
        return passed;
    }

    @Test
    void shouldPassTheFirstOfEachThatAreNearToEachOther() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = Rows.random(random);
            int within = 1 + random.nextInt(60);
            Pipeline pipeline = Pipeline.create("dedup");
            Deduped<Row> deduped =
                    Rows.timed(pipeline, "rows", rows).keyBy(Row::key).dedup("once", Duration.ofMillis(within));
            deduped.to("passed", Sinks.discard());
            deduped.duplicates().to("duplicates", Sinks.discard());
            deduped.late().to("late", Sinks.discard());

            check(Rows.disturbed(pipeline, seed), "duplicates", rows, 1, within);
        });
    }

    @Test
    void shouldPassAsManyAsMayInAnyStretchOfTime() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = Rows.random(random);
            int within = 1 + random.nextInt(90);
            int most = 1 + random.nextInt(9);
            Pipeline pipeline = Pipeline.create("limit");
            Limited<Row> limited =
                    Rows.timed(pipeline, "rows", rows).keyBy(Row::key).atMost("limit", most, Duration.ofMillis(within));
            limited.to("passed", Sinks.discard());
            limited.over().to("over", Sinks.discard());
            limited.late().to("late", Sinks.discard());

            check(Rows.disturbed(pipeline, seed), "over", rows, most, within);
        });
    }

    private static void check(Simulation run, String rest, List<Row> rows, int most, long within) {
        Map<Integer, List<Row>> passed = Rows.byKey(Rows.output(run, "passed"));
        Map<Integer, List<Row>> others = Rows.byKey(Rows.output(run, rest));
        Rows.byKey(rows).forEach((key, all) -> {
            List<Row> expected = naive(all, most, within);
            List<Row> left = new ArrayList<>(all);
            left.removeAll(expected);
            assertThat(passed.getOrDefault(key, List.of())).isEqualTo(expected);
            assertThat(others.getOrDefault(key, List.of())).isEqualTo(left);
        });
        assertThat(run.output("late")).isEmpty();
        assertThat(passed.values().stream().mapToInt(List::size).sum()
                        + others.values().stream().mapToInt(List::size).sum())
                .isEqualTo(rows.size());
    }

    /** Under watermarks at random, with a snapshot between any two events; what is late counts for nothing. */
    @Test
    void shouldSetLateEventsAsideAndForgetWhatNoneCanBeNearTo() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int within = 1 + random.nextInt(40);
            int most = 1 + random.nextInt(4);
            OperatorHarness<Row, Row> harness = OperatorHarness.of(operator(most, within))
                    .keyedBy(Row::key)
                    .snapshots()
                    .open();
            List<Row> inTime = new ArrayList<>();
            List<Row> late = new ArrayList<>();
            long watermark = Long.MIN_VALUE;
            for (Row row : Rows.random(random)) {
                if (random.nextInt(4) == 0 && row.time() - 10 > watermark) {
                    watermark = row.time() - random.nextInt(10);
                    harness.watermark(watermark);
                }
                if (random.nextInt(8) == 0) {
                    harness.restart(operator(most, within));
                }
                (row.time() <= watermark ? late : inTime).add(row);
                harness.event(row, row.time());
            }
            List<Row> expected = new ArrayList<>();
            Rows.byKey(inTime).values().forEach(all -> expected.addAll(naive(all, most, within)));

            assertThat(harness.output()).extracting(Emitted::value).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(harness.sideOutput("late")).extracting(Emitted::value).isEqualTo(late);
            assertThat(harness.sideOutput("over")).hasSize(inTime.size() - expected.size());
            harness.watermark(1_000_000);
            assertThat(harness.keyedState().size()).isZero();
        });
    }

    /** Whatever the bounds were when an event passed, those of now hold between it and what comes. */
    @Test
    void shouldHoldTheBoundsOfNowAlsoAgainstWhatPassedUnderOthers() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int within = 1 + random.nextInt(40);
            int most = 1 + random.nextInt(4);
            OperatorHarness<Row, Row> harness = OperatorHarness.of(operator(most, within))
                    .keyedBy(Row::key)
                    .snapshots()
                    .open();
            List<Row> passed = new ArrayList<>();
            List<Row> rows = Rows.random(random);
            for (Row row : rows) {
                if (random.nextInt(6) == 0) {
                    within = 1 + random.nextInt(40);
                    most = 1 + random.nextInt(4);
                    harness.restart(operator(most, within));
                }
                harness.event(row, row.time());
                if (isWithin(passed, row, most, within)) {
                    passed.add(row);
                }
            }

            assertThat(harness.output()).extracting(Emitted::value).isEqualTo(passed);
            harness.watermark(1_000_000);
            assertThat(harness.keyedState().size()).isZero();
        });
    }

    /** Whether there are not so many of its key with which it would be less than so far apart. */
    private static boolean isWithin(List<Row> passed, Row row, int most, int within) {
        List<Long> before = passed.stream()
                .filter(each -> each.key() == row.key() && each.time() <= row.time())
                .map(Row::time)
                .sorted()
                .toList();
        List<Long> times = new ArrayList<>(before);
        times.add(row.time());
        passed.stream()
                .filter(each -> each.key() == row.key() && each.time() > row.time())
                .map(Row::time)
                .sorted()
                .forEach(times::add);
        int last = Math.min(before.size(), times.size() - 1 - most);
        for (int first = Math.max(0, before.size() - most); first <= last; first++) {
            if (times.get(first + most) - times.get(first) < within) {
                return false;
            }
        }
        return true;
    }

    private static Limiting<Integer, Row> operator(int most, int within) {
        return new Limiting<>(Row::key, most, within, "over");
    }
}
