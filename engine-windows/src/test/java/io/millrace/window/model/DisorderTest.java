package io.millrace.window.model;

import static java.time.Duration.ofMillis;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Several sources at once, some of them idle now and then, with watermarks that the engine derives from events: what is
 * late depends on who comes first. What must be true all the same.
 */
class DisorderTest {

    private static final int SEEDS = 200;

    @Test
    void shouldGiveAllEventsInTheEndWhenNoneCanBeLate() {
        Seeds.check(SEEDS, seed -> {
            Input sources = Input.of(seed, EventTime.MAX);
            Run run = sources.run(seed);
            assertThat(run.late()).as("late events of %s", sources).isEmpty();
            assertThat(lastOfWindows(run))
                    .as(sources.toString())
                    .containsAll(lastOfWindows(
                            NaiveWindows.run(sources.allAtOnce(), 0).results()));
            assertThat(values(run.results())).as(sources.toString()).isEqualTo(sources.values());
            checkPanes(sources, run);
        });
    }

    @Test
    void shouldGiveEachEventEitherInResultsOrAsLate() {
        Seeds.check(SEEDS, seed -> {
            Input sources = Input.of(seed, 0);
            Run run = sources.run(seed);
            Set<Object> late = new HashSet<>();
            run.late().forEach(event -> late.add(event.value()));
            assertThat(run.lateCount())
                    .as("late() of %s", sources)
                    .isEqualTo(run.late().size());
            assertThat(late).as("late events of %s", sources).hasSameSizeAs(run.late());
            Set<Object> results = values(run.results());
            assertThat(late).as("late events of %s", sources).noneMatch(results::contains);
            results.addAll(late);
            assertThat(results).as("all events of %s", sources).isEqualTo(sources.values());
            assertThat(lastOfWindows(run))
                    .as("one result per window of %s", sources)
                    .hasSameSizeAs(run.results());
            checkPanes(sources, run);
        });
    }

    @Test
    void shouldHaveNothingLateWhenWatermarksAllowForTheDisorderOfEachSource() {
        Seeds.check(SEEDS, seed -> {
            Input sources = Input.of(seed, 0).withEnoughBound();
            Run run = sources.run(seed);
            assertThat(run.late()).as("late events of %s", sources).isEmpty();
            assertThat(lastOfWindows(run))
                    .as(sources.toString())
                    .containsExactlyInAnyOrderElementsOf(lastOfWindows(
                            NaiveWindows.run(sources.allAtOnce(), 0).results()));
            assertThat(lastOfWindows(run))
                    .as("one result per window of %s", sources)
                    .hasSameSizeAs(run.results());
        });
    }

    @Test
    void shouldTellAsMuchLaterAsBeforeWhenSomeAreLateButAllowed() {
        Seeds.check(SEEDS, seed -> {
            Input sources = Input.of(seed, new SplittableRandom(seed).nextInt(60));
            Run run = sources.run(seed);
            Set<Object> all = values(run.results());
            run.late().forEach(event -> all.add(event.value()));
            assertThat(all).as(sources.toString()).isEqualTo(sources.values());
            checkPanes(sources, run);
        });
    }

    /** The results of a window: numbered without a hole, early before on time before late, each with more than the last. */
    private static void checkPanes(Input sources, Run run) {
        run.results()
                .forEach(result ->
                        assertThat(result.timestamp()).as("%s", result).isEqualTo(result.end() - 1));
        if (sources.windows().merges()) {
            return;
        }
        for (List<Result> window : windows(run.results())) {
            for (int i = 0; i < window.size(); i++) {
                Result result = window.get(i);
                assertThat(result.pane().index())
                        .as("%s of %s", window, sources)
                        .isEqualTo(i);
                assertThat(result.pane().last() && i < window.size() - 1)
                        .as("last but not last: %s of %s", window, sources)
                        .isFalse();
                if (i > 0) {
                    Result before = window.get(i - 1);
                    assertThat(set(result)).as("%s of %s", window, sources).containsAll(set(before));
                    assertThat(result.pane().timing())
                            .as("%s of %s", window, sources)
                            .isGreaterThanOrEqualTo(before.pane().timing());
                }
            }
            assertThat(window.stream().filter(result -> result.pane().timing() == Timing.ON_TIME))
                    .as("%s of %s", window, sources)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static Collection<List<Result>> windows(List<Result> results) {
        return results.stream()
                .collect(groupingBy(result -> result.key() + "[" + result.start() + "," + result.end() + ")"))
                .values();
    }

    private static List<String> lastOfWindows(Run run) {
        return lastOfWindows(run.results());
    }

    private static List<String> lastOfWindows(List<Result> results) {
        return windows(results).stream()
                .map(window -> window.get(window.size() - 1))
                .map(last -> last.key() + "=" + last.value() + "[" + last.start() + "," + last.end() + ")")
                .toList();
    }

    private static Set<Object> set(Result result) {
        return new HashSet<>((Set<?>) result.value());
    }

    private static Set<Object> values(List<Result> results) {
        Set<Object> values = new HashSet<>();
        results.forEach(result -> values.addAll(set(result)));
        return values;
    }

    /**
     * What runs.
     *
     * @param windows which windows
     * @param lateness the allowed lateness in milliseconds
     * @param steps what happens at each source, watermarks left out
     * @param interleaved whether they are splits of one source, with the strategy of the first
     * @param watermarks the strategy of each source
     */
    private record Input(
            WindowKind windows,
            long lateness,
            List<List<Step>> steps,
            boolean interleaved,
            List<Watermarks<Object>> watermarks) {

        private static Input of(long seed, long lateness) {
            SplittableRandom random = new SplittableRandom(seed);
            WindowKind windows = randomWindows(random);
            List<List<Step>> steps = new ArrayList<>();
            List<Watermarks<Object>> watermarks = new ArrayList<>();
            int sources = 1 + random.nextInt(4);
            int number = 0;
            for (int i = 0; i < sources; i++) {
                List<Step> source = new ArrayList<>();
                for (Step step : RandomPipeline.randomSteps(random, windows, true)) {
                    if (step.isEvent()) {
                        source.add(
                                Step.event(new Event(step.event().key(), ++number, Math.floorMod(step.time(), 1000L))));
                    } else if (step.what() == Step.What.CLOCK) {
                        source.add(step);
                    }
                }
                steps.add(source);
                watermarks.add(randomWatermarks(random));
            }
            return new Input(windows, lateness, steps, random.nextInt(3) == 0, watermarks);
        }

        /** Windows of which each event belongs to one. */
        private static WindowKind randomWindows(SplittableRandom random) {
            WindowKind windows = WindowKind.random(random);
            while (windows.overlaps()
                    || windows.scale() > 1
                    || windows.counts()
                    || windows.code().equals("global()")) {
                windows = WindowKind.random(random);
            }
            return windows;
        }

        private static Watermarks<Object> randomWatermarks(SplittableRandom random) {
            Watermarks<Object> watermarks = random.nextInt(4) == 0
                    ? Watermarks.ascending()
                    : Watermarks.boundedOutOfOrderness(ofMillis(random.nextInt(100)));
            return switch (random.nextInt(4)) {
                case 0, 1 -> watermarks;
                case 2 -> watermarks.idleAfter(ofMillis(1 + random.nextInt(40)));
                default -> watermarks.closeAfterIdle(ofMillis(1 + random.nextInt(40)));
            };
        }

        /**
         * No source is ever idle, and none has more disorder than its watermarks allow for; and a millisecond to spare,
         * which a session without a gap needs: it ends right before its event.
         */
        private Input withEnoughBound() {
            long bound = 1 + steps.stream().mapToLong(Input::disorder).max().orElse(0);
            return new Input(
                    windows,
                    lateness,
                    steps,
                    interleaved,
                    Collections.nCopies(steps.size(), Watermarks.boundedOutOfOrderness(ofMillis(bound))));
        }

        private static long disorder(List<Step> source) {
            long highest = 0;
            long disorder = 0;
            for (Step step : source) {
                highest = Math.max(highest, timeOf(step));
                disorder = step.isEvent() ? Math.max(disorder, highest - step.time()) : disorder;
            }
            return disorder;
        }

        private Run run(long seed) {
            return Run.of(this::pipeline, seed).toTheEnd();
        }

        private Pipeline pipeline(Sink<WindowResult<String, Object>> results, Sink<Event> late) {
            Pipeline pipeline = Pipeline.create("disorder");
            EventStream<Step> merged = interleaved ? splits(pipeline) : sources(pipeline);
            WindowedResults<String, Event, Object> windowed = allAtOnce()
                    .windowed(merged.filter(Step::isEvent).map(Step::event).keyBy(Event::key))
                    .aggregate(RandomPipeline.NAME, AggregateKind.distinct().aggregate());
            windowed.to("results", results);
            windowed.late().to("late", late);
            return pipeline;
        }

        private EventStream<Step> splits(Pipeline pipeline) {
            List<StepSource> splits = steps.stream().map(StepSource::new).toList();
            return pipeline.source("splits", Sources.interleaved(splits))
                    .timestamps(Timestamps.millis(Input::timeOf), watermarks.get(0));
        }

        private EventStream<Step> sources(Pipeline pipeline) {
            EventStream<Step> merged = source(pipeline, 0);
            for (int i = 1; i < steps.size(); i++) {
                merged = merged.merge(source(pipeline, i));
            }
            return merged;
        }

        /** Steps of the clock are no news about event time. */
        private static long timeOf(Step step) {
            return step.isEvent() ? step.time() : 0;
        }

        private EventStream<Step> source(Pipeline pipeline, int number) {
            return pipeline.source("source-" + number, new StepSource(steps.get(number)))
                    .filter(Step::isEvent)
                    .timestamps(Timestamps.millis(Step::time), watermarks.get(number));
        }

        /** The same without any watermark before the end. */
        private RandomPipeline allAtOnce() {
            List<Step> all =
                    steps.stream().flatMap(List::stream).filter(Step::isEvent).toList();
            return new RandomPipeline(windows, lateness, false, EmitKind.atEnd(), AggregateKind.distinct(), all);
        }

        private Set<Object> values() {
            Set<Object> values = new TreeSet<>();
            allAtOnce().steps().forEach(step -> values.add(step.event().value()));
            return new HashSet<>(values);
        }

        @Override
        public String toString() {
            return (interleaved ? "splits " : "sources ") + watermarks + " " + allAtOnce();
        }
    }
}
