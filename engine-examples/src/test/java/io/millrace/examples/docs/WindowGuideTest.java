package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.architecture.Serialized;
import io.millrace.examples.docs.ComingFrom.Payment;
import io.millrace.examples.docs.WatermarkKinds.Message;
import io.millrace.function.Fn;
import io.millrace.graph.Graph;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the guides about time and windows give what the guides say. */
class WindowGuideTest {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    /** Ten readings in a minute, from 20 to 29 degrees. */
    private static final List<Reading> READINGS = IntStream.range(0, 10)
            .mapToObj(i -> new Reading("kitchen", 20 + i, START.plusSeconds(5L * i)))
            .toList();

    static Stream<Arguments> windows() {
        return Stream.of(
                example("tumbling", WindowKinds::tumbling, "10"),
                example("sliding", WindowKinds::sliding, Collections.nCopies(60, "10")),
                example("cumulative", WindowKinds::cumulative, Collections.nCopies(14, "10")),
                example("session", WindowKinds::session, "10"),
                example("session with gap", WindowKinds::sessionWithGap, "10"),
                example("daily", WindowKinds::daily, "10"),
                example("weekly", WindowKinds::weekly, "10"),
                example("global", WindowKinds::global, "10"),
                example("assigned", WindowKinds::assigned, "10"),
                example("offset", WindowKinds::offset, "10"),
                example("by the clock", WindowKinds::processingTime, "10"),
                example("trailing", CountAndTrailing::trailing, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
                example("count", CountAndTrailing::tens, "24.5"),
                example(
                        "moving",
                        CountAndTrailing::moving,
                        "20.0",
                        "20.5",
                        "21.0",
                        "21.5",
                        "22.0",
                        "22.5",
                        "23.0",
                        "23.5",
                        "24.0",
                        "24.5"),
                example("reduce", CountAndTrailing::hotter, READINGS.get(9).toString()),
                example("process", CountAndTrailing::change, "9.0"),
                example(
                        "combined",
                        WindowKinds::climate,
                        "Climate[readings=10, hottest=29.0, averageByFrost={false=24.5}]"),
                example("in advance", readings -> EmissionKinds.inAdvance(minutes(readings)), "10"),
                example(
                        "final",
                        readings -> EmissionKinds.finalOnly(minutes(readings)),
                        READINGS.get(9).toString()),
                example(
                        "latest",
                        readings -> EmissionKinds.latest(minutes(readings))
                                .map(top -> new WindowResult<>(
                                        top.key(),
                                        top.start(),
                                        top.end(),
                                        top.value().stream()
                                                .map(WindowResult::value)
                                                .toList(),
                                        top.pane())),
                        IntStream.rangeClosed(1, 10)
                                .mapToObj(n -> "[" + n + "]")
                                .toList()),
                example("trigger", readings -> EmissionKinds.triggered(minutes(readings)), "1", "2", "4", "8", "10"));
    }

    private static Arguments example(
            String name, Fn<KeyedStream<String, Reading>, EventStream<?>> windows, String... values) {
        return example(name, windows, List.of(values));
    }

    private static Arguments example(
            String name, Fn<KeyedStream<String, Reading>, EventStream<?>> windows, List<String> values) {
        return Arguments.of(name, windows, values);
    }

    private static WindowedStream<String, Reading> minutes(KeyedStream<String, Reading> readings) {
        return readings.window(Windows.tumbling(Duration.ofMinutes(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void shouldGiveWhatTheGuideSays(
            String name, Fn<KeyedStream<String, Reading>, EventStream<?>> windows, List<String> values)
            throws Exception {
        Pipeline pipeline = Pipeline.create("guide");
        EventStream<Reading> timed = WatermarkKinds.bounded(pipeline.source("readings", Sources.collection(READINGS)));
        windows.apply(timed.keyBy(Reading::sensor))
                .map(WindowGuideTest::valueOf)
                .to("values", Sinks.discard());

        assertThat(output(pipeline, "values")).as(name).isEqualTo(values);
    }

    @Test
    void shouldTellEachEventOnceWhenDiscarding() {
        Pipeline pipeline = Pipeline.create("guide");
        EventStream<Reading> timed =
                WatermarkKinds.ascending(pipeline.source("readings", Sources.collection(READINGS)));
        EmissionKinds.discarding(minutes(timed.keyBy(Reading::sensor)))
                .map(WindowResult::value)
                .to("values", Sinks.discard());

        assertThat(output(pipeline, "values").stream()
                        .mapToLong(value -> (Long) value)
                        .sum())
                .isEqualTo(10);
    }

    @Test
    void shouldRaiseAnAlarmForEachPaymentAfterTheThirdInAMinute() {
        List<Payment> payments = IntStream.of(0, 50, 55, 65, 70, 130)
                .mapToObj(second -> new Payment("c1", 100, START.plusSeconds(second)))
                .toList();
        Pipeline pipeline = Pipeline.create("guide");
        EventStream<Payment> timed = ComingFrom.timed(pipeline.source("payments", Sources.collection(payments)));
        CountAndTrailing.velocity(timed).to("alarms", Sinks.discard());
        ComingFrom.sessions(timed).map(WindowResult::value).to("totals", Sinks.discard());
        ComingFrom.counts(pipeline.source("untimed", Sources.collection(payments)));

        Simulation run = Simulation.of(pipeline).parallelism(1).run();

        assertThat(run.output("alarms")).containsExactly("4 payments with card c1 until 2024-05-01T10:01:10.001Z");
        assertThat(run.output("totals")).containsExactly(600L);
        assertThat(run.output("counts")).hasSize(3);
    }

    @Test
    void shouldReadFilesAsSplits(@TempDir Path directory) throws IOException {
        Path early = Files.writeString(directory.resolve("early"), "kitchen 21.5 2024-05-01T10:00:10Z\n");
        Path late = Files.writeString(directory.resolve("late"), "kitchen 22.5 2024-05-01T11:00:10Z\n");
        Pipeline pipeline = Pipeline.create("guide");
        WatermarkKinds.perSplit(pipeline, List.of(late, early))
                .map(Reading::celsius)
                .to("celsius", Sinks.discard());

        assertThat(output(pipeline, "celsius")).containsExactlyInAnyOrder(21.5, 22.5);
    }

    static Stream<Arguments> watermarks() {
        return Stream.of(
                timed("in millis", WatermarkKinds::inMillis),
                timed("custom", WatermarkKinds::custom),
                timed("closing", WatermarkKinds::closing));
    }

    private static Arguments timed(String name, Fn<EventStream<Reading>, EventStream<Reading>> watermarks) {
        return Arguments.of(name, watermarks);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("watermarks")
    void shouldMakeEventTime(String name, Fn<EventStream<Reading>, EventStream<Reading>> watermarks) throws Exception {
        Pipeline pipeline = Pipeline.create("guide");
        EventStream<Reading> timed = watermarks.apply(pipeline.source("readings", Sources.collection(READINGS)));
        WindowKinds.tumbling(timed.keyBy(Reading::sensor))
                .map(WindowResult::value)
                .to("values", Sinks.discard());

        assertThat(output(pipeline, "values")).as(name).containsExactly(10L);
    }

    @Test
    void shouldTakeWatermarksFromEvents() {
        Pipeline pipeline = Pipeline.create("guide");
        WatermarkKinds.punctuated(pipeline.source(
                        "messages", Sources.of(new Message(START, false), new Message(START.plusSeconds(60), true))))
                .map(Message::endOfMinute)
                .to("messages-out", Sinks.discard());

        assertThat(output(pipeline, "messages-out")).containsExactly(false, true);
    }

    private static String valueOf(Object result) {
        return (result instanceof WindowResult<?, ?> window ? window.value() : result).toString();
    }

    private static List<Object> output(Pipeline pipeline, String sink) {
        Graph graph = pipeline.graph();
        List<Object> output = output(graph, sink);
        assertThat(output(Serialized.copy(graph), sink)).as("in another JVM").hasToString(output.toString());
        return output;
    }

    private static List<Object> output(Graph graph, String sink) {
        return Simulation.of(graph).parallelism(1).batchSize(1).run().output(sink);
    }
}
