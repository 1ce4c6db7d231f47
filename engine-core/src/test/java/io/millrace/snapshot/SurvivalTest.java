package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole jobs, killed at any moment, give what they give when nothing happens. */
@Tag("machine")
class SurvivalTest {

    private static final int EVENTS = 300;
    private static final int KEYS = 7;

    private static final class Counting extends KeyedProcess<Long, Long, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<String> out) {
            Long before = count.get();
            count.set(before == null ? 1 : before + 1);
            out.emit(context.key() + ":" + count.get());
        }
    }

    private static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("counting");
        pipeline.source("numbers", Sources.generate(index -> index).count(EVENTS))
                .map(number -> number * 3)
                .keyBy(number -> number % KEYS, Long.class)
                .process("count", Counting::new)
                .to("counts", Sinks.discard());
        return pipeline;
    }

    private static List<Object> expected() {
        List<Object> expected = new ArrayList<>();
        long[] counts = new long[KEYS];
        for (long i = 0; i < EVENTS; i++) {
            int key = (int) (i * 3 % KEYS);
            expected.add(key + ":" + ++counts[key]);
        }
        return expected;
    }

    @Test
    @DisplayName("EO-8, SY-2, SY-6: each result once, whenever the job is killed")
    void shouldGiveEachResultOnceWhenItIsKilledAtAnyMoment() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation run = Simulation.of(pipeline()).seed(seed).snapshots(Duration.ofMillis(10));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                run.steps(random.nextInt(400)).crashAndRestore();
            }
            run.run();
            assertThat(run.output("counts")).containsExactlyInAnyOrderElementsOf(expected());
        });
    }
}
