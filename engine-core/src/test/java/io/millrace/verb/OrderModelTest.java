package io.millrace.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.Timely;
import io.millrace.operator.Operator;
import io.millrace.operator.internal.Debouncing;
import io.millrace.operator.internal.Reordering;
import io.millrace.operator.internal.Sampling;
import io.millrace.sink.Sinks;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.verb.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits for event time, against all events at once. */
class OrderModelTest {

    private static final int SEEDS = 120;

    private enum Verb {
        REORDER {
            @Override
            Timely<Row> add(KeyedStream<Integer, Row> keyed, int time) {
                return keyed.reorder("verb");
            }

            @Override
            Operator<Row, Row> operator(int time) {
                return new Reordering<>(Row::key, Type.of(Row.class));
            }

            @Override
            List<Row> naive(List<Row> sorted, int time) {
                return sorted;
            }
        },
        DEBOUNCE {
            @Override
            Timely<Row> add(KeyedStream<Integer, Row> keyed, int time) {
                return keyed.debounce("verb", Duration.ofMillis(time));
            }

            @Override
            Operator<Row, Row> operator(int time) {
                return new Debouncing<>(Row::key, Type.of(Row.class), time);
            }

            @Override
            List<Row> naive(List<Row> sorted, int time) {
                return IntStream.range(0, sorted.size())
                        .filter(i -> i + 1 == sorted.size()
                                || sorted.get(i + 1).time() - sorted.get(i).time() >= time)
                        .mapToObj(sorted::get)
                        .toList();
            }
        },
        SAMPLE {
            @Override
            Timely<Row> add(KeyedStream<Integer, Row> keyed, int time) {
                return keyed.sample("verb", Duration.ofMillis(time));
            }

            @Override
            Operator<Row, Row> operator(int time) {
                return new Sampling<>(Row::key, Type.of(Row.class), time);
            }

            @Override
            List<Row> naive(List<Row> sorted, int time) {
                Map<Long, Row> latest = new TreeMap<>();
                sorted.forEach(row -> latest.put(Math.floorDiv(row.time(), time), row));
                return List.copyOf(latest.values());
            }
        };

        abstract Timely<Row> add(KeyedStream<Integer, Row> keyed, int time);

        abstract Operator<Row, Row> operator(int time);

        /** Of the rows of a key in their order. */
        abstract List<Row> naive(List<Row> sorted, int time);
    }

    private static List<Row> sorted(List<Row> rows) {
        return rows.stream().sorted(Comparator.comparingLong(Row::time)).toList();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameAsAllEventsAtOnce(Verb verb) {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = Rows.random(random);
            int time = 1 + random.nextInt(60);
            Pipeline pipeline = Pipeline.create("verb");
            Timely<Row> results = verb.add(Rows.timed(pipeline, "rows", rows).keyBy(Row::key), time);
            results.to("results", Sinks.discard());
            results.late().to("late", Sinks.discard());
            results.keyBy(Row::key).reorder("behind").late().to("late behind", Sinks.discard());

            Simulation run = Rows.disturbed(pipeline, seed);

            Map<Integer, List<Row>> actual = Rows.byKey(Rows.output(run, "results"));
            Rows.byKey(rows)
                    .forEach((key, all) -> assertThat(actual.remove(key)).isEqualTo(verb.naive(sorted(all), time)));
            assertThat(actual).isEmpty();
            assertThat(run.output("late")).isEmpty();
            assertThat(run.output("late behind")).isEmpty();
        });
    }

    /** Under watermarks at random, with a snapshot between any two events, and room for one result at a time. */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveLateEventsOutAndNeverBeLateItself(Verb verb) {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int time = 1 + random.nextInt(40);
            OperatorHarness<Row, Row> harness = OperatorHarness.of(verb.operator(time))
                    .keyedBy(Row::key)
                    .room(1 + random.nextInt(3))
                    .snapshots()
                    .open();
            List<Row> inTime = new ArrayList<>();
            List<Row> late = new ArrayList<>();
            List<Row> results = new ArrayList<>();
            long watermark = Long.MIN_VALUE;
            for (Row row : Rows.random(random)) {
                if (random.nextInt(4) == 0 && row.time() - 5 > watermark) {
                    watermark = row.time() - random.nextInt(5);
                    long announced = harness.watermark();
                    harness.watermark(watermark);
                    harness.takeOutput().forEach(each -> {
                        assertThat(each.timestamp())
                                .isEqualTo(each.value().time())
                                .isGreaterThan(announced);
                        results.add(each.value());
                    });
                    assertThat(harness.watermark()).isLessThanOrEqualTo(watermark);
                }
                if (random.nextInt(8) == 0) {
                    harness.restart(verb.operator(time));
                }
                (row.time() <= watermark ? late : inTime).add(row);
                harness.event(row, row.time());
            }
            harness.watermark(EventTime.MAX);
            harness.takeOutput().forEach(each -> results.add(each.value()));

            Map<Integer, List<Row>> actual = Rows.byKey(results);
            Rows.byKey(inTime)
                    .forEach((key, all) -> assertThat(actual.remove(key)).isEqualTo(verb.naive(sorted(all), time)));
            assertThat(actual).isEmpty();
            assertThat(harness.sideOutput("late")).extracting(Emitted::value).isEqualTo(late);
            assertThat(harness.keyedState().size()).isZero();
        });
    }

    /** What was kept for shorter intervals is the latest of longer ones, and nothing is told of a time that was announced. */
    @Test
    void shouldSampleByTheIntervalOfNowAlsoWhatWasKeptForAnother() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int before = 1 + random.nextInt(20);
            int now = random.nextBoolean() ? before * (1 + random.nextInt(4)) : 1 + random.nextInt(40);
            OperatorHarness<Row, Row> harness = OperatorHarness.of(Verb.SAMPLE.operator(before))
                    .keyedBy(Row::key)
                    .snapshots()
                    .open();
            List<Row> rows = Rows.random(random);
            int restart = random.nextInt(rows.size() + 1);
            for (int i = 0; i < rows.size(); i++) {
                if (i == restart) {
                    harness.restart(Verb.SAMPLE.operator(now));
                }
                harness.event(rows.get(i), rows.get(i).time());
            }
            harness.watermark(random.nextInt(100));
            List<Row> results = new ArrayList<>();
            harness.takeOutput().forEach(each -> results.add(each.value()));
            long announced = harness.watermark();
            harness.watermark(EventTime.MAX);
            for (Emitted<Row> each : harness.takeOutput()) {
                assertThat(each.timestamp()).isGreaterThan(announced);
                results.add(each.value());
            }

            int every = restart < rows.size() ? now : before;
            Rows.byKey(results)
                    .values()
                    .forEach(all -> assertThat(all)
                            .extracting(row -> Math.floorDiv(row.time(), every))
                            .doesNotHaveDuplicates());
            if (every % before == 0) {
                Map<Integer, List<Row>> actual = Rows.byKey(results);
                Rows.byKey(rows)
                        .forEach((key, all) ->
                                assertThat(actual.get(key)).isEqualTo(Verb.SAMPLE.naive(sorted(all), every)));
            }
            assertThat(harness.keyedState().size()).isZero();
        });
    }

    @Test
    void shouldMergeStreamsInTheOrderOfTimestamps() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("merge");
            List<List<Row>> inputs = new ArrayList<>();
            List<EventStream<Row>> streams = new ArrayList<>();
            for (int input = 0; input < 3; input++) {
                int lane = input;
                inputs.add(Rows.random(random).stream()
                        .map(row -> new Row(lane, row.seq(), row.time()))
                        .toList());
                streams.add(Rows.timed(pipeline, "rows-" + input, inputs.get(input)));
            }
            pipeline.mergeByTime("merged", streams.get(0), streams.get(1), streams.get(2))
                    .to("results", Sinks.discard());

            Simulation run = Rows.disturbed(pipeline, seed);

            List<Row> results = Rows.output(run, "results");
            assertThat(results).isSortedAccordingTo(Comparator.comparingLong(Row::time));
            for (List<Row> input : inputs) {
                assertThat(
                                input.isEmpty()
                                        ? List.of()
                                        : Rows.byKey(results).get(input.get(0).key()))
                        .isEqualTo(sorted(input));
            }
            assertThat(results).hasSize(inputs.stream().mapToInt(List::size).sum());
        });
    }
}
