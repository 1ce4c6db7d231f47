package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.host.Plan;
import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.JobMetrics;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the guide to observing shows is what a job says. */
class ObservingGuideTest {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private final PushSource<Reading> cellar = Sources.push(1_000);
    private final PushSource<Reading> attic = Sources.push(1_000);
    private final Simulation run = Simulation.of(Observing.silences(cellar, attic))
            .steadyClock()
            .seed(1)
            .parallelism(2)
            .snapshots(Duration.ofSeconds(10));

    private static String guide() throws IOException {
        return Files.readString(Path.of("..", "docs", "guides", "observing.md"));
    }

    private void readings(PushSource<Reading> source, int from, int to) {
        for (int i = from; i < to; i++) {
            source.tryEmit(new Reading("sensor-" + i % 20, 20, START.plusSeconds(i)));
        }
    }

    private static String indented(String text) {
        return text.lines().map(line -> "    " + line).reduce("", (one, other) -> one + other + "\n");
    }

    @Test
    void shouldShowTheTablesOfAJob() throws IOException {
        run.settle();
        readings(cellar, 0, 60);
        readings(attic, 0, 20);
        run.settle().advance(Duration.ofSeconds(60));
        JobMetrics before = run.metrics();
        readings(cellar, 60, 65);
        run.settle().advance(Duration.ofSeconds(5));
        JobMetrics after = run.metrics();
        assertThat(guide())
                .contains(indented(after.toString()))
                .contains(indented(after.since(before).toString()))
                .contains(indented(run.keyState("silence", "sensor-7").toString()));
        run.cancel();
    }

    @Test
    void shouldShowThePlan() throws IOException {
        Plan plan = Plan.ofEngine(Observing.silences(cellar, attic).graph(), 2);
        assertThat(guide()).contains(indented(plan.text()));
    }

    @Test
    void shouldNameWhatHoldsAJobUp() {
        try (Engine engine = Engine.withWorkers(3)) {
            Job job = engine.start(
                    Observing.rated(Sources.generate(i -> new Reading("sensor-" + i % 20, 20, START.plusSeconds(i)))));
            Optional<Bottleneck> found = Optional.empty();
            while (found.filter(each -> each.operator().equals("rating"))
                    .flatMap(Bottleneck::hotspot)
                    .isEmpty()) {
                found = job.bottleneck(Duration.ofMillis(100));
            }
            job.cancel();
            assertThat(found.get().hotspot().get().method()).startsWith("Observing.rating(Observing.java:");
        }
    }

    @Test
    void shouldLookAtAJobOnThreads() {
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("looked at");
            pipeline.source("readings", cellar).to("out", Sinks.discard());
            Job job = engine.start(pipeline);
            assertThat(Observing.status(engine)).isEqualTo(200);
            job.cancel();
        }
    }
}
