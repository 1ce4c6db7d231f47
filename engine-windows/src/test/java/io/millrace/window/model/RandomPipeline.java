package io.millrace.window.model;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.WindowedStream;
import io.millrace.window.model.WindowKind.Model;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A pipeline with a window, and what happens to it. Its text reads like the program.
 *
 * @param windows which windows
 * @param lateness the allowed lateness in milliseconds
 * @param byClock whether the windows go by the clock
 * @param emit when they emit
 * @param aggregate what they make of events
 * @param steps what happens
 * @param streams how many streams there are
 */
record RandomPipeline(
        WindowKind windows,
        long lateness,
        boolean byClock,
        EmitKind emit,
        AggregateKind aggregate,
        List<Step> steps,
        CoGrouping streams) {

    /** The name of the window operator. */
    static final String NAME = "windows";

    /** Times around which events lie: now and then an end of time, where arithmetic overflows. */
    private static final long[] EPOCHS = {0, 0, 0, -1_000_000_000_007L, EventTime.NONE + 300, EventTime.MAX - 700};

    private static final long MAX_TIME = EventTime.MAX - 100;

    /** Some runs have so many steps, and keys with many windows at a time. */
    private static final int MANY = 500;

    /** Before days on which the clocks of some place are changed, or a day is skipped. */
    private static final long[] CALENDAR_EPOCHS = Stream.of(
                    "1969-12-28", "2009-10-31", "2011-12-27", "2018-02-16", "2018-11-02", "2024-03-29", "2024-10-25")
            .mapToLong(day -> Instant.parse(day + "T00:00:00Z").toEpochMilli())
            .toArray();

    RandomPipeline(
            WindowKind windows,
            long lateness,
            boolean byClock,
            EmitKind emit,
            AggregateKind aggregate,
            List<Step> steps) {
        this(windows, lateness, byClock, emit, aggregate, steps, CoGrouping.NONE);
    }

    /** Windows of several streams. */
    static RandomPipeline ofSeveral(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WindowKind windows = WindowKind.random(random);
        while (windows.looksAtEvents() || windows.counts()) {
            windows = WindowKind.random(random);
        }
        return of(random, windows).over(CoGrouping.random(random));
    }

    static RandomPipeline of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(random, WindowKind.random(random));
    }

    private static RandomPipeline of(SplittableRandom random, WindowKind windows) {
        boolean byClock = random.nextInt(6) == 0 && !windows.counts();
        EmitKind emit = windows.model() == Model.WINDOWS
                ? EmitKind.random(random, windows.scale())
                : EmitKind.randomSimple(random, windows.emitsAtEndOnly());
        long lateness = randomLateness(random, windows.scale());
        if ((emit.rule().byClock() || byClock) && windows.merges()) {
            // A session that is over and comes alive again has missed a time of the clock, and emits some time after.
            lateness = 0;
        }
        if (windows.counts()) {
            lateness = 0;
        }
        AggregateKind aggregate = AggregateKind.random(random, !windows.merges() && !windows.overlaps());
        boolean hasClock = byClock || emit.rule().byClock();
        return new RandomPipeline(windows, lateness, byClock, emit, aggregate, randomSteps(random, windows, hasClock));
    }

    private static long randomLateness(SplittableRandom random, long scale) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> 0;
            case 2 -> EventTime.MAX - random.nextInt(3);
            default -> random.nextInt(100) * scale;
        };
    }

    /** Events of a few keys in disorder, and watermarks that let some of them be late. */
    static List<Step> randomSteps(SplittableRandom random, WindowKind windows, boolean hasClock) {
        long scale = windows.scale();
        long[] epochs = scale == 1 ? EPOCHS : CALENDAR_EPOCHS;
        long epoch = epochs[random.nextInt(epochs.length)];
        boolean many = random.nextInt(20) == 0;
        int disorder = 1 + random.nextInt(many ? 4_000 : 60);
        int pace = 1 + random.nextInt(many ? 30 : 8);
        int watermarks = 2 + random.nextInt(8);
        int keys = 1 + random.nextInt(4);
        int count = 1 + random.nextInt(many ? MANY : 80);
        long now = 0;
        long clock = 0;
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            long time = time(windows, epoch, (now - random.nextInt(disorder)) * scale);
            if (hasClock && random.nextInt(6) == 0) {
                clock += 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 30);
                steps.add(Step.clock(clock * scale));
            } else if (random.nextInt(watermarks) == 0) {
                steps.add(Step.watermark(time));
            } else {
                steps.add(Step.event(new Event("k" + random.nextInt(keys), i, time)));
            }
            now += random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(pace);
        }
        return List.copyOf(steps);
    }

    /**
     * Not right before the end of time: a window that ends there cannot be told from one that never does. Of windows that
     * overlap and are cut off at the end of time there is one.
     */
    private static long time(WindowKind windows, long epoch, long time) {
        long clamped = Span.clamped(BigInteger.valueOf(epoch).add(BigInteger.valueOf(time)));
        return clamped <= MAX_TIME ? clamped : windows.overlaps() ? MAX_TIME : EventTime.MAX;
    }

    RandomPipeline with(List<Step> otherSteps) {
        return new RandomPipeline(windows, lateness, byClock, emit, aggregate, otherSteps, streams);
    }

    RandomPipeline with(WindowKind otherWindows) {
        return new RandomPipeline(otherWindows, lateness, byClock, emit, aggregate, steps, streams);
    }

    RandomPipeline with(AggregateKind otherAggregate) {
        return new RandomPipeline(windows, lateness, byClock, emit, otherAggregate, steps, streams);
    }

    private RandomPipeline over(CoGrouping otherStreams) {
        return new RandomPipeline(windows, lateness, byClock, emit, aggregate, steps, otherStreams);
    }

    /** What the windows give for the events that are in them. */
    Object valueOf(List<Event> events) {
        return streams.of(aggregate).apply(events);
    }

    /** The pipeline; its results and late events go to sinks. */
    Pipeline pipeline(Sink<? super WindowResult<String, Object>> results, Sink<? super Event> late) {
        Pipeline pipeline = Pipeline.create("model");
        EventStream<Event> events = pipeline.source("steps", new StepSource(steps))
                .timestamps(Timestamps.millis(Step::time), Watermarks.custom(StepSource.Watermarks::new))
                .filter(Step::isEvent)
                .map(Step::event);
        List<EventStream<Event>> lates = new ArrayList<>();
        results(events, lates).to("results", results);
        for (int stream = 0; stream < lates.size(); stream++) {
            lates.get(stream).to("late " + stream, late);
        }
        return pipeline;
    }

    private EventStream<WindowResult<String, Object>> results(
            EventStream<Event> events, List<EventStream<Event>> lates) {
        List<KeyedStream<String, Event>> keyed = new ArrayList<>();
        for (int stream = 0; stream < streams.streams(); stream++) {
            keyed.add(streams.ofStream(events, stream).keyBy(Event::key));
        }
        if (!streams.isNone()) {
            return streams.results(keyed, windowed(keyed.get(0)), aggregate.aggregate(), emit.emit(), lates);
        }
        WindowedResults<String, Event, Object> windowed =
                windowed(keyed.get(0)).aggregate(NAME, aggregate.aggregate(), emit.emit());
        lates.add(windowed.late());
        return windowed;
    }

    WindowedStream<String, Event> windowed(KeyedStream<String, Event> events) {
        WindowedStream<String, Event> windowed = events.window(windows.windows());
        if (windows.offset() != 0) {
            windowed = windowed.offset(ofMillis(windows.offset()));
        }
        if (byClock) {
            windowed = windowed.processingTime();
        }
        return lateness == 0 ? windowed : windowed.allowedLateness(ofMillis(lateness));
    }

    /** Late events by key; where there are several streams, those of one before those of the next. */
    List<Event> byKey(List<Event> late) {
        return Run.byKey(
                late.stream().sorted(Comparator.comparing(streams::streamOf)).toList());
    }

    /** Results as text in an order that is always the same: those of a key, or of a window where they overlap, are. */
    List<String> comparable(List<Result> results) {
        Comparator<Result> order = windows.overlaps() ? Result.BY_WINDOW : Comparator.comparing(Result::key);
        return results.stream().sorted(order).map(Result::toString).toList();
    }

    @Override
    public String toString() {
        return ".window(Windows." + windows + ")"
                + (byClock ? ".processingTime()" : "")
                + (lateness == 0 ? "" : ".allowedLateness(ofMillis(" + lateness + "))")
                + streams + ".aggregate(\"windows\", " + aggregate + ", " + emit + ") over "
                + String.join(" ", steps.stream().map(Step::toString).toList());
    }
}
