package io.millrace.flink;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.flink.Programs.Feed;
import io.millrace.flink.Programs.Program;
import io.millrace.join.Join;
import io.millrace.join.Joins;
import io.millrace.operator.AggregateSpec;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A pipeline that a seed draws. Nothing in it is late, and nothing depends on the order in which rows of different tasks come. */
record RandomProgram(long seed) implements Program {

    private static final int MOST_SOURCES = 3;
    private static final int MOST_STEPS = 7;

    /** Each multiplies rows. */
    private static final int MOST_JOINS = 2;

    @Override
    public Pipeline pipeline(List<Event> events, Path out, Feed feed) {
        return new Drawing(new SplittableRandom(seed), out).draw(Programs.inTime(events), feed);
    }

    private static final class Drawing {

        private final SplittableRandom random;
        private final Path out;
        private final Pipeline pipeline = Pipeline.create("random");
        private final List<EventStream<Event>> flows = new ArrayList<>();
        private int steps;
        private int joins;

        Drawing(SplittableRandom random, Path out) {
            this.random = random;
            this.out = out;
        }

        Pipeline draw(List<Event> events, Feed feed) {
            int sources = 1 + random.nextInt(MOST_SOURCES);
            for (int source = 0; source < sources; source++) {
                EventStream<Event> read = pipeline.source(
                                "source-" + source, feed.of(Programs.every(events, sources, source)))
                        .typed(Event.class)
                        .timestamps(Event::time, Watermarks.boundedOutOfOrderness(ofSeconds(2)));
                flows.add(read.typed(Event.class));
            }
            for (int step = 1 + random.nextInt(MOST_STEPS); step > 0; step--) {
                steps++;
                flows.add(next(flow()).typed(Event.class));
            }
            for (int sink = 0; sink < flows.size(); sink++) {
                String name = "sink-" + sink + ".txt";
                flows.get(sink).map(Event::toString).to(name, Sinks.lines(out.resolve(name)));
            }
            return pipeline;
        }

        /** The last ones more often, for long ways. */
        private EventStream<Event> flow() {
            return flows.get(random.nextBoolean() ? flows.size() - 1 : random.nextInt(flows.size()));
        }

        private EventStream<Event> next(EventStream<Event> flow) {
            return switch (random.nextInt(13)) {
                case 0 -> flow.filter(event -> event.value() % 3 != 0);
                case 1 -> flow.map(Event::raised);
                case 2 -> flow.flatMap(event -> List.of(event, event.raised()));
                case 3 -> flow.rebalance().map(Event::raised);
                case 4 -> merged(flow, flow());
                case 5 -> flow.keyBy(Event::key).process(name("buckets"), Buckets::new);
                case 12 -> flow.keyBy(Event::key).process(name("gathered"), Gathering::new);
                case 6, 7, 8 -> windows(flow);
                case 9 -> joins++ < MOST_JOINS ? joined(flow, flow()) : flow.map(Event::raised);
                case 10 ->
                    flow.keyBy(Event::key)
                            .connect(flow().keyBy(Event::key))
                            .inEventTimeOrder()
                            .process(name("adding"), Adding::new);
                default ->
                    flow.mapBlocking(name("called"), Event::raised).inFlight(4).timeout(ofSeconds(60));
            };
        }

        private String name(String what) {
            return what + "-" + steps;
        }

        private EventStream<Event> merged(EventStream<Event> one, EventStream<Event> other) {
            return one == other ? one.map(Event::raised) : one.merge(other);
        }

        private EventStream<Event> windows(EventStream<Event> flow) {
            WindowedStream<String, Event> windows = flow.keyBy(Event::key)
                    .window(
                            switch (random.nextInt(3)) {
                                case 0 -> Windows.<String, Event>tumbling(ofMillis(1_000 + random.nextInt(5_000)));
                                case 1 ->
                                    Windows.<String, Event>sliding(
                                            ofMillis(6_000), ofMillis(1_000 + random.nextInt(4_000)));
                                default -> Windows.<String, Event>session(ofMillis(500 + random.nextInt(1_500)));
                            });
            return windows.updatesAreMeant()
                    .aggregate(name("windows"), Aggregates.sumLong(Event::value))
                    .map(Drawing::event);
        }

        private static Event event(WindowResult<String, Long> result) {
            return new Event(result.key(), result.start().toEpochMilli(), result.end(), result.value());
        }

        private EventStream<Event> joined(EventStream<Event> left, EventStream<Event> right) {
            Join<String, Event, Event> join = left.keyBy(Event::key)
                    .join(Joins.with(right.keyBy(Event::key))
                            .within(ofMillis(-random.nextInt(200)), ofMillis(random.nextInt(300))));
            return switch (random.nextInt(3)) {
                case 0 -> join.inner(name("joined"), Event::with);
                case 1 -> join.left(name("joined"), Event::with);
                default -> join.full(name("joined"), Event::with);
            };
        }
    }

    /** Sums by key and time, each told when its time is over. */
    static final class Buckets extends KeyedProcess<String, Event, Event> {

        private static final long MILLIS = 4_000;

        private final MapState<Long, Long> sums = map("sums", Long.class, Long.class);
        private final Timer over = eventTimer("over", this::onOver);

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<Event> out) {
            long bucket = Math.floorDiv(context.timestamp().toEpochMilli(), MILLIS);
            Long sum = sums.get(bucket);
            sums.put(bucket, (sum == null ? 0 : sum) + event.value());
            over.set(end(sorted().firstKey()));
        }

        private NavigableMap<Long, Long> sorted() {
            NavigableMap<Long, Long> sorted = new TreeMap<>();
            sums.forEach(sorted::put);
            return sorted;
        }

        private static Instant end(long bucket) {
            return Instant.ofEpochMilli((bucket + 1) * MILLIS - 1);
        }

        private void onOver(KeyedContext<String> context, Emitter<Event> out) {
            Map.Entry<Long, Long> first = sorted().firstEntry();
            sums.remove(first.getKey());
            out.emit(new Event(context.key(), first.getKey(), context.timestamp(), first.getValue()));
            if (sums.size() > 0) {
                over.set(end(sorted().firstKey()));
            }
        }
    }

    /** Keeps all that it can in states of every kind, some of which change in place, and tells what there is when the data end, in the order in which it is kept. */
    static final class Gathering extends KeyedProcess<String, Event, Event> {

        private static final Type<List<Long>> VALUES = new Type<>() {};
        private static final int SHELVES = 16;

        private final ValueState<List<Long>> smallest = value("smallest", VALUES);
        private final ListState<Long> odd = list("odd", Long.class);
        private final MapState<Long, List<Long>> shelves = map(new MapSpec<>("shelves", Type.of(Long.class), VALUES));
        private final AggregatingState<Event, Long> sum = aggregating(
                AggregateSpec.of("sum", Aggregates.sumLong(Event::value)).ttl(Ttl.eventTime(ofHours(20))));
        private final Timer end = eventTimer("end", this::onEnd);

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<Event> out) {
            if (smallest.get() == null) {
                smallest.set(new ArrayList<>());
                end.set(Event.START.plusSeconds(36_000));
            }
            smallest.get().add(event.value());
            smallest.get().sort(null);
            if (smallest.get().size() > 3) {
                smallest.get().remove(3);
            }
            odd.add(event.value());
            odd.removeIf(value -> value % 2 == 0);
            long shelf = event.seq() % SHELVES;
            if (!shelves.contains(shelf)) {
                shelves.put(shelf, new ArrayList<>());
            }
            shelves.get(shelf).add(event.value());
            sum.add(event);
        }

        private void onEnd(KeyedContext<String> context, Emitter<Event> out) {
            long ofShelves = 17;
            for (Map.Entry<Long, List<Long>> shelf : shelves.entries()) {
                ofShelves = ofShelves * 31 + shelf.getKey();
                ofShelves = ofShelves * 31
                        + shelf.getValue().stream().mapToLong(Long::longValue).sum();
            }
            long ofOdd = odd.elements().stream().mapToLong(Long::longValue).sum();
            long all = smallest.get().hashCode() + 31 * ofOdd + 31 * 31 * sum.get();
            out.emit(new Event(context.key(), ofShelves, context.timestamp(), all));
        }
    }

    /** Adds the values of the other stream up to the time of an event. */
    static final class Adding extends ConnectedProcess<String, Event, Event, Event> {

        private final ValueState<Long> sum = value("sum", Long.class);

        @Override
        protected void left(Event event, KeyedContext<String> context, Emitter<Event> out) {
            out.emit(new Event(event.key(), event.seq(), event.time(), event.value() + sum.getOr(0L)));
        }

        @Override
        protected void right(Event event, KeyedContext<String> context, Emitter<Event> out) {
            sum.set(sum.getOr(0L) + event.value());
        }
    }
}
