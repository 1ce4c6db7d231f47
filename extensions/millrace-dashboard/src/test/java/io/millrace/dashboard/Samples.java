package io.millrace.dashboard;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Jobs to look at. */
final class Samples {

    static final int SENSORS = 12;

    private Samples() {}

    /** What a sensor has measured. */
    record Reading(String sensor, double degrees, long time) {}

    /** Counts what has come of a sensor. */
    static final class Counting extends KeyedProcess<String, Reading, Reading> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Reading reading, KeyedContext<String> context, Emitter<Reading> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(reading);
        }
    }

    /** Counts what has come of whatever keys there are. */
    static final class CountingBy<K> extends KeyedProcess<K, Reading, Reading> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Reading reading, KeyedContext<K> context, Emitter<Reading> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(reading);
        }
    }

    /** Takes a millisecond for each event, and tells of it. */
    static final class Slow extends KeyedProcess<String, Reading, Reading> {

        private static final long NANOS = 1_000_000;
        private final Semaphore done;

        Slow(Semaphore done) {
            this.done = done;
        }

        @Override
        protected void process(Reading reading, KeyedContext<String> context, Emitter<Reading> out) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < NANOS) {
                Thread.onSpinWait();
            }
            out.emit(reading);
            done.release();
        }
    }

    /** Fails once. */
    static final class Failing extends KeyedProcess<String, Reading, Reading> {

        private final AtomicBoolean fails;

        Failing(AtomicBoolean fails) {
            this.fails = fails;
        }

        @Override
        protected void process(Reading reading, KeyedContext<String> context, Emitter<Reading> out) {
            if (fails.getAndSet(false)) {
                throw new IllegalStateException("the rate of exchange is not known");
            }
            out.emit(reading);
        }
    }

    static Reading reading(long index) {
        return new Reading("s" + index % SENSORS, 20 + index % 7, System.currentTimeMillis());
    }

    /** So many readings a second for ever. */
    static Source<Reading> readings(double rate) {
        return Sources.generate(Samples::reading).rate(rate);
    }

    /** Windows of a second over readings, shown by a view. */
    static Pipeline well(String name, Source<Reading> readings) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("readings", readings)
                .typed(Reading.class)
                .filter(reading -> reading.degrees() > 0)
                .timestamps(Timestamps.millis(Reading::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(200)))
                .keyBy(Reading::sensor, String.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("per second", Aggregates.count())
                .keyBy(WindowResult::key, String.class)
                .view("counts", WindowResult::value, Long.class)
                .to("screen", Sinks.discard());
        return pipeline;
    }

    /** A line of machines: their readings and the commands to them, watched in several ways. */
    static Pipeline factory() {
        Watermarks<Object> watermarks = Watermarks.boundedOutOfOrderness(Duration.ofMillis(200));
        Pipeline pipeline = Pipeline.create("factory");
        EventStream<Reading> machines = pipeline.source("machines", readings(2_400))
                .typed(Reading.class)
                .timestamps(Timestamps.millis(Reading::time), watermarks);
        EventStream<Reading> commands = pipeline.source("commands", readings(300))
                .typed(Reading.class)
                .timestamps(Timestamps.millis(Reading::time), watermarks);
        KeyedStream<String, Reading> all = machines.merge(commands).keyBy(Reading::sensor, String.class);
        all.process("heat watch", Counting::new)
                .filter(reading -> reading.degrees() > 25)
                .rebalance()
                .to("alarms", Sinks.discard());
        all.window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("load per second", Aggregates.count())
                .keyBy(WindowResult::key, String.class)
                .view("load", WindowResult::value, Long.class)
                .to("billing", Sinks.discard());
        return pipeline;
    }

    /** As many readings as go through an operator that takes a millisecond for each. */
    static Pipeline slow(Semaphore done) {
        Pipeline pipeline = Pipeline.create("enrichment");
        pipeline.source("readings", Sources.generate(Samples::reading))
                .keyBy(Reading::sensor, String.class)
                .process("counts", Counting::new)
                .keyBy(Reading::sensor, String.class)
                .process("geocode", () -> new Slow(done))
                .parallelism(1)
                .to("screen", Sinks.discard());
        return pipeline;
    }

    /** Two halls, of one of which nothing comes. */
    static Pipeline halls(Source<Reading> loud, Source<Reading> silent) {
        Pipeline pipeline = Pipeline.create("halls");
        Watermarks<Object> watermarks =
                Watermarks.boundedOutOfOrderness(Duration.ofMillis(200)).idleAfter(Duration.ofDays(1));
        pipeline.source("north hall", loud)
                .timestamps(Timestamps.millis(Reading::time), watermarks)
                .merge(pipeline.source("south hall", silent).timestamps(Timestamps.millis(Reading::time), watermarks))
                .keyBy(Reading::sensor, String.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("per second", Aggregates.count())
                .to("screen", Sinks.discard());
        return pipeline;
    }

    /** Fails on an event, once. */
    static Pipeline failing(AtomicBoolean fails) {
        Pipeline pipeline = Pipeline.create("payments");
        pipeline.source("readings", readings(500))
                .keyBy(Reading::sensor, String.class)
                .process("convert", () -> new Failing(fails))
                .to("screen", Sinks.discard());
        return pipeline;
    }

    /** Fifty operators, of which each has tasks of its own. */
    static Pipeline wide() {
        Pipeline pipeline = Pipeline.create("wide");
        for (int branch = 0; branch < 7; branch++) {
            String letter = String.valueOf((char) ('A' + branch));
            var readings = pipeline.source("source " + letter, readings(20));
            for (int step = 1; step <= 5; step++) {
                readings = readings.keyBy(Reading::sensor, String.class).process(letter + step, Counting::new);
            }
            readings.rebalance().to("sink " + letter, Sinks.discard());
        }
        return pipeline;
    }
}
