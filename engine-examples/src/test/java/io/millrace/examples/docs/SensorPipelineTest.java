package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Operators;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorPipelineTest {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    // tag::simulation
    @Test
    void shouldReportASensorThatFallsSilent() {
        List<Reading> readings = List.of(
                new Reading("cellar", 12, START),
                new Reading("kitchen", 21, START.plus(Duration.ofMinutes(4))),
                new Reading("kitchen", 22, START.plus(Duration.ofMinutes(8))));
        Seeds.check(20, seed -> {
            Pipeline pipeline = Pipeline.create("sensors");
            SensorPipeline.silences(SensorPipeline.timed(pipeline.source("readings", Sources.collection(readings))))
                    .to("silences", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("silences"))
                    .containsExactlyInAnyOrder(
                            new Silence("cellar", START), new Silence("kitchen", START.plus(Duration.ofMinutes(8))));
        });
    }
    // end::simulation

    // tag::harness
    @Test
    void shouldWaitForFiveMinutes() throws Exception {
        OperatorHarness<Reading, Silence> harness = OperatorHarness.of(
                        Operators.process(Reading::sensor, new SilenceDetector()))
                .keyedBy(Reading::sensor)
                .open();
        harness.event(new Reading("cellar", 12, START), START.toEpochMilli());
        harness.watermark(START.plus(Duration.ofMinutes(5)).toEpochMilli() - 1);
        assertThat(harness.output()).isEmpty();
        harness.watermark(START.plus(Duration.ofMinutes(5)).toEpochMilli());
        assertThat(harness.takeOutput())
                .extracting(OperatorHarness.Emitted::value)
                .containsExactly(new Silence("cellar", START));
    }
    // end::harness

    @Test
    void shouldReportTheFirstExcessOfASessionOnly() {
        List<Reading> readings = List.of(
                new Reading("oven", 70, START),
                new Reading("oven", 81, START.plus(Duration.ofMinutes(1))),
                new Reading("oven", 90, START.plus(Duration.ofMinutes(2))));
        Pipeline pipeline = Pipeline.create("sensors");
        EventStream<Reading> timed = SensorPipeline.timed(pipeline.source("readings", Sources.collection(readings)));
        SensorPipeline.overheated(timed)
                .map(window -> window.value().latest().celsius())
                .to("heat", Sinks.discard());

        assertThat(Simulation.of(pipeline).run().output("heat")).containsExactly(81.0);
    }
}
