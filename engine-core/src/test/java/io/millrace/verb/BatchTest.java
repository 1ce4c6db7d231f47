package io.millrace.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.internal.Batching;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.verb.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static Batching<Row> operator(int most, long millis) {
        return new Batching<>(
                Type.of(Row.class), most, Duration.ofMillis(millis).toNanos());
    }

    /** Against a list: with time passing, watermarks, snapshots and little room in between. */
    @Test
    void shouldGatherAsAListDoes() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int most = 1 + random.nextInt(6);
            int delay = random.nextInt(40);
            OperatorHarness<Row, List<Row>> harness = OperatorHarness.of(operator(most, delay))
                    .room(1)
                    .snapshots()
                    .open();
            List<List<Row>> expected = new ArrayList<>();
            List<Row> gathered = new ArrayList<>();
            long since = 0;
            long now = 0;
            long watermark = EventTime.NONE;
            for (Row row : Rows.random(random)) {
                since = gathered.isEmpty() ? now : since;
                gathered.add(row);
                harness.event(row, row.time());
                long step = random.nextInt(20);
                if (gathered.size() == most || now + step >= since + delay) {
                    expected.add(List.copyOf(gathered));
                    gathered.clear();
                }
                harness.advance(Duration.ofMillis(step));
                now += step;
                if (random.nextInt(6) == 0 && row.time() - 20 > watermark) {
                    watermark = row.time() - random.nextInt(20);
                    harness.watermark(watermark);
                    assertThat(harness.watermark()).isLessThanOrEqualTo(watermark);
                }
                if (gathered.isEmpty() && random.nextInt(8) == 0) {
                    harness.restart(operator(most, delay));
                }
            }
            harness.watermark(EventTime.MAX).endOfData();
            if (!gathered.isEmpty()) {
                expected.add(gathered);
            }
            assertThat(harness.output()).extracting(Emitted::value).isEqualTo(expected);
            harness.output()
                    .forEach(list -> assertThat(list.timestamp())
                            .isEqualTo(list.value().stream()
                                    .mapToLong(Row::time)
                                    .max()
                                    .orElseThrow()));
        });
    }

    @Test
    void shouldKeepTheWatermarkBelowWhatIsGathered() throws Exception {
        OperatorHarness<Row, List<Row>> harness =
                OperatorHarness.of(operator(3, 1_000)).open();
        harness.watermark(5)
                .event(new Row(0, 0, 10), 10)
                .event(new Row(0, 1, 4), 4)
                .watermark(50);
        assertThat(harness.watermark()).isEqualTo(9);

        harness.idle();
        assertThat(harness.isIdle()).isFalse();

        harness.advance(Duration.ofSeconds(1));
        assertThat(harness.watermark()).isEqualTo(50);
        assertThat(harness.output()).hasSize(1);
        assertThat(harness.idle().isIdle()).isTrue();
    }

    @Test
    void shouldLoseNothingWhateverHappens() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = Rows.random(random);
            int most = 1 + random.nextInt(9);
            Pipeline pipeline = Pipeline.create("batch");
            Rows.timed(pipeline, "rows", rows)
                    .rebalance()
                    .batch("lists", most, Duration.ofMillis(random.nextInt(300)))
                    .peek(list -> assertThat(list).hasSizeBetween(1, most))
                    .to("out", Sinks.discard());

            Simulation run = Rows.disturbed(pipeline, seed);

            List<Object> all = new ArrayList<>();
            run.output("out").forEach(list -> all.addAll((Collection<?>) list));
            assertThat(all).containsExactlyInAnyOrderElementsOf(rows);
        });
    }

    @Test
    void shouldKeepTheOrderAndWorkWithoutTimestampsAndTypes() {
        Seeds.check(40, seed -> {
            List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
            Pipeline pipeline = Pipeline.create("batch");
            pipeline.source("numbers", Sources.iterator(numbers::iterator))
                    .batch("lists", 7, Duration.ofMillis(3))
                    .flatMap(list -> list)
                    .to("out", Sinks.discard());

            assertThat(Simulation.of(pipeline).seed(seed).run().output("out")).isEqualTo(numbers);
            assertThatThrownBy(() -> Simulation.of(pipeline)
                            .snapshots(Duration.ofMillis(5))
                            .run())
                    .hasStackTraceContaining(
                            "operator 'lists' keeps the events that it gathers, whose type is not known:"
                                    + " say .typed(...) before batch");
        });
    }

    @Test
    void shouldKeepOneOfSoMany() {
        Pipeline pipeline = Pipeline.create("sample");
        pipeline.source("numbers", Sources.of(0, 1, 2, 3, 4, 5, 6, 7)).sample(3).to("few", Sinks.discard());

        assertThat(Simulation.of(pipeline).run().output("few")).isEqualTo(List.of(0, 3, 6));
        assertThatThrownBy(() -> pipeline.source("more", Sources.of(1)).sample(0))
                .hasMessage("sample(0): one of at least 1 event passes");
        assertThatThrownBy(() -> pipeline.source("others", Sources.of(1)).batch("b", 0, Duration.ZERO))
                .hasMessageContaining("batch 'b' of 0 events, PT0S: give at least 1 event");
    }
}
