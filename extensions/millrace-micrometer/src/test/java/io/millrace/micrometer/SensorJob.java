package io.millrace.micrometer;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.metrics.Metrics.Histogram;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Emitter;
import io.millrace.operator.Errors;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.SourceReader.Lag;
import io.millrace.state.ValueState;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/** A job that has something of all that there is to be measured. */
final class SensorJob implements AutoCloseable {

    static final Instant START = Instant.parse("2024-05-01T10:00:00Z");
    private static final double BROKEN = -1_000;
    private static final double SILLY = -2_000;

    /** A measurement. */
    record Reading(String sensor, double celsius, long second) {
        Instant time() {
            return START.plusSeconds(second);
        }
    }

    /** Knows how far it is behind. */
    private record Readings(BlockingQueue<Reading> queue) implements Source<Reading> {

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public SourceReader<Reading> open(SourceContext context) {
            return new SourceReader<>() {
                @Override
                public Fetch fetch(Batch<Reading> batch) throws InterruptedException {
                    batch.add(queue.take());
                    return Fetch.MORE;
                }

                @Override
                public Lag lag() {
                    return new Lag(queue.size(), 0);
                }
            };
        }
    }

    /** Measures by names of its own. */
    static final class Gaps extends KeyedProcess<String, Reading, Reading> {

        private final ValueState<Long> before = value("before", Long.class);
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
                gaps.record(Math.abs(reading.second() - before.get()));
            }
            before.set(reading.second());
            latest = reading.celsius();
            out.emit(reading);
        }
    }

    private final Engine engine = Engine.withWorkers(2);
    private final Readings readings = new Readings(new LinkedBlockingQueue<>());
    private final Job job;

    SensorJob(Path directory) {
        job = engine.start(
                pipeline(readings, directory.resolve("out")),
                JobOptions.parallelism(2)
                        .withLatency()
                        .withSnapshots(
                                Snapshots.in(directory.resolve("snapshots")).onDemand())
                        .withRestart(Restart.fixedDelay(3, Duration.ofMillis(1))));
    }

    private static Pipeline pipeline(Readings readings, Path out) {
        Pipeline pipeline = Pipeline.create("sensors");
        EventStream<Reading> good = pipeline.source("readings", readings)
                .timestamps(Reading::time, Watermarks.ascending().maxAhead(Duration.ofDays(36_500)))
                .map(SensorJob::checked)
                .named("checked")
                .onError(Errors.skip())
                .map(SensorJob::sensible)
                .named("sensible")
                .onError(Errors.deadLetter());
        good.keyBy(Reading::sensor, String.class)
                .process("gaps", Gaps::new)
                .keyBy(Reading::sensor, String.class)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("counts", Aggregates.count())
                .map(String::valueOf)
                .to("out", Sinks.lines(out));
        pipeline.deadLetters().map(DeadLetter::event).to("letters", Sinks.discard());
        return pipeline;
    }

    private static Reading checked(Reading reading) {
        if (reading.celsius() == BROKEN) {
            throw new IllegalArgumentException("broken");
        }
        return reading;
    }

    private static Reading sensible(Reading reading) {
        if (reading.celsius() == SILLY) {
            throw new IllegalArgumentException("silly");
        }
        return reading;
    }

    /** Some of each kind: 100 good ones of two sensors, one of them late; one that is too far ahead, one that is skipped, one that is a dead letter. Waits until a snapshot has them. */
    void takeIn() {
        for (int second = 0; second < 99; second++) {
            readings.queue.add(new Reading("sensor-" + second % 2, second, second));
        }
        readings.queue.add(new Reading("sensor-0", 1, 40_000_000_000L));
        readings.queue.add(new Reading("sensor-0", BROKEN, 99));
        readings.queue.add(new Reading("sensor-0", SILLY, 99));
        readings.queue.add(new Reading("sensor-0", 1, 600));
        until(() -> eventsIn("gaps") == 100);
        readings.queue.add(new Reading("sensor-0", 1, 0));
        until(() -> job.metrics().late() == 1);
        job.snapshot();
        until(() -> job.metrics().commits().get("out").committed() > 0);
    }

    long eventsIn(String node) {
        return job.metrics().eventsIn(node);
    }

    Engine engine() {
        return engine;
    }

    Job job() {
        return job;
    }

    static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
