package io.millrace.window.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sink;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.window.WindowResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines of windows, simulated with any parallelism, batch size, edge capacity and interleaving, give what
 * {@link NaiveWindows} says: the same results with the same panes and timestamps, in the same order for each key, the
 * same late events and the same counts.
 */
class ModelTest {

    private static final int SEEDS = 1_000;

    @Test
    void shouldGiveWhatTheModelGives() {
        Seeds.check(SEEDS, seed -> Shrinking.check(RandomPipeline.of(seed), random -> check(random, seed)));
    }

    private static void check(RandomPipeline random, long seed) {
        List<Result> results = new ArrayList<>();
        List<Event> late = new ArrayList<>();
        Simulation run = Simulation.of(random.pipeline(resultsTo(results), eventsTo(late)))
                .seed(seed);
        NaiveWindows expected = NaiveWindows.run(random, run.clock().millis());
        run.run();
        String what = run + ": " + random;
        assertThat(comparable(random, results)).as(what).isEqualTo(comparable(random, expected.results()));
        assertThat(byKey(late)).as("late events of %s", what).isEqualTo(byKey(expected.late()));
        assertThat(run.metrics().late()).as("late() of %s", what).isEqualTo(late.size());
    }

    /** The results of a key come in order; where its windows overlap, those of a window do. */
    static List<String> comparable(RandomPipeline random, List<Result> results) {
        Comparator<Result> order = random.windows().overlaps() ? Result.BY_WINDOW : Comparator.comparing(Result::key);
        return results.stream().sorted(order).map(Result::toString).toList();
    }

    static List<Event> byKey(List<Event> events) {
        return events.stream().sorted(Comparator.comparing(Event::key)).toList();
    }

    private static Sink<WindowResult<String, Object>> resultsTo(List<Result> results) {
        return context -> batch -> {
            for (int row = 0; row < batch.size(); row++) {
                results.add(Result.of(batch.value(row), batch.timestamp(row)));
            }
        };
    }

    private static Sink<Event> eventsTo(List<Event> events) {
        return context -> batch -> {
            for (int row = 0; row < batch.size(); row++) {
                events.add(batch.value(row));
            }
        };
    }
}
