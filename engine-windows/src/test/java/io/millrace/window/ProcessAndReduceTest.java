package io.millrace.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reduce, process, and count and trailing windows as programs use them. */
class ProcessAndReduceTest {

    private final Pipeline pipeline = Pipeline.create("process");
    private final KeyedStream<String, Reading> readings = pipeline.source(
                    "readings",
                    Sources.of(
                            new Reading("a", 1, 3),
                            new Reading("b", 5, 4),
                            new Reading("a", 4, 9),
                            new Reading("a", 5, 25),
                            new Reading("a", 7, 1)))
            .timestamps(Timestamps.millis(Reading::time), Watermarks.ascending())
            .keyBy(Reading::sensor);

    record Reading(String sensor, long value, long time) {
        Reading plus(Reading other) {
            return new Reading(sensor, value + other.value, Math.max(time, other.time));
        }
    }

    record Step(String sensor, long by) {}

    @Test
    void shouldReduceTheEventsOfAWindow() {
        readings.window(Windows.tumbling(ofMillis(10)))
                .reduce("sums", Reading::plus)
                .map(w -> w.value().sensor() + w.value().value())
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).parallelism(1).batchSize(1).run().output("out"))
                .containsExactlyInAnyOrder("a5", "b5", "a5");
    }

    @Test
    void shouldProcessAllEventsOfAWindow() {
        ProcessedWindows<Reading, Step> steps = readings.window(Windows.tumbling(ofMillis(10)))
                .process("steps", (window, events) -> steps(window.key(), events))
                .parallelism(2);
        steps.map(step -> step.sensor() + step.by()).to("out", Sinks.discard());
        steps.late().map(Reading::time).to("late", Sinks.discard());
        Simulation run = Simulation.of(pipeline).batchSize(1).run();
        assertThat(run.output("out")).containsExactly("a3");
        assertThat(run.output("late")).containsExactly(1L);
        assertThat(pipeline.graph().text()).contains("steps").contains("flatMap");
    }

    private static List<Step> steps(String sensor, List<Reading> events) {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < events.size(); i++) {
            steps.add(new Step(sensor, events.get(i).value() - events.get(i - 1).value()));
        }
        return steps;
    }

    @Test
    void shouldInferTheOutputsOfAFunction() {
        EventStream<Long> lengths = readings.window(Windows.count(2))
                .process("pairs", (window, events) -> List.of(events.size(), 7))
                .map(size -> size.longValue());
        lengths.to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out")).containsExactly(2L, 7L, 2L, 7L);
    }

    @Test
    void shouldTellWhatCameBeforeEachEvent() {
        readings.window(Windows.trailing(ofMillis(10)))
                .aggregate("trail", Aggregates.sumLong(Reading::value), Emit.whenFirst(sum -> sum >= 5))
                .map(w -> w.key() + w.value() + "@" + w.end().toEpochMilli())
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).parallelism(1).batchSize(1).run().output("out"))
                .containsExactlyInAnyOrder("b5@5", "a5@10", "a5@26");
    }

    @Test
    void shouldCountWithoutTimestamps() {
        Pipeline plain = Pipeline.create("plain");
        plain.source("words", Sources.of("a", "b", "a", "a", "b", "a"))
                .keyBy(word -> word)
                .window(Windows.countSliding(3, 2))
                .aggregate("counts", Aggregates.count())
                .map(w -> w.key() + w.value())
                .to("out", Sinks.discard());
        assertThat(Simulation.of(plain).run().output("out")).containsExactlyInAnyOrder("a2", "b2", "a3");
    }

    @Test
    void shouldRejectSizesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.count(0))
                .withMessage("the size of a count window must be at least one event, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.countSliding(-1, 1))
                .withMessage("the size of a sliding count window must be at least one event, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.countSliding(1, 0))
                .withMessage("the slide of a sliding count window must be at least one event, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.trailing(Duration.ZERO))
                .withMessage("the size of a trailing window must be at least a millisecond, but is PT0S");
    }

    @Test
    void shouldRejectEmissionsThatMakeNoSense() {
        WindowedStream<String, Reading> trailing = readings.window(Windows.trailing(ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trailing.aggregate("w", Aggregates.count(), Emit.everyEvents(3)))
                .withMessage("window 'w', a trailing window (size PT1S), cannot emit every 3 events; it takes"
                        + " Emit.atEnd(), Emit.onUpdate() and Emit.whenFirst(condition)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trailing.aggregate(
                        "w", Aggregates.count(), Emit.<Object>atEnd().discarding()))
                .withMessageContaining("cannot emit at the end, discarding");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        readings.window(Windows.count(7)).aggregate("w", Aggregates.count(), Emit.every(ofSeconds(1))))
                .withMessageContaining("a count window (size 7 events), cannot emit every PT1S")
                .withMessageContaining("Emit.atEnd(), which is when they are full");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        readings.window(Windows.countSliding(7, 2)).aggregate("w", Aggregates.count(), Emit.onUpdate()))
                .withMessageContaining("it takes Emit.atEnd(), which is every 2 events");
    }

    @Test
    void shouldRejectLatenessAndOffsetWhereThereIsNone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> readings.window(Windows.count(7)).allowedLateness(ofSeconds(1)))
                .withMessage(
                        "no event is ever late for a count window (size 7 events); leave allowedLateness(...) out");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> readings.window(Windows.trailing(ofSeconds(1))).offset(ofMillis(1)))
                .withMessageContaining("trailing window has no offset");
    }

    @Test
    void shouldNameTheWindowWhenAFunctionIsNull() {
        WindowedStream<String, Reading> windows = readings.window(Windows.count(1));
        assertThatNullPointerException()
                .isThrownBy(() -> windows.reduce("w", null))
                .withMessage("the function of window 'w' must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> windows.process("w", null))
                .withMessage("the function of window 'w' must not be null");
    }
}
