package io.millrace.window.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random pipelines of windows, simulated with any parallelism, batch size, edge capacity and interleaving, give what
 * {@link NaiveWindows} says: the same results with the same panes and timestamps, in the same order for each key, the
 * same late events and the same counts.
 */
class ModelTest {

    private static final int SEEDS = 1_000;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    @DisplayName("WM-42: random windows, against a model")
    void shouldGiveWhatTheModelGives() {
        Seeds.check(SEEDS, seed -> {
            Shrinking.check(RandomPipeline.of(seed), random -> check(random, seed));
            Progress.show(seed, getClass());
        });
    }

    private static void check(RandomPipeline random, long seed) {
        Run run = Run.of(random, seed);
        Expected expected = Expected.of(random, run.clockMillis());
        run.toTheEnd();
        String what = run + ": " + random;
        assertThat(random.comparable(run.results())).as(what).isEqualTo(random.comparable(expected.results()));
        assertThat(Run.byKey(run.late())).as("late events of %s", what).isEqualTo(Run.byKey(expected.late()));
        assertThat(run.lateCount())
                .as("late() of %s", what)
                .isEqualTo(run.late().size());
    }
}
