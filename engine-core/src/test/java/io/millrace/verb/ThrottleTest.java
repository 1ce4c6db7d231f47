package io.millrace.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.GeneratorSource;
import io.millrace.source.Sources;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    @Test
    void shouldNeverPassMoreThanSoManyWithinAnyStretchOfTime() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int most = 1 + random.nextInt(random.nextBoolean() ? 10 : 3_000);
            Duration per = Duration.ofMillis(1 + random.nextInt(200));
            int count = Math.min(5_000, most * (1 + random.nextInt(4)) + random.nextInt(9));
            long rate = random.nextBoolean() ? 0 : 1 + random.nextLong(2L * most * 1_000 / per.toMillis() + 1);
            AtomicReference<ManualClock> clock = new AtomicReference<>();
            List<Long> passed = new ArrayList<>();
            Pipeline pipeline = Pipeline.create("throttle");
            GeneratorSource<Long> source = Sources.generate(index -> index).count(count);
            pipeline.source("numbers", rate == 0 ? source : source.rate((double) rate))
                    .throttle(most, per)
                    .peek(event -> passed.add(clock.get().nanos()))
                    .to("passed", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed);
            clock.set(run.clock());
            run.run();

            assertThat(passed).hasSize(count);
            for (int first = 0; first + most < passed.size(); first++) {
                assertThat(passed.get(first + most) - passed.get(first)).isGreaterThanOrEqualTo(per.toNanos());
            }
        });
    }

    @Test
    void shouldDropNothingAndTakeItsTime() {
        Seeds.check(40, seed -> {
            List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
            Pipeline pipeline = Pipeline.create("throttle");
            pipeline.source("numbers", Sources.collection(numbers))
                    .throttle(10, Duration.ofSeconds(1))
                    .to("passed", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).steadyClock();
            long before = run.clock().millis();
            run.run();

            assertThat(run.output("passed")).isEqualTo(numbers);
            assertThat(run.clock().millis() - before).isBetween(9_900L, 10_000L);
        });
    }

    @Test
    void shouldPassEachOnceWhateverHappens() {
        Seeds.check(40, seed -> {
            List<Rows.Row> rows = Rows.random(new SplittableRandom(seed));
            Pipeline pipeline = Pipeline.create("throttle");
            Rows.timed(pipeline, "rows", rows)
                    .throttle(3, Duration.ofMillis(10))
                    .to("passed", Sinks.discard());

            assertThat(Rows.disturbed(pipeline, seed).output("passed")).isEqualTo(rows);
        });
    }

    @Test
    void shouldShareTheNumberAmongTasksOrRefuse() {
        Pipeline pipeline = Pipeline.create("throttle");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .rebalance()
                .throttle(2, Duration.ofSeconds(1))
                .parallelism(3)
                .to("passed", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasStackTraceContaining("throttle: 2 events cannot be shared by 3 tasks");
        assertThatThrownBy(() -> pipeline.source("others", Sources.of(1)).throttle(0, Duration.ofSeconds(1)))
                .hasMessageContaining("throttle(0, PT1S): give at least 1 event");
    }
}
