package io.millrace.window.fuzz;

import static java.time.Duration.ofMillis;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Small jobs that have state of every kind between them. */
final class Jobs {

    static final int EVENTS = 40;

    /** What a sink of lines writes, on the simulated disk. */
    static final Path OUTPUT = Path.of("/fuzzed-output/lines.txt");

    private static final double EVENTS_PER_SECOND = 100;

    private Jobs() {}

    /** Makes a pipeline, always the same. */
    interface Job {
        Pipeline pipeline();
    }

    /**
     * All of them.
     *
     * @param input lines of text
     */
    static List<Job> all(Path input) {
        List<Job> jobs = new ArrayList<>();
        jobs.add(() -> lines(input));
        jobs.add(() -> lines(input));
        jobs.add(() -> with(
                generated(),
                "memory",
                keyed -> keyed.process("memory", Memory::new).to("memory-out", Sinks.discard())));
        jobs.add(() -> with(
                interleaved(),
                "memory",
                keyed -> keyed.process("memory", Memory::new).to("memory-out", Sinks.discard())));
        add(jobs, Windows.tumbling(ofMillis(170)), Aggregates.count(), Emit.onUpdate());
        add(jobs, Windows.tumbling(ofMillis(190)), Aggregates.collect(), Emit.whenFirst(list -> list.size() > 1));
        add(jobs, Windows.tumbling(ofMillis(170)), Aggregates.percentiles(Sample::amount, 0.1, 0.9), Emit.atEnd());
        add(jobs, Windows.sliding(ofMillis(200), ofMillis(50)), Aggregates.sumDouble(Sample::amount), Emit.atEnd());
        add(jobs, Windows.sliding(ofMillis(200), ofMillis(70)), Aggregates.maxDouble(Sample::amount), Emit.atEnd());
        add(jobs, Windows.cumulative(ofMillis(300), ofMillis(100)), Aggregates.first(), Emit.atEnd());
        add(jobs, Windows.daily(ZoneOffset.UTC), Aggregates.average(Sample::amount), Emit.atEnd());
        add(jobs, Windows.session(ofMillis(90)), Aggregates.distinct(Sample::kind), Emit.atEnd());
        add(jobs, Windows.session(ofMillis(250)), Aggregates.last(), Emit.every(ofMillis(70)));
        add(
                jobs,
                keyed -> keyed.window(Windows.<String, Sample>session(ofMillis(3)))
                        .allowedLateness(ofMillis(900)),
                Aggregates.count(),
                Emit.atEnd());
        add(jobs, Windows.global(), Aggregates.variance(Sample::amount), Emit.everyEvents(3));
        add(
                jobs,
                Windows.count(7),
                Aggregates.groupingBy(Sample::kind, Aggregates.sumLong(Sample::number)),
                Emit.atEnd());
        add(jobs, Windows.countSliding(6, 2), Aggregates.topN(2, byAmount()), Emit.atEnd());
        add(jobs, Windows.countSliding(2, 5), Aggregates.averageLong(Sample::number), Emit.atEnd());
        add(jobs, Windows.trailing(ofMillis(150)), Aggregates.countDistinct(Sample::kind), Emit.onUpdate());
        add(jobs, Windows.trailing(ofMillis(150)), Aggregates.sumLong(Sample::number), Emit.atEnd());
        add(
                jobs,
                Windows.tumbling(ofMillis(170)),
                Aggregates.allOf(
                        Aggregates.min(Sample::amount),
                        Aggregates.maxLong(Sample::number),
                        (least, most) -> least + " " + most),
                Emit.atEnd());
        return jobs;
    }

    /** From lines of text to lines of text. */
    private static Pipeline lines(Path input) {
        Pipeline pipeline = Pipeline.create("lines");
        pipeline.source(
                        "samples",
                        Sources.interleaved(List.of(
                                Sources.generate(index -> "sample " + index)
                                        .count(EVENTS)
                                        .rate(EVENTS_PER_SECOND),
                                Sources.lines(input))))
                .to("lines-out", Sinks.lines(OUTPUT));
        return pipeline;
    }

    private static <A, R> void add(
            List<Job> jobs,
            KeyedExtension<String, Sample, WindowedStream<String, Sample>> windows,
            Aggregate<? super Sample, A, R> aggregate,
            Emit<? super R> emit) {
        jobs.add(() -> with(
                generated(),
                "window",
                keyed -> keyed.window(windows)
                        .aggregate("window", aggregate, emit)
                        .to("window-out", Sinks.discard())));
    }

    private interface Body {
        void add(KeyedStream<String, Sample> keyed);
    }

    private static Pipeline with(Source<Sample> source, String name, Body body) {
        Pipeline pipeline = Pipeline.create(name);
        body.add(pipeline.source("samples", source)
                .typed(Type.of(Sample.class))
                .timestamps(Sample::time, Watermarks.ascending())
                .keyBy(Sample::user, String.class));
        return pipeline;
    }

    private static Source<Sample> generated() {
        return Sources.generate(Sample::of).count(EVENTS).rate(EVENTS_PER_SECOND);
    }

    private static Source<Sample> interleaved() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            samples.add(Sample.of(i));
        }
        return Sources.interleaved(List.of(
                Sources.generate(Sample::of).count(EVENTS).rate(EVENTS_PER_SECOND),
                Sources.collection(samples),
                Sources.generate(Sample::of).count(EVENTS)));
    }

    private static Comparator<Sample> byAmount() {
        return Comparator.comparingDouble(Sample::amount).thenComparing(Sample::number);
    }
}
