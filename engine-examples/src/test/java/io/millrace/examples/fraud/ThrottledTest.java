package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottledTest {

    private static final int RATE = 100;

    @Test
    void shouldPassEverythingOnAtTheRate() {
        List<Integer> events = IntStream.range(0, 1_000).boxed().toList();
        Pipeline pipeline = Pipeline.create("throttled");
        pipeline.source("events", new Throttled<>(Sources.collection(events), RATE))
                .to("all", Sinks.discard());
        for (int seed = 0; seed < 20; seed++) {
            Simulation run = Simulation.of(pipeline).seed(seed);
            ManualClock clock = run.clock();
            long start = clock.nanos();
            run.run();
            assertThat(run.output("all")).as("seed %d", seed).isEqualTo(events);
            // the first comes at once, and the end is found a period behind the last
            assertThat(clock.nanos() - start)
                    .as("seed %d", seed)
                    .isEqualTo(TimeUnit.SECONDS.toNanos(events.size()) / RATE);
        }
    }

    @Test
    void shouldMakeUpForNoMoreThanATenthOfASecond() {
        Pipeline pipeline = Pipeline.create("throttled");
        pipeline.source(
                        "events",
                        new Throttled<>(Sources.generate(index -> index).count(1_000), RATE))
                .to("all", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        assertThat(run.output("all")).hasSize(1);
        run.clock().advance(Duration.ofSeconds(5));
        run.settle();
        assertThat(run.output("all")).hasSize(1 + 10 + 1);
    }
}
