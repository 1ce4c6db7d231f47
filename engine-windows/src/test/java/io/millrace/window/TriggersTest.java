package io.millrace.window;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The engine does the work of some triggers its own way, and nobody sees that. */
class TriggersTest {

    private static final int SEEDS = 60;

    record Reading(String sensor, int value, long time) implements Serializable {}

    /** A trigger that the engine knows nothing of. */
    private record Unknown<R, S>(Trigger<R, S> known) implements Trigger<R, S> {

        @Override
        public S create() {
            return known.create();
        }

        @Override
        public boolean onEvent(S state, TriggerContext<? extends R> window) throws Exception {
            return known.onEvent(state, window);
        }

        @Override
        public boolean emitsAtEnd() {
            return known.emitsAtEnd();
        }

        @Override
        public Type<S> stateType() {
            return known.stateType();
        }

        @Override
        public void merge(S state, S other) {
            known.merge(state, other);
        }
    }

    private static List<Reading> readings(SplittableRandom random) {
        List<Reading> readings = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 60; i++) {
            now += random.nextInt(4);
            readings.add(new Reading("s" + random.nextInt(3), random.nextInt(10), now - random.nextInt(12)));
        }
        return readings;
    }

    private static KeyedExtension<String, Reading, WindowedStream<String, Reading>> windows(int kind) {
        return switch (kind) {
            case 0 -> Windows.tumbling(ofMillis(15));
            case 1 -> Windows.sliding(ofMillis(15), ofMillis(5));
            default -> Windows.session(ofMillis(4));
        };
    }

    private static List<String> results(
            List<Reading> readings, int kind, int lateness, Emit<? super Long> emit, long seed) {
        Pipeline pipeline = Pipeline.create("triggers");
        WindowedResults<String, Reading, Long> results = pipeline.source("readings", Sources.collection(readings))
                .timestamps(Timestamps.millis(Reading::time), Watermarks.boundedOutOfOrderness(ofMillis(6)))
                .keyBy(Reading::sensor)
                .window(windows(kind))
                .allowedLateness(ofMillis(lateness))
                .aggregate("sums", Aggregates.sumLong(Reading::value), emit);
        results.map(result -> result.key() + " " + result.start() + " " + result.end() + " " + result.value())
                .to("out", Sinks.discard());
        results.late().to("late", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline)
                .seed(seed)
                .snapshots(ofMillis(1))
                .steps((int) (seed % 100))
                .crashAndRestore()
                .run();
        List<String> told = new ArrayList<>();
        simulation.output("out").forEach(result -> told.add((String) result));
        simulation.output("late").forEach(late -> told.add(late.toString()));
        return told;
    }

    @Test
    void shouldGiveTheSameWhereAnUnknownTriggerDoesTheirWork() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Reading> readings = readings(random);
            int kind = random.nextInt(3);
            int lateness = random.nextInt(2) * random.nextInt(8);
            long least = random.nextInt(25);
            Triggers.WhenFirst<Long> first = new Triggers.WhenFirst<>(sum -> sum >= least);
            check(readings, kind, lateness, Emit.atEnd(), new Triggers.AtEnd(), seed);
            check(readings, kind, lateness, Emit.onUpdate(), new Triggers.OnUpdate(), seed);
            check(readings, kind, lateness, Emit.<Long>whenFirst(first.condition()), first, seed);
        });
    }

    private static void check(
            List<Reading> readings,
            int kind,
            int lateness,
            Emit<? super Long> known,
            Trigger<? super Long, ?> same,
            long seed) {
        assertThat(results(readings, kind, lateness, Emit.when(new Unknown<>(same)), seed))
                .as(known.toString())
                .containsExactlyInAnyOrderElementsOf(results(readings, kind, lateness, known, seed));
    }
}
