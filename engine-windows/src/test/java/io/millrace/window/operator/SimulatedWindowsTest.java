package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import io.millrace.window.operator.WindowModel.Mode;
import io.millrace.window.operator.WindowModel.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole pipelines, with any parallelism, batch size, edge capacity and interleaving, against {@link WindowModel}. */
class SimulatedWindowsTest {

    @ParameterizedTest
    @EnumSource
    void shouldGiveWhatTheModelGivesHoweverItIsRun(Mode mode) {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Spec spec = WindowModelTest.random(random.nextBoolean(), mode, random);
            List<Step> steps = Step.random(random, 1 + random.nextInt(100));
            Simulation run = Simulation.of(pipeline(spec, steps)).seed(seed).run();
            List<Object> output = new ArrayList<>(run.output("results"));
            output.addAll(run.output("late"));
            List<String> expected = WindowModel.run(spec, steps).stream()
                    .filter(text -> !text.startsWith("W"))
                    .toList();
            assertThat(output).as("%s: %s", spec, steps).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(run.metrics().late())
                    .isEqualTo(expected.stream()
                            .filter(text -> text.startsWith("late"))
                            .count());
        });
    }

    private static Pipeline pipeline(Spec spec, List<Step> steps) {
        Pipeline pipeline = Pipeline.create("windows");
        KeyedStream<String, Event> events = pipeline.source("steps", new StepSource(steps))
                .timestamps(
                        Timestamps.millis(step -> step.event() == null
                                ? step.watermark()
                                : step.event().time()),
                        Watermarks.custom(StepSource.Watermarks::new))
                .filter(step -> step.event() != null)
                .map(Step::event)
                .keyBy(Event::key);
        WindowedResults<String, Event, Set<Long>> results = (spec.session()
                        ? events.window(Windows.session(Duration.ofMillis(spec.length())))
                        : events.window(Windows.<String, Event>tumbling(Duration.ofMillis(spec.length())))
                                .offset(Duration.ofMillis(spec.offset())))
                .allowedLateness(Duration.ofMillis(spec.lateness()))
                .aggregate("values", Aggregates.distinct(Event::value), emission(spec));
        results.map(SimulatedWindowsTest::text).to("results", Sinks.discard());
        results.late().map(event -> "late(" + event + ")").to("late", Sinks.discard());
        return pipeline;
    }

    private static Emit<Set<Long>> emission(Spec spec) {
        return switch (spec.mode()) {
            case AT_END -> Emit.atEnd();
            case ON_UPDATE -> Emit.onUpdate();
            case WHEN_FIRST -> Emit.whenFirst(spec::isSatisfiedBy);
        };
    }

    private static String text(WindowResult<String, Set<Long>> result) {
        String values = new TreeSet<>(result.value()).toString().replace(", ", ",");
        return result.key() + "=" + values + "[" + result.start().toEpochMilli() + ","
                + result.end().toEpochMilli() + ")";
    }
}
