package io.millrace.window;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows are not filled with what was collected for others. */
class WindowUpgradeTest {

    private static Pipeline pipeline(KeyedExtension<Long, Long, WindowedStream<Long, Long>> windows) {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", Sources.generate(index -> index).count(200).rate(1_000))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                .keyBy(number -> number % 3, Long.class)
                .window(windows)
                .aggregate("window", Aggregates.count())
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Simulation half(KeyedExtension<Long, Long, WindowedStream<Long, Long>> windows) {
        Simulation run = Simulation.of(pipeline(windows)).parallelism(2).snapshots(Duration.ofSeconds(1));
        return run.advance(ofMillis(100)).stop().run();
    }

    private static Simulation next(
            Simulation run, KeyedExtension<Long, Long, WindowedStream<Long, Long>> windows, String... droppable) {
        Snapshots snapshots = Snapshots.in(run.disk(), Path.of("/snapshots"));
        return run.next(pipeline(windows)).parallelism(3).snapshots(snapshots.allowDroppedState(droppable));
    }

    @Test
    void shouldRefuseWindowsOfAnotherSizeUnlessTheOldOnesMayGo() {
        List<KeyedExtension<Long, Long, WindowedStream<Long, Long>>> others = List.of(
                Windows.tumbling(ofMillis(60)),
                Windows.sliding(ofMillis(120), ofMillis(60)),
                Windows.cumulative(ofMillis(120), ofMillis(60)),
                Windows.daily(ZoneId.of("Europe/Berlin")));
        for (var other : others) {
            Simulation run = half(Windows.tumbling(ofMillis(70)));
            assertThatThrownBy(() -> next(run, other).run())
                    .hasStackTraceContaining("does not declare any more: [panes of 70ms]");
            assertThat(next(run, other, "window").run().output("out")).isNotEmpty();
        }
    }

    @Test
    void shouldRefuseWindowsOfOtherCountsUnlessTheOldOnesMayGo() {
        List<KeyedExtension<Long, Long, WindowedStream<Long, Long>>> counts =
                List.of(Windows.count(3), Windows.count(6), Windows.countSliding(6, 3), Windows.countSliding(12, 3));
        for (var old : counts) {
            for (var other : counts) {
                if (other != old) {
                    Simulation run = half(old);
                    assertThatThrownBy(() -> next(run, other).run())
                            .hasStackTraceContaining("does not declare any more: [panes of ");
                    assertThat(next(run, other, "window").run().output("out")).isNotEmpty();
                }
            }
        }
    }

    @Test
    void shouldGoOnWithTheSameWindows() {
        Simulation run = half(Windows.tumbling(ofMillis(70)));
        assertThat(next(run, Windows.tumbling(ofMillis(70))).run().output("out"))
                .map(result -> (Object) ((WindowResult<?, ?>) result).value())
                .containsExactlyInAnyOrder(24L, 23L, 23L, 24L, 23L, 23L, 20L, 20L, 20L);
    }

    private interface Sessions {
        EventStream<WindowResult<Long, Long>> of(
                KeyedStream<Long, Long> numbers, Aggregate<? super Long, ?, Long> aggregate);
    }

    /** However they are told, they are sessions: open ones are gone on with. */
    private static final List<Sessions> SESSIONS = List.of(
            (numbers, aggregate) ->
                    numbers.window(Windows.session(ofMillis(50))).aggregate("window", aggregate),
            (numbers, aggregate) ->
                    numbers.window(Windows.session(ofMillis(40))).aggregate("window", aggregate),
            (numbers, aggregate) -> numbers.window(
                            Windows.<Long, Long>sessionWithGap(number -> ofMillis(30 + number % 7)))
                    .aggregate("window", aggregate),
            (numbers, aggregate) -> numbers.window(Windows.session(ofMillis(50)))
                    .allowedLateness(ofMillis(20))
                    .aggregate("window", aggregate),
            (numbers, aggregate) ->
                    numbers.window(Windows.session(ofMillis(50))).aggregate("window", aggregate, Emit.onUpdate()));

    private static Pipeline sessions(Sessions sessions, Aggregate<? super Long, ?, Long> aggregate) {
        Pipeline pipeline = Pipeline.create("job");
        sessions.of(
                        pipeline.source(
                                        "numbers",
                                        Sources.generate(index -> index)
                                                .count(200)
                                                .rate(1_000))
                                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                                .keyBy(number -> number % 3, Long.class),
                        aggregate)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldGoOnWithOpenSessionsHoweverTheyAreToldNow() {
        checkSessions(Aggregates.count(), Map.of(0L, 67L, 1L, 67L, 2L, 66L));
        checkSessions(Aggregates.countDistinct(number -> number), Map.of(0L, 67L, 1L, 67L, 2L, 66L));
        checkSessions(Aggregates.countDistinct(number -> number % 12), Map.of(0L, 4L, 1L, 4L, 2L, 4L));
    }

    private static void checkSessions(Aggregate<? super Long, ?, Long> aggregate, Map<Object, Object> expected) {
        for (Sessions old : SESSIONS) {
            for (Sessions now : SESSIONS) {
                Simulation run =
                        Simulation.of(sessions(old, aggregate)).parallelism(2).snapshots(Duration.ofSeconds(1));
                run.advance(ofMillis(100)).stop().run();
                Simulation next = run.next(sessions(now, aggregate))
                        .parallelism(3)
                        .snapshots(Snapshots.in(run.disk(), Path.of("/snapshots")));
                Map<Object, Object> counts = new HashMap<>();
                for (Object result : next.run().output("out")) {
                    WindowResult<?, ?> window = (WindowResult<?, ?>) result;
                    counts.merge(window.key(), window.value(), (before, after) -> after);
                }
                assertThat(counts)
                        .as("from %d to %d", SESSIONS.indexOf(old), SESSIONS.indexOf(now))
                        .isEqualTo(expected);
            }
        }
    }
}
