package io.millrace.window.operator;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Operator;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random windows behind a key exchange, from several tasks to several, with events in disorder.
 *
 * @param grid the windows
 * @param overlaps whether an event can be in several
 * @param limits of the combiners; null for none
 * @param sources the events of each source
 * @param readers how many tasks each source has
 * @param bound how much disorder the watermarks allow for, in milliseconds
 * @param subtracts whether the aggregate can subtract
 */
record ExchangedWindows(
        WindowGrid grid,
        boolean overlaps,
        HeldPanes.Limits limits,
        List<List<Event>> sources,
        int readers,
        int bound,
        boolean subtracts) {

    static final String NAME = "windows";
    static final String LATE = "late";

    /** @param mostSources 1 for a single task that sends, so that results do not depend on who comes first */
    static ExchangedWindows random(SplittableRandom random, int mostSources, boolean mayOverlap, boolean mayBeLate) {
        boolean overlaps = mayOverlap && random.nextBoolean();
        int disorder = 1 + random.nextInt(30);
        List<List<Event>> sources = new ArrayList<>();
        for (int source = 1 + random.nextInt(mostSources); source > 0; source--) {
            sources.add(events(random, sources.size() * 1_000, disorder));
        }
        return new ExchangedWindows(
                overlaps ? overlapping(random) : new PaneGrid(1 + random.nextInt(40), random.nextInt(5)),
                overlaps,
                randomLimits(random),
                sources,
                mostSources == 1 ? 1 : 1 + random.nextInt(3),
                mayBeLate ? random.nextInt(disorder) : disorder,
                random.nextBoolean());
    }

    private static WindowGrid overlapping(SplittableRandom random) {
        int slide = 1 + random.nextInt(12);
        return random.nextInt(4) == 0
                ? new CumulativeGrid(slide * (2L + random.nextInt(4)), slide, 0)
                : new SlidingGrid(1 + random.nextInt(40), slide, 0);
    }

    static HeldPanes.Limits randomLimits(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? HeldPanes.Limits.USUAL
                : new HeldPanes.Limits(
                        1 + random.nextInt(8),
                        2 + random.nextInt(40),
                        1 + random.nextInt(4),
                        2 + random.nextInt(20),
                        1 + random.nextInt(40));
    }

    private static List<Event> events(SplittableRandom random, int firstValue, int disorder) {
        List<Event> events = new ArrayList<>();
        int keys = 1 + random.nextInt(6);
        int pace = 1 + random.nextInt(3);
        long now = -20;
        for (int i = random.nextInt(150); i > 0; i--) {
            now += random.nextInt(25) == 0 ? random.nextInt(60) : random.nextInt(pace);
            long time = now - random.nextInt(disorder);
            events.add(new Event("k" + random.nextInt(keys), firstValue + i, time));
        }
        return events;
    }

    ExchangedWindows with(HeldPanes.Limits otherLimits) {
        return new ExchangedWindows(grid, overlaps, otherLimits, sources, readers, bound, subtracts);
    }

    Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("exchanged");
        EventStream<Event> all = null;
        for (int i = 0; i < sources.size(); i++) {
            EventStream<Event> stream = source(pipeline, "source-" + i, sources.get(i));
            all = all == null ? stream : all.merge(stream);
        }
        windows(all);
        return pipeline;
    }

    private EventStream<Event> source(Pipeline pipeline, String name, List<Event> events) {
        return pipeline.source(
                        name, Sources.generate(index -> events.get((int) index)).count(events.size()))
                .parallelism(readers)
                .typed(Event.class)
                .timestamps(Timestamps.millis(Event::time), Watermarks.boundedOutOfOrderness(ofMillis(bound)));
    }

    /** The windows over a stream, their results and their late events. */
    void windows(EventStream<Event> stream) {
        EventStream<String> results =
                stream.keyBy(Event::key).transform(spec(Script.logic(Emission.atEnd(new Gathered(subtracts)), 0)));
        results.to("results", Sinks.discard());
        results.sideOutput(SideOutput.of(SideOutput.LATE, Event.class)).to(LATE, Sinks.discard());
    }

    private <A, R> OperatorSpec<Object, String> spec(WindowLogic<String, Event, A, R, String> logic) {
        OperatorSpec<Object, String> spec = OperatorSpec.<Object, String>stateful("window", NAME, () -> operator(logic))
                .onEventTime();
        return limits == null
                ? spec
                : spec.combiner(0, OperatorSpec.stateless("combiner", () -> new PaneCombiner<>(grid, logic, limits)));
    }

    @SuppressWarnings("unchecked") // what is no event is of the combiner, and told apart
    private <A, R> Operator<Object, String> operator(WindowLogic<String, Event, A, R, String> logic) {
        Operator<?, String> operator =
                overlaps ? WindowOperator.sliding(grid, logic) : WindowOperator.tumbling(grid, logic);
        return (Operator<Object, String>) operator;
    }

    List<Event> events() {
        return sources.stream().flatMap(List::stream).toList();
    }
}
