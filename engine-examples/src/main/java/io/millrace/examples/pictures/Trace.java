package io.millrace.examples.pictures;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.metrics.TaskMetrics;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.WindowedStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of some events of one key that were fed to windows one by one. All numbers are the engine's own.
 *
 * @param samples the events as they arrived
 * @param watermarks the watermark after each of them, in seconds; null for none
 * @param told the results
 * @param late the events that came too late
 */
record Trace(List<Sample> samples, List<Double> watermarks, List<Told> told, List<Sample> late) {

    /** Counts events. */
    static Trace ofCounts(
            Watermarks<Object> strategy,
            Fn<KeyedStream<String, Sample>, WindowedStream<String, Sample>> windows,
            Emit<Object> emit,
            int... seconds) {
        PushSource<Sample> source = Sources.push(seconds.length);
        Pipeline pipeline = Pipeline.create("picture");
        KeyedStream<String, Sample> samples = pipeline.source("samples", source)
                .timestamps(Timestamps.millis(sample -> sample.second() * 1000L), strategy)
                .keyBy(sample -> "key");
        WindowedResults<String, Sample, Long> counts =
                applied(windows, samples).aggregate("counts", Aggregates.count(), emit);
        counts.to("results", Sinks.discard());
        counts.late().to("late", Sinks.discard());
        return run(Simulation.of(pipeline).seed(1).parallelism(2), source, seconds);
    }

    private static WindowedStream<String, Sample> applied(
            Fn<KeyedStream<String, Sample>, WindowedStream<String, Sample>> windows,
            KeyedStream<String, Sample> samples) {
        try {
            return windows.apply(samples);
        } catch (Exception e) {
            throw new IllegalStateException("the windows of a picture cannot be made", e);
        }
    }

    private static Trace run(Simulation simulation, PushSource<Sample> source, int... seconds) {
        Trace trace = new Trace(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int arrival = 0; arrival < seconds.length; arrival++) {
            Sample sample = new Sample(arrival, seconds[arrival]);
            source.tryEmit(sample);
            simulation.settle();
            trace.samples.add(sample);
            trace.watermarks.add(watermark(simulation, "counts-0"));
            trace.note(arrival, simulation);
        }
        simulation.drain();
        trace.note(seconds.length, simulation);
        simulation.output("late").forEach(sample -> trace.late.add((Sample) sample));
        return trace;
    }

    @SuppressWarnings("unchecked") // the sink takes the results of the counts
    private void note(int arrival, Simulation simulation) {
        List<Object> results = simulation.output("results");
        for (Object result : results.subList(told.size(), results.size())) {
            told.add(new Told(arrival, (WindowResult<String, Long>) result));
        }
    }

    /** The watermark of a task in seconds, or null. */
    static Double watermark(Simulation simulation, String task) {
        return simulation.metrics().tasks().stream()
                .filter(metrics -> metrics.task().equals(task))
                .findFirst()
                .flatMap(TaskMetrics::watermark)
                .map(Trace::seconds)
                .orElse(null);
    }

    private static Double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}
