package io.millrace.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.table.Shown;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What windows keep of a key, shown by the results of what they have so far. */
class KeyStateOfWindowsTest {

    private static final String EPOCH = "1970-01-01T00:00:";

    private final PushSource<Long> numbers = Sources.push(128);
    private int parallelism = 1;

    private Simulation run(
            KeyedExtension<String, Long, WindowedStream<String, Long>> windows,
            Aggregate<? super Long, ?, ?> aggregate) {
        Pipeline pipeline = Pipeline.create("numbers");
        pipeline.source("numbers", numbers)
                .timestamps(Timestamps.millis(number -> number), Watermarks.boundedOutOfOrderness(ofSeconds(30)))
                .keyBy(number -> number % 2 == 0 ? "even" : "odd", String.class)
                .window(windows)
                .aggregate("counts", aggregate)
                .to("results", Sinks.discard());
        return Simulation.of(pipeline).parallelism(parallelism);
    }

    private List<String> shownOf(Simulation run, String key, long... times) {
        for (long time : times) {
            numbers.tryEmit(time);
        }
        run.settle();
        List<String> shown = run.keyState("counts", key).entries().stream()
                .map(entry -> entry.place() + ": " + entry.value())
                .toList();
        run.cancel();
        return shown;
    }

    private List<String> countsOf(
            KeyedExtension<String, Long, WindowedStream<String, Long>> windows, String key, long... times) {
        return shownOf(run(windows, Aggregates.count()), key, times);
    }

    @Test
    void shouldShowPanesOfWindowsThatAllKeysShare() {
        assertThat(countsOf(Windows.tumbling(ofSeconds(10)), "even", 1_000, 2_000, 2_001, 12_000))
                .containsExactly(EPOCH + "00Z to " + EPOCH + "10Z: 2", EPOCH + "10Z to " + EPOCH + "20Z: 1");
    }

    /** What is aggregated before the exchange. */
    @Test
    void shouldShowWhatSendersHoldBack() {
        parallelism = 3;
        Simulation run = run(Windows.tumbling(ofSeconds(10)), Aggregates.count());
        numbers.tryEmit(1_000L);
        numbers.tryEmit(12_000L);
        run.settle();
        assertThat(run.keyState("counts", "even").entries())
                .containsExactlyInAnyOrder(
                        new Shown.Entry("held by numbers-0", EPOCH + "00Z to " + EPOCH + "10Z", "1"),
                        new Shown.Entry("held by numbers-0", EPOCH + "10Z to " + EPOCH + "20Z", "1"));
        run.cancel();
    }

    @Test
    void shouldShowThePartsThatSlidingWindowsShare() {
        assertThat(countsOf(Windows.sliding(ofSeconds(10), ofSeconds(5)), "even", 1_000, 2_000, 6_000))
                .containsExactly(EPOCH + "00Z to " + EPOCH + "05Z: 2", EPOCH + "05Z to " + EPOCH + "10Z: 1");
    }

    @Test
    void shouldShowSessions() {
        assertThat(countsOf(Windows.session(ofSeconds(2)), "even", 1_000, 2_000, 6_000))
                .containsExactly(EPOCH + "01Z to " + EPOCH + "04Z: 2", EPOCH + "06Z to " + EPOCH + "08Z: 1");
    }

    /** So many that they are kept in chunks. */
    @Test
    void shouldShowManySessionsOfAKey() {
        long[] times = IntStream.range(0, 100).mapToLong(i -> 200L * i).toArray();
        List<String> shown = countsOf(Windows.session(ofMillis(100)), "even", times);
        assertThat(shown).hasSize(100).allMatch(line -> line.endsWith(": 1")).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowWindowsOfEvents() {
        assertThat(countsOf(Windows.count(5), "even", 1_000, 2_000, 2_001, 6_000))
                .containsExactly("3 events: 3");
        assertThat(new KeyStateOfWindowsTest().countsOf(Windows.countSliding(4, 2), "even", 0, 2, 4, 6, 8))
                .isNotEmpty()
                .allMatch(line -> line.matches("up to event \\d: [12]"));
        assertThat(new KeyStateOfWindowsTest().countsOf(Windows.trailing(ofSeconds(10)), "even", 1_000, 2_000, 2_001))
                .containsExactly(EPOCH + "01Z: 1", EPOCH + "02Z: 1");
    }

    /** An aggregate whose results fail, as those of users may. */
    private static final class Failing implements Aggregate<Object, long[], Long> {

        private static final long serialVersionUID = 1;

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, Object event, long timestamp) {
            accumulator[0]++;
        }

        @Override
        public void merge(long[] accumulator, long[] other) {
            accumulator[0] += other[0];
        }

        @Override
        public Long result(long[] accumulator) {
            throw new IllegalStateException("no result of " + accumulator[0]);
        }
    }

    @Test
    void shouldShowWhyThereIsNoResult() {
        assertThat(shownOf(run(Windows.tumbling(ofSeconds(10)), new Failing()), "even", 1_000))
                .containsExactly(EPOCH + "00Z to " + EPOCH + "10Z: cannot be shown:"
                        + " java.lang.IllegalStateException: no result of 1");
    }

    @Test
    void shouldNameTheState() {
        Simulation run = run(Windows.tumbling(ofSeconds(10)), Aggregates.count());
        numbers.tryEmit(1L);
        run.settle();
        assertThat(run.keyState("counts", "odd").entries())
                .extracting(Shown.Entry::state)
                .containsExactly("panes of 10000ms");
        assertThat(run.keyState("counts", "even").entries()).isEmpty();
        run.cancel();
    }
}
