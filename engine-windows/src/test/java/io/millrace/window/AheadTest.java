package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.TimedStream;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Events that are too far ahead of the clock are set aside, and make no others late. */
class AheadTest {

    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant FAR = Instant.parse("2069-06-01T00:00:00Z");

    /** Counts the events of each second, and has those that are set aside, and the late ones, in sinks of their own. */
    private static Simulation run(List<Instant> times, Watermarks<Object> watermarks, long seed) {
        Pipeline pipeline = Pipeline.create("phones");
        TimedStream<Instant> timed = pipeline.source("times", Sources.collection(times))
                .typed(Instant.class)
                .timestamps(Timestamps.instants(time -> time), watermarks);
        timed.late().to("ahead", Sinks.discard());
        WindowedResults<Integer, Instant, Long> counts = timed.keyBy(time -> time.hashCode() % 3, Integer.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("counts", Aggregates.count());
        counts.late().to("late", Sinks.discard());
        counts.to("results", Sinks.discard());
        return Simulation.of(pipeline)
                .seed(seed)
                .snapshots(Duration.ofMillis(20))
                .run();
    }

    private static long counted(Simulation run) {
        return run.output("results").stream()
                .mapToLong(result -> (Long) ((WindowResult<?, ?>) result).value())
                .sum();
    }

    @Test
    void shouldSetOneOfAHundredEventsAsideWhenItIsFarAhead() {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            times.add(i == 50 ? FAR : NOW.minusSeconds(100 - i));
        }
        Watermarks<Object> strict = Watermarks.ascending().maxAhead(Duration.ofHours(1));
        Seeds.check(50, seed -> {
            Simulation run = run(times, strict, seed);
            assertThat(counted(run)).isEqualTo(99);
            assertThat(run.output("late")).isEmpty();
            assertThat(run.output("ahead")).containsExactly(FAR);
            assertThat(run.metrics().ahead()).isEqualTo(1);
            assertThat(run.metrics().late()).isZero();
        });
        assertThat(run(times, Watermarks.ascending(), 1).output("late")).isNotEmpty();
    }

    @Test
    void shouldGiveWhatTheOthersAloneGiveWhicheverAreAhead() {
        Watermarks<Object> watermarks =
                Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)).maxAhead(Duration.ofMinutes(1));
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Instant> all = new ArrayList<>();
            List<Instant> near = new ArrayList<>();
            List<Instant> far = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                boolean isFar = random.nextInt(5) == 0;
                Instant time = isFar
                        ? NOW.plusSeconds(3_600).plusSeconds(random.nextLong(1_000_000_000))
                        : NOW.minusSeconds(80 - i).plusNanos(random.nextInt(1_000) * 1_000_000L);
                all.add(time);
                (isFar ? far : near).add(time);
            }
            Simulation run = run(all, watermarks, seed);
            assertThat(run.output("ahead")).containsExactlyInAnyOrderElementsOf(far);
            assertThat(run.output("results"))
                    .containsExactlyInAnyOrderElementsOf(
                            run(near, watermarks, seed).output("results"));
            assertThat(counted(run)).isEqualTo(near.size());
        });
    }

    @Test
    void shouldTakeAnEventThatIsJustAsFarAheadAsItMayBe() {
        List<Instant> times = List.of(NOW, NOW.plusMillis(100), NOW.plusMillis(101));
        Simulation run = run(times, Watermarks.ascending().maxAhead(Duration.ofMillis(100)), 3);
        assertThat(run.output("ahead")).containsExactly(NOW.plusMillis(101));
        assertThat(counted(run)).isEqualTo(2);
    }

    @Test
    void shouldRefuseANegativeDistance() {
        assertThatThrownBy(() -> Watermarks.ascending().maxAhead(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAhead");
    }
}
