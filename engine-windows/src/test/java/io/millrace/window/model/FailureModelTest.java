package io.millrace.window.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.Metrics;
import io.millrace.testing.Seeds;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The window operators of random pipelines, one at a time: with room for a result or two, with any batches, and with
 * failures anywhere, from which another instance goes on where a snapshot was taken, they give what {@link NaiveWindows} says; and when event time
 * has ended no state is left.
 */
class FailureModelTest {

    private static final int SEEDS = 1_000;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    @DisplayName("WM-42, EO-8: random windows and failures, against a model")
    void shouldGiveWhatTheModelGivesInSpiteOfFailures() {
        Seeds.check(SEEDS, seed -> {
            Shrinking.check(RandomPipeline.of(seed), random -> check(random, seed));
            Progress.show(seed, getClass());
        });
    }

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    void shouldGiveWhatTheModelGivesForSeveralStreamsInSpiteOfFailures() {
        Seeds.check(SEEDS, seed -> {
            Shrinking.check(RandomPipeline.ofSeveral(seed), random -> check(random, seed));
            Progress.show(seed, getClass());
        });
    }

    @Test
    void shouldGiveTheSameWhetherAccumulatorsAreNumbersOrObjects() {
        Seeds.check(300, seed -> {
            RandomPipeline numbers = RandomPipeline.of(seed).with(AggregateKind.numbers());
            RandomPipeline objects = numbers.with(AggregateKind.numbers().ofObjects());
            assertThat(resultsOf(numbers, seed)).as(numbers.toString()).isEqualTo(resultsOf(objects, seed));
        });
    }

    private static List<String> resultsOf(RandomPipeline random, long seed) throws Exception {
        OperatorRun run = new OperatorRun(random, seed);
        run.run();
        return run.results().stream().map(Result::toString).toList();
    }

    private static void check(RandomPipeline random, long seed) throws Exception {
        OperatorRun run = new OperatorRun(random, seed);
        Expected expected = Expected.of(random, run.millis());
        run.run();
        assertThat(random.comparable(run.results()))
                .as(random.toString())
                .isEqualTo(random.comparable(expected.results()));
        assertThat(Run.byKey(run.late())).as("late events of %s", random).isEqualTo(random.byKey(expected.late()));
        assertThat(run.count(Metrics.LATE))
                .as("count of late events of %s", random)
                .isEqualTo(expected.late().size());
        assertThat(run.count(Metrics.SKIPPED))
                .as("skipped events of %s", random)
                .isEqualTo(expected.skipped());
        assertThat(run.stateLeft()).as("state left by %s", random).isZero();
    }
}
