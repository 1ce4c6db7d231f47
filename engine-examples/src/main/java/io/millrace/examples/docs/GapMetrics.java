package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.metrics.Metrics.Histogram;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.time.Instant;

/** An operator that measures something of its own. */
public final class GapMetrics {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private GapMetrics() {}

    // tag::gaps
    /** Passes readings on, and measures how long each sensor was silent before. */
    static final class Gaps extends KeyedProcess<String, Reading, Reading> {

        private final ValueState<Instant> before = value("before", Instant.class);
        private Counter sensors;
        private Histogram gaps;
        private volatile double latest;

        @Override
        protected void open(TaskContext context) {
            sensors = context.metrics().counter("sensors");
            gaps = context.metrics().histogram("gap seconds");
            context.metrics().gauge("latest celsius", () -> latest);
        }

        @Override
        protected void process(Reading reading, KeyedContext<String> context, Emitter<Reading> out) {
            if (before.get() == null) {
                sensors.increment();
            } else {
                gaps.record(Duration.between(before.get(), reading.time()).toSeconds());
            }
            before.set(reading.time());
            latest = reading.celsius();
            out.emit(reading);
        }
    }
    // end::gaps

    /**
     * Runs the job and prints what the operator has measured.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.timed(pipeline.source(
                        "readings", Sources.generate(GapMetrics::reading).count(10_000)))
                .keyBy(Reading::sensor)
                .process("gaps", Gaps::new)
                .to("out", Sinks.discard());
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, JobOptions.parallelism(2));
            job.join();
            // tag::read
            OperatorMetrics metrics = job.metrics().operators().get("gaps");
            System.out.println(metrics.counters().get("sensors") + " sensors");
            System.out.println(metrics.histograms().get("gap seconds"));
            System.out.println("by subtask: " + metrics.gauges().get("latest celsius"));
            // end::read
        }
    }

    private static Reading reading(long index) {
        return new Reading("sensor-" + index % 100, index % 40, START.plus(Duration.ofSeconds(index)));
    }
}
