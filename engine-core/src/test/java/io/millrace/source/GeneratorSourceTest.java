package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorSourceTest {

    @Test
    void shouldMakeEachIndexOnceWhenReadersShareTheWork() throws Exception {
        for (int parallelism = 1; parallelism <= 5; parallelism++) {
            GeneratorSource<Long> source = Sources.<Long>generate(i -> i).count(13);
            List<Long> events = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                TestSourceContext context = new TestSourceContext(subtask, parallelism, null);
                Reading.steps(source, context, 2).forEach(step -> events.addAll(step.events()));
            }
            assertThat(events)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 13).boxed().toList());
        }
    }

    @Test
    void shouldGoOnWhenAParallelReaderIsResumed() throws Exception {
        GeneratorSource<Long> source = Sources.<Long>generate(i -> i).count(10);
        List<Reading.Step<Long>> steps = Reading.steps(source, new TestSourceContext(1, 3, null), 2);

        assertThat(steps.get(0)).isEqualTo(new Reading.Step<>(List.of(1L, 4L), 7L));
        assertThat(Reading.steps(source, new TestSourceContext(1, 3, 7L), 2)
                        .get(0)
                        .events())
                .containsExactly(7L);
    }

    @Test
    void shouldRefuseToResumeWhenTheParallelismHasChanged() {
        assertThatThrownBy(() -> Sources.generate(i -> i).open(new TestSourceContext(1, 2, 4L)))
                .isInstanceOf(UnfitSnapshotException.class)
                .hasMessageContaining("reader 1 of 2 cannot go on at index 4");
    }

    @Test
    void shouldMakeWhatIsDueAndWaitForTheNextWhenThereIsARate() throws Exception {
        TestSourceContext context = new TestSourceContext();
        SourceReader<Long> reader = Sources.<Long>generate(i -> i).rate(10).open(context);

        assertThat(fetch(reader, 100, Fetch.WAIT)).containsExactly(0L);
        assertThat(context.wakeAt()).isEqualTo(Duration.ofMillis(100).toNanos());
        context.clock().advance(Duration.ofMillis(99));
        assertThat(fetch(reader, 100, Fetch.WAIT)).isEmpty();
        context.clock().advance(Duration.ofMillis(1));
        assertThat(fetch(reader, 100, Fetch.WAIT)).containsExactly(1L);
    }

    @Test
    void shouldCatchUpInABurstWhenItWasHeldBack() throws Exception {
        TestSourceContext context = new TestSourceContext();
        SourceReader<Long> reader =
                Sources.<Long>generate(i -> i).rate(1_000).count(60).open(context);
        context.clock().advance(Duration.ofMillis(49));

        assertThat(fetch(reader, 30, Fetch.MORE)).hasSize(30);
        assertThat(fetch(reader, 30, Fetch.WAIT)).hasSize(20);
        context.clock().advance(Duration.ofSeconds(1));
        assertThat(fetch(reader, 30, Fetch.END)).hasSize(10);
    }

    @Test
    void shouldStartTheScheduleAnewWhenResumed() throws Exception {
        TestSourceContext context = new TestSourceContext(1, 2, 1_000_001L);
        SourceReader<Long> reader = Sources.<Long>generate(i -> i).rate(10).open(context);
        context.clock().advance(Duration.ofMillis(100));

        assertThat(fetch(reader, 10, Fetch.WAIT)).containsExactly(1_000_001L);
        assertThat(context.wakeAt()).isEqualTo(Duration.ofMillis(300).toNanos());
    }

    @Test
    void shouldAlwaysHaveAnEventDueWhenItIsWokenAsItAsked() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            double rate = Math.pow(10, random.nextDouble(-9, 10));
            TestSourceContext context = new TestSourceContext();
            SourceReader<Long> reader =
                    Sources.<Long>generate(i -> i).rate(rate).open(context);
            for (int i = 0; i < 20; i++) {
                Batch<Long> batch = new Batch<>(16);
                Fetch fetch = reader.fetch(batch);
                assertThat(batch.isEmpty()).as("rate %s, fetch %d", rate, i).isFalse();
                if (fetch == Fetch.WAIT) {
                    long wait = context.wakeAt() - context.clock().nanos();
                    assertThat(wait).isPositive();
                    context.clock().advance(Duration.ofNanos(wait));
                }
            }
        });
    }

    @Test
    void shouldNameTheIndexWhenTheFunctionFails() throws Exception {
        SourceReader<Long> failing = Sources.<Long>generate(i -> 1 / (i - 2)).open(new TestSourceContext());
        SourceReader<Object> lacking = Sources.generate(i -> null).open(new TestSourceContext());

        assertThatThrownBy(() -> failing.fetch(new Batch<>(5)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'input' failed on index 2")
                .hasRootCauseInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> lacking.fetch(new Batch<>(5)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("returned null");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhenTheRateMakesNoSense(double rate) {
        GeneratorSource<Long> source = Sources.generate(i -> i);

        assertThatThrownBy(() -> source.rate(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Double.toString(rate));
    }

    @Test
    void shouldRefuseWhenTheCountIsNegative() {
        GeneratorSource<Long> source = Sources.generate(i -> i);

        assertThatThrownBy(() -> source.count(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 events");
    }

    private static List<Long> fetch(SourceReader<Long> reader, int batchSize, Fetch expected) throws Exception {
        Batch<Long> batch = new Batch<>(batchSize);
        assertThat(reader.fetch(batch)).isEqualTo(expected);
        return Reading.events(batch);
    }
}
