package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import io.millrace.window.operator.AlignedModel.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sliding and cumulative windows against {@link AlignedModel}, and against themselves in other guises. */
class SlidingModelTest {

    private static final int SEEDS = 300;

    private final Emission<Event, ?, List<Long>> subtracting = Emission.atEnd(new Values<>(true, Values::sorted));
    private final Emission<Event, ?, List<Long>> merging = Emission.atEnd(new Values<>(false, Values::sorted));

    /** A random run and what it gives. */
    private record Run(Spec spec, String steps, String expected, int room, int batchSize) {

        static Run random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean hasSilences = random.nextBoolean();
            Spec spec = hasSilences ? specOfSilences(random) : randomSpec(random);
            List<Step> steps = hasSilences
                    ? Step.withSilences(random, 1 + random.nextInt(200), (int) spec.size())
                    : Step.random(random, 1 + random.nextInt(200));
            return new Run(
                    spec,
                    restarted(steps, random),
                    AlignedModel.run(spec, steps),
                    random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE,
                    1 + random.nextInt(20));
        }

        /** Windows that are kept for a shorter time than they are long. */
        private static Spec specOfSilences(SplittableRandom random) {
            long size = 4L + random.nextInt(30);
            return new Spec(false, size, 1 + random.nextLong(size / 4), 0, 1 + random.nextLong(size));
        }

        private static Spec randomSpec(SplittableRandom random) {
            boolean cumulative = random.nextInt(3) == 0;
            long slide = 1L + random.nextInt(20);
            long size = cumulative ? slide * (1 + random.nextInt(6)) : 1L + random.nextInt(100);
            long offset = random.nextLong(-slide + 1, slide);
            long lateness = random.nextBoolean() ? 0 : random.nextInt(100);
            return new Spec(cumulative, size, slide, offset, lateness);
        }

        private static String restarted(List<Step> steps, SplittableRandom random) {
            return steps.stream()
                    .map(step -> random.nextInt(30) == 0 ? "SNAP " + step : step.toString())
                    .collect(Collectors.joining(" "));
        }

        void check(UnaryOperator<String> change, Script.OperatorFactory factory) throws Exception {
            assertThat(Script.run(factory, steps, room, batchSize))
                    .as("%s: %s", spec, steps)
                    .isEqualTo(change.apply(expected));
        }

        void check(Script.OperatorFactory factory) throws Exception {
            check(UnaryOperator.identity(), factory);
        }
    }

    @Test
    void shouldGiveWhatTheModelGivesWhenSubtracting() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.random(seed);
            run.check(() -> operator(run.spec(), subtracting));
        });
    }

    @Test
    void shouldGiveWhatTheModelGivesWhenMerging() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.random(seed);
            run.check(() -> operator(run.spec(), merging));
        });
    }

    @Test
    void shouldGiveWhatTheModelGivesWindowByWindow() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.random(seed);
            Spec spec = run.spec();
            run.check(() ->
                    WindowOperator.keyed(new Assigners.Grid(spec.grid()), Script.logic(subtracting, spec.lateness())));
        });
    }

    @Test
    void shouldGiveTheSameWhenShiftedWithTime() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Spec spec = Run.randomSpec(random);
            List<Step> steps = Step.random(random, 1 + random.nextInt(100));
            long shift = (spec.cumulative() ? spec.size() : spec.slide()) * random.nextInt(-1000, 1000);
            List<Step> shifted = new ArrayList<>();
            for (Step step : steps) {
                Event event = step.event();
                shifted.add(new Step(
                        event == null ? null : new Event(event.key(), event.value(), event.time() + shift),
                        step.watermark() + shift));
            }
            assertThat(results(spec, shifted, shift)).as("%s: %s", spec, steps).isEqualTo(results(spec, steps, 0));
        });
    }

    @Test
    void shouldGiveWhatTumblingWindowsGiveWhenTheSlideIsTheSize() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long size = 1L + random.nextInt(40);
            Spec spec = new Spec(false, size, size, random.nextLong(-size + 1, size), random.nextInt(100));
            String steps = Run.restarted(Step.random(random, 1 + random.nextInt(200)), random);
            String tumbling = Script.run(
                    () -> WindowOperator.tumbling(
                            new PaneGrid(size, spec.offset()), Script.logic(merging, spec.lateness())),
                    steps,
                    1 + random.nextInt(5),
                    1 + random.nextInt(5));
            String sliding = Script.run(() -> operator(spec, merging), steps, 3, 7);
            assertThat(sliding).as("%s: %s", spec, steps).isEqualTo(tumbling);
        });
    }

    @Test
    void shouldMergePanesInTheOrderOfTime() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Spec spec = Run.randomSpec(random);
            String steps = Run.restarted(Step.random(random, 1 + random.nextInt(200)), random);
            WindowGrid grid = spec.grid();
            Emission<Event, ?, Boolean> ascending = Emission.atEnd(new PaneOrder(grid));
            String output = Script.run(() -> operator(spec, ascending), steps, 1 + random.nextInt(5), 4);
            assertThat(output).as("%s: %s", spec, steps).doesNotContain("false");
        });
    }

    private static <R> WindowOperator<String, Event, String> operator(Spec spec, Emission<Event, ?, R> emission) {
        return WindowOperator.sliding(spec.grid(), Script.logic(emission, spec.lateness()));
    }

    private List<String> results(Spec spec, List<Step> steps, long shift) throws Exception {
        String text = steps.stream().map(Step::toString).collect(Collectors.joining(" "));
        String output = Script.run(() -> operator(spec, merging), text, 2, 5);
        List<String> results = new ArrayList<>();
        for (String result : output.split(" ", -1)) {
            if (result.contains("=")) {
                int start = result.lastIndexOf('[');
                int comma = result.lastIndexOf(',');
                long first = Long.parseLong(result.substring(start + 1, comma)) - shift;
                long end = Long.parseLong(result.substring(comma + 1, result.length() - 1)) - shift;
                results.add(result.substring(0, start) + "[" + first + "," + end + ")");
            }
        }
        return results;
    }
}
