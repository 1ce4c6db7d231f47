package io.millrace.survival;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Draws what becomes of the streams of a random job. */
final class Steps {

    private static final int MANY = 160;
    private static final int POISON = 11;

    private final SplittableRandom random;
    private final Mishaps mishaps;
    private final Executor others;
    private final World world;
    private final SmallSteps small;
    private final JoinSteps joins;
    private final ConnectSteps connects;
    private final TableSteps tables;
    private final Checks checks = new Checks();
    private final Pipeline pipeline;
    private final List<Supplier<List<Event>>> dead = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();
    private final Map<String, List<Object>> told = new HashMap<>();
    private int steps;
    private boolean timeIsCertain = true;

    Steps(Pipeline pipeline, SplittableRandom random, World world) {
        this.pipeline = pipeline;
        this.random = random;
        mishaps = world.mishaps();
        others = world.answering();
        this.world = world;
        small = new SmallSteps(random);
        joins = new JoinSteps(this, random, mishaps);
        connects = new ConnectSteps(this, random, mishaps);
        tables = new TableSteps(this, random, world, checks);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /**
     * A source is idle for a moment when it knows of no more splits, though others come: whoever reads another stream, too, does
     * not wait then for what windows behind that source still keep.
     */
    void timeIsUncertain() {
        timeIsCertain = false;
    }

    /** Whether both have timestamps, and are waited for up to their ends. */
    boolean areAwaited(Flow flow, Flow other) {
        return timeIsCertain && flow.isTimed() && other.isTimed();
    }

    Checks checks() {
        return checks;
    }

    /** Nothing may come by it. */
    void never(String sink, EventStream<Event> stream) {
        stream.to(sink, world.observed(sink, Sinks.discard()));
        checks.never(sink);
    }

    boolean sendsDeadLetters() {
        return !dead.isEmpty();
    }

    List<String> dead() {
        return dead.stream()
                .flatMap(events -> events.get().stream())
                .map(Event::toString)
                .toList();
    }

    Flow next(List<Flow> all, boolean stateless) {
        List<Flow> flows = all.stream().filter(each -> !each.isLast()).toList();
        Flow flow = flows.get(random.nextInt(flows.size()));
        Flow other = flows.get(random.nextInt(flows.size()));
        String step = Character.toString('a' + steps++);
        boolean few = flow.size() + other.size() < MANY;
        if (!stateless && random.nextInt(5) == 0) {
            return small.next(flow, byLane(flow), step, anyTasks());
        }
        Flow next = drawn(flow, other, step, few, stateless);
        return next == null ? map(flow, step) : next;
    }

    private Flow drawn(Flow flow, Flow other, String step, boolean few, boolean stateless) {
        return switch (random.nextInt(stateless ? 8 : 39)) {
            case 0 -> map(flow, step);
            case 1 -> filter(flow);
            case 2 -> few ? flatMap(flow, step) : map(flow, step);
            case 3 -> deadLetters(flow, step);
            case 4 -> few ? merge(flow, other, step) : filter(flow);
            case 5 -> few ? selfMerge(flow) : filter(flow);
            case 6 -> few && random.nextBoolean() ? broadcast(flow) : rebalance(flow);
            case 7 -> holding(flow, step);
            case 8 -> probe(flow, step);
            case 9, 10 -> flow.isOrdered() ? running(flow, step) : map(flow, step);
            case 11 -> flow.isOrdered() && flow.isTimed() ? remembering(flow, step) : map(flow, step);
            case 12, 13 -> flow.isTimed() ? buckets(flow, step) : filter(flow);
            case 14 -> few ? joining(flow, other, step) : probe(flow, step);
            case 15 -> flow.isOrdered() ? counting(flow, step) : map(flow, step);
            case 20, 21 -> few && areAwaited(flow, other) ? matching(flow, other, step) : ruled(flow, other, step);
            case 22 -> asking(flow, step);
            case 23 -> calling(flow, step);
            case 24 -> ruled(flow, other, step);
            case 25, 26 -> few && areAwaited(flow, other) ? coGroup(flow, other, step) : probe(flow, step);
            case 27, 28, 29, 30 -> few && areAwaited(flow, other) ? joins.next(flow, other, step) : null;
            case 31, 32, 33 -> few ? connects.next(flow, other, step) : null;
            case 34, 35, 36, 37 -> TableSteps.canBeTable(other) ? tables.next(flow, other, step) : null;
            case 16, 17 -> flow.isTimed() ? watching(flow, step) : map(flow, step);
            default -> flow.isTimed() ? windows(flow, step) : map(flow, step);
        };
    }

    private Flow map(Flow flow, String step) {
        return flow.then(
                flow.stream()
                        .map(event -> {
                            mishaps.at(Hook.MAP);
                            return event.via(step);
                        })
                        .typed(Event.class),
                () -> flow.events().stream().map(event -> event.via(step)).toList());
    }

    private Flow filter(Flow flow) {
        int left = random.nextInt(5);
        return flow.then(
                flow.stream().filter(event -> {
                    mishaps.at(Hook.FILTER);
                    return event.seq() % 5 != left;
                }),
                () -> flow.events().stream()
                        .filter(event -> event.seq() % 5 != left)
                        .toList());
    }

    private Flow flatMap(Flow flow, String step) {
        return flow.then(
                flow.stream()
                        .<Event>flatMap(event -> {
                            mishaps.at(Hook.FLAT_MAP);
                            return copies(event, step);
                        })
                        .typed(Event.class),
                () -> flow.events().stream()
                        .flatMap(event -> copies(event, step).stream())
                        .toList());
    }

    private static List<Event> copies(Event event, String step) {
        return event.seq() % 3 == 0
                ? List.of()
                : event.seq() % 3 == 1 ? List.of(event) : List.of(event.via(step + "1"), event.via(step + "2"));
    }

    private Flow deadLetters(Flow flow, String step) {
        dead.add(() -> flow.events().stream()
                .filter(event -> event.seq() % POISON == 7)
                .toList());
        return flow.then(
                flow.stream()
                        .map(event -> {
                            if (event.seq() % POISON == 7) {
                                throw new IllegalArgumentException("poison");
                            }
                            return event.via(step);
                        })
                        .onError(Errors.deadLetter())
                        .typed(Event.class),
                () -> flow.events().stream()
                        .filter(event -> event.seq() % POISON != 7)
                        .map(event -> event.via(step))
                        .toList());
    }

    private Flow merge(Flow flow, Flow other, String step) {
        return new Flow(
                flow.stream()
                        .merge(other.stream().map(event -> event.via(step)).typed(Event.class))
                        .typed(Event.class),
                () -> concat(
                        flow.events(),
                        other.events().stream().map(event -> event.via(step)).toList()),
                flow.isOrdered() && other.isOrdered() && flow.tasks() == other.tasks(),
                flow.isTimed() && other.isTimed(),
                flow.tasks());
    }

    private Flow selfMerge(Flow flow) {
        EventStream<Event> stream = flow.stream();
        return new Flow(
                stream.merge(stream).typed(Event.class),
                () -> concat(flow.events(), flow.events()),
                false,
                flow.isTimed(),
                flow.tasks());
    }

    private Flow rebalance(Flow flow) {
        int tasks = 1 + random.nextInt(4);
        return new Flow(
                flow.stream().rebalance().filter(event -> true).parallelism(tasks),
                flow::events,
                false,
                flow.isTimed(),
                tasks);
    }

    private Flow broadcast(Flow flow) {
        int tasks = 1 + random.nextInt(3);
        return new Flow(
                flow.stream().broadcast().filter(event -> true).parallelism(tasks),
                () -> Collections.nCopies(tasks, flow.events()).stream()
                        .flatMap(List::stream)
                        .toList(),
                false,
                flow.isTimed(),
                tasks);
    }

    private Flow holding(Flow flow, String step) {
        int tasks = anyTasks();
        return new Flow(
                events(tasks, byKey(flow).process("holding-" + step, () -> new Holding(mishaps))),
                flow::events,
                flow.isOrdered(),
                false,
                tasks);
    }

    private Flow probe(Flow flow, String step) {
        int tasks = anyTasks();
        OperatorSpec<Event, Event> probe =
                OperatorSpec.stateful("probe", "probe-" + step, () -> new Probe(mishaps, step));
        return new Flow(
                        events(tasks, flow.stream().transform(probe)),
                        () -> Collections.nCopies(flow.size(), Probe.unit(step)),
                        false,
                        false,
                        tasks)
                .last();
    }

    private Flow running(Flow flow, String step) {
        int tasks = anyTasks();
        return new Flow(
                events(tasks, byLane(flow).process("running-" + step, () -> new Running(mishaps, step))),
                () -> Running.naive(flow.events(), step),
                true,
                flow.isTimed(),
                tasks);
    }

    private Flow remembering(Flow flow, String step) {
        int tasks = anyTasks();
        return new Flow(
                events(tasks, byLane(flow).process("remembering-" + step, () -> new Remembering(mishaps, step))),
                () -> Remembering.naive(flow.events(), step),
                true,
                true,
                tasks);
    }

    private Flow watching(Flow flow, String step) {
        int tasks = anyTasks();
        return new Flow(
                events(tasks, byKey(flow).process("watching-" + step, () -> new Watching(mishaps, step))),
                () -> Watching.naive(flow.events(), step),
                flow.isOrdered(),
                true,
                tasks);
    }

    private Flow buckets(Flow flow, String step) {
        int tasks = anyTasks();
        return new Flow(
                events(tasks, byKey(flow).process("buckets-" + step, () -> new Buckets(mishaps, step))),
                () -> Buckets.naive(flow.events(), step),
                true,
                true,
                tasks);
    }

    private Flow joining(Flow flow, Flow other, String step) {
        EventStream<Event> lefts = flow.stream().map(Joining::asLeft).typed(Event.class);
        EventStream<Event> rights = other.stream().map(Joining::asRight).typed(Event.class);
        KeyedStream<Integer, Event> both =
                lefts.merge(rights).typed(Event.class).keyBy(this::key, Integer.class);
        int tasks = anyTasks();
        return new Flow(
                events(tasks, both.process("joining-" + step, () -> new Joining(mishaps, step))),
                () -> Joining.naive(flow.events(), other.events(), step),
                false,
                false,
                tasks);
    }

    private Flow matching(Flow flow, Flow other, String step) {
        long from = random.nextInt(-30, 20);
        Matching.Bounds bounds = new Matching.Bounds(from, from + random.nextInt(20));
        int tasks = anyTasks();
        OperatorSpec<Event, Event> join = OperatorSpec.<Event, Event>stateful(
                        "interval join", "matching-" + step, () -> new Matching(mishaps, step, bounds))
                .onEventTime();
        return new Flow(
                events(tasks, byKey(flow).transform(join, byKey(other))),
                () -> Matching.naive(flow.events(), other.events(), step, bounds),
                false,
                true,
                tasks);
    }

    private Flow asking(Flow flow, String step) {
        int most = 1 + random.nextInt(5);
        boolean ordered = random.nextBoolean();
        OperatorSpec<Event, Event> asking = OperatorSpec.stateful(
                "asking", "asking-" + step, () -> new Asking(mishaps, step, others, most, ordered));
        return new Flow(
                flow.stream().transform(asking).typed(Event.class),
                () -> flow.events().stream().map(event -> event.via(step)).toList(),
                false,
                flow.isTimed(),
                flow.tasks());
    }

    /** Events that were in flight may be behind later ones with another parallelism, unless they are kept by their keys. */
    private Flow calling(Flow flow, String step) {
        Calling calling = new Calling(random, others, step);
        boolean keyed = random.nextBoolean();
        int tasks = keyed ? anyTasks() : flow.tasks();
        return new Flow(
                keyed
                        ? events(tasks, calling.of(byLane(flow)))
                        : calling.of(flow.stream()).typed(Event.class),
                () -> flow.events().stream().map(event -> event.via(step)).toList(),
                keyed && flow.isOrdered() && calling.isOrdered(),
                flow.isTimed(),
                tasks);
    }

    /** The others hold nothing up, timed or not. */
    private Flow ruled(Flow flow, Flow other, String step) {
        int tasks = anyTasks();
        OperatorSpec<Event, Event> ruled = OperatorSpec.<Event, Event>stateful(
                        "ruled", "ruled-" + step, () -> new Ruled(mishaps))
                .controlInput(1);
        return new Flow(
                events(tasks, byKey(flow).transform(ruled, other.stream().broadcast())),
                flow::events,
                flow.isOrdered(),
                flow.isTimed(),
                tasks);
    }

    KeyedStream<Integer, Event> byKey(Flow flow) {
        return flow.stream().keyBy(this::key, Integer.class);
    }

    private KeyedStream<String, Event> byLane(Flow flow) {
        return flow.stream().keyBy(this::laneKey, String.class);
    }

    static EventStream<Event> events(int tasks, EventStream<Event> results) {
        return parallel(tasks, results).typed(Event.class);
    }

    private Flow counting(Flow flow, String step) {
        int size = 1 + random.nextInt(4);
        int tasks = anyTasks();
        return new Flow(
                parallel(
                                tasks,
                                byLane(flow)
                                        .window(Windows.count(size))
                                        .aggregate("counting-" + step, new Sum.Of(mishaps, false)))
                        .map(result -> new Event(result.key() + step, 0, 0, 0, result.value()))
                        .typed(Event.class),
                () -> counted(flow.events(), size, step),
                true,
                false,
                tasks);
    }

    /** Windows that are not full give nothing. */
    private static List<Event> counted(List<Event> events, int size, String step) {
        Map<String, List<Event>> open = new HashMap<>();
        List<Event> results = new ArrayList<>();
        for (Event event : events) {
            List<Event> window = open.computeIfAbsent(event.laneKey(), unused -> new ArrayList<>());
            window.add(event);
            if (window.size() == size) {
                Sum sum = new Sum();
                window.forEach(sum::add);
                results.add(new Event(event.laneKey() + step, 0, 0, 0, sum.result()));
                window.clear();
            }
        }
        return results;
    }

    private Flow windows(Flow flow, String step) {
        Grouping grouping = Grouping.random(random);
        int tasks = anyTasks();
        return windows(
                parallel(
                        tasks,
                        byKey(flow)
                                .window(grouping.windows())
                                .aggregate("windows-" + step, new Sum.Of(mishaps, random.nextBoolean()))),
                grouping,
                flow::events,
                step,
                tasks);
    }

    /** The sum over all is that of the sums over each. */
    private Flow coGroup(Flow flow, Flow other, String step) {
        Grouping grouping = Grouping.random(random);
        int tasks = anyTasks();
        boolean canSubtract = random.nextBoolean();
        return windows(
                parallel(
                        tasks,
                        byKey(flow)
                                .window(grouping.windows())
                                .coGroup(byKey(other))
                                .aggregate(
                                        "co-group-" + step,
                                        new Sum.Of(mishaps, canSubtract),
                                        new Sum.Of(mishaps, canSubtract),
                                        Long::sum)),
                grouping,
                () -> concat(flow.events(), other.events()),
                step,
                tasks);
    }

    Flow windows(
            EventStream<WindowResult<Integer, Long>> windows,
            Grouping grouping,
            Supplier<List<Event>> events,
            String step,
            int tasks) {
        EventStream<Event> results = windows.map(result -> Grouping.result(
                        step,
                        result.key(),
                        result.start().toEpochMilli(),
                        result.end().toEpochMilli(),
                        result.value()))
                .typed(Event.class);
        String sink = "told-" + step;
        if (grouping.kind() == Grouping.Kind.SESSION) {
            undecided(sink, results);
        }
        return new Flow(results, () -> grouping.naive(events.get(), step, told.get(sink)), true, true, tasks);
    }

    /** The sinks whose results decide about those of others. */
    List<String> undecided() {
        return undecided;
    }

    /** Has such a sink given what it is named. */
    void undecided(String sink, EventStream<?> stream) {
        stream.to(sink, world.observed(sink, Sinks.discard()));
        undecided.add(sink);
    }

    /** What such a sink has been given, null while that is not known. */
    List<Object> told(String sink) {
        return told.get(sink);
    }

    /** What such a sink has been given in the end. */
    void decide(String sink, List<Object> results) {
        told.put(sink, results);
    }

    int anyTasks() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0;
    }

    static <T> EventStream<T> parallel(int tasks, EventStream<T> stream) {
        return tasks == 0 ? stream : stream.parallelism(tasks);
    }

    private int key(Event event) {
        mishaps.at(Hook.KEY);
        return event.key();
    }

    private String laneKey(Event event) {
        mishaps.at(Hook.KEY);
        return event.laneKey();
    }

    static List<Event> concat(List<Event> some, List<Event> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
