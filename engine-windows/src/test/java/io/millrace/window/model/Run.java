package io.millrace.window.model;

import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.testing.Simulation;
import io.millrace.window.WindowResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** A simulated pipeline, and what came out of it. */
final class Run {

    private final List<Result> results = new ArrayList<>();
    private final List<Event> late = new ArrayList<>();
    private final Simulation simulation;

    private Run(BiFunction<Sink<WindowResult<String, Object>>, Sink<Event>, Pipeline> pipeline, long seed) {
        // What a window by the clock has in it is what the clock says: the steps of the pipeline move it.
        simulation = Simulation.of(pipeline.apply(resultsSink(), lateSink()))
                .steadyClock()
                .seed(seed);
    }

    /** Not begun yet. */
    static Run of(BiFunction<Sink<WindowResult<String, Object>>, Sink<Event>, Pipeline> pipeline, long seed) {
        return new Run(pipeline, seed);
    }

    static Run of(RandomPipeline pipeline, long seed) {
        return of(pipeline::pipeline, seed);
    }

    /** Runs until the job has ended. */
    Run toTheEnd() {
        simulation.run();
        return this;
    }

    long clockMillis() {
        return simulation.clock().millis();
    }

    /** In the order of their coming, which means something for the results of a key only. */
    List<Result> results() {
        return results;
    }

    List<Event> late() {
        return late;
    }

    /** How many late events there were, as the job's metrics say. */
    long lateCount() {
        return simulation.metrics().late();
    }

    /** Events by key, in the order of their coming. */
    static List<Event> byKey(List<Event> events) {
        return events.stream().sorted(Comparator.comparing(Event::key)).toList();
    }

    private Sink<WindowResult<String, Object>> resultsSink() {
        return context -> batch -> {
            for (int row = 0; row < batch.size(); row++) {
                results.add(Result.of(batch.value(row), batch.timestamp(row)));
            }
        };
    }

    private Sink<Event> lateSink() {
        return context -> batch -> {
            for (int row = 0; row < batch.size(); row++) {
                late.add(batch.value(row));
            }
        };
    }

    @Override
    public String toString() {
        return simulation.toString();
    }
}
