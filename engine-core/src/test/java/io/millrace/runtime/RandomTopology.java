package io.millrace.runtime;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A pipeline that a seed decides, with a naive computation of what each of its sinks has to get. */
final class RandomTopology {

    static final long END_OF_TIME = 1_000_000_000_000L;

    private static final int LONG_RESULT = 5_000;
    private static final int MOST_EVENTS = 3_000;

    private final SplittableRandom random;
    private final boolean blockingSources;
    private final Pipeline pipeline = Pipeline.create("random");
    private final List<ScriptedSource> sources = new ArrayList<>();
    private final List<ProbeOperator> probes = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final Map<String, Flow> sinks = new TreeMap<>();
    private final Map<String, List<Event>> received = new TreeMap<>();
    private boolean exploded;
    private int steps;

    /** @param blockingSources whether sources may block; then nothing is known of where barriers were */
    RandomTopology(SplittableRandom random, boolean blockingSources) {
        this.random = random;
        this.blockingSources = blockingSources;
        int sourceCount = 1 + random.nextInt(3);
        for (int i = 0; i < sourceCount; i++) {
            addSource(i);
        }
        int operators = random.nextInt(10);
        for (int i = 0; i < operators; i++) {
            addOperator();
        }
        flows.stream().filter(flow -> !flow.isRead).toList().forEach(this::addSink);
    }

    private void addSource(int number) {
        int parallelism = 1 + random.nextInt(3);
        boolean blocking = blockingSources && random.nextBoolean();
        ScriptedSource source = new ScriptedSource(number, parallelism, blocking, 60, random.split());
        sources.add(source);
        EventStream<Event> stream = pipeline.source("source-" + number, source)
                .parallelism(parallelism)
                .timestamps(
                        Timestamps.millis(Event::timestamp),
                        Watermarks.boundedOutOfOrderness(Duration.ofMillis(ScriptedSource.DISORDER_MILLIS)));
        flows.add(new Flow(stream, run -> run.events(source), true));
    }

    private void addOperator() {
        Flow flow = anyFlow();
        if (flow.size() > MOST_EVENTS) {
            return;
        }
        String step = "/" + steps++;
        switch (random.nextInt(10)) {
            case 0 -> add(flow, flow.stream.map(event -> event.via(step)), each -> each.map(event -> event.via(step)));
            case 1 -> add(flow, flow.stream.filter(RandomTopology::keeps), each -> each.filter(RandomTopology::keeps));
            case 2 -> flatMap(flow);
            case 3 -> probe(flow);
            case 4 -> merge(flow, anyFlow(), step);
            case 5 -> twoInputs(flow, anyFlow());
            case 6 -> rebalance(flow);
            case 7 -> broadcast(flow);
            case 8 -> selfMerge(flow);
            default -> count(flow, step);
        }
    }

    private static boolean keeps(Event event) {
        return event.seq() % 3 != 1;
    }

    private void flatMap(Flow flow) {
        int most = 1 + random.nextInt(3);
        boolean explodes = !exploded && random.nextInt(8) == 0;
        exploded |= explodes;
        Function<Event, List<Event>> copies = event -> {
            boolean much = explodes && event.seq() == 3 && event.copy() == 0;
            return IntStream.range(0, much ? LONG_RESULT : event.seq() % (most + 1))
                    .mapToObj(event::copy)
                    .toList();
        };
        add(flow, flow.stream.flatMap(copies::apply), each -> each.flatMap(event -> copies.apply(event).stream()));
    }

    private void probe(Flow flow) {
        add(flow, flow.stream.transform(OperatorSpec.stateless("probe", this::newProbe)), each -> each);
    }

    private synchronized ProbeOperator newProbe() {
        ProbeOperator probe = new ProbeOperator(random.split(), this::barriersBefore);
        probes.add(probe);
        return probe;
    }

    private long barriersBefore(Event event) {
        return blockingSources || event.source() < 0
                ? -1
                : sources.get(event.source()).barriersBefore(event);
    }

    private void twoInputs(Flow left, Flow right) {
        Flow marked = new Flow(
                right.stream.map(event -> event.via("R")),
                run -> right.model.apply(run).map(event -> event.via("R")),
                right.ordered);
        Flow cleaned = new Flow(
                left.stream.map(event -> event.via("L")),
                run -> left.model.apply(run).map(event -> event.via("L")),
                left.ordered);
        left.isRead = true;
        right.isRead = true;
        EventStream<Event> stream =
                cleaned.stream.transform(OperatorSpec.stateless("probe", this::newProbe), marked.stream);
        EventStream<Event> unmarked = stream.map(event -> event.via("."));
        flows.add(new Flow(
                unmarked,
                run -> Stream.concat(cleaned.model.apply(run), marked.model.apply(run))
                        .map(event -> event.via(".")),
                false));
    }

    private void merge(Flow flow, Flow other, String step) {
        EventStream<Event> marked = other.stream.map(event -> event.via(step));
        other.isRead = true;
        add(
                flow,
                flow.stream.merge(marked),
                (run, each) -> Stream.concat(each, other.model.apply(run).map(event -> event.via(step))),
                false);
    }

    private void selfMerge(Flow flow) {
        add(flow, flow.stream.merge(flow.stream), (run, each) -> Stream.concat(each, flow.model.apply(run)), false);
    }

    private void rebalance(Flow flow) {
        EventStream<Event> stream = flow.stream.rebalance().filter(event -> true);
        if (random.nextBoolean()) {
            stream.parallelism(1 + random.nextInt(4));
        }
        add(flow, stream, (run, each) -> each, false);
    }

    private void broadcast(Flow flow) {
        int tasks = 1 + random.nextInt(4);
        add(
                flow,
                flow.stream.broadcast().filter(event -> true).parallelism(tasks),
                (run, each) -> each.flatMap(event -> IntStream.range(0, tasks).mapToObj(task -> event)),
                false);
    }

    private void count(Flow flow, String step) {
        EventStream<Event> stream = flow.stream
                .keyBy(event -> Math.floorMod(event.key(), Event.KEYS))
                .process("count-" + steps, () -> new KeyCounter(step));
        if (random.nextBoolean()) {
            stream.parallelism(1 + random.nextInt(4));
        }
        add(flow, stream, (run, each) -> counted(run, each.toList(), step), flow.ordered);
    }

    private static Stream<Event> counted(Run run, List<Event> events, String step) {
        Stream<Event> passed = events.stream().map(event -> event.via(step));
        if (!run.timeEnded) {
            return passed;
        }
        Map<Integer, Long> counts = events.stream()
                .collect(Collectors.groupingBy(event -> Math.floorMod(event.key(), Event.KEYS), Collectors.counting()));
        return Stream.concat(
                passed,
                counts.entrySet().stream()
                        .map(each -> Event.total(each.getKey(), each.getValue().intValue())));
    }

    private void add(Flow from, EventStream<Event> stream, Function<Stream<Event>, Stream<Event>> model) {
        add(from, stream, (run, each) -> model.apply(each), from.ordered);
    }

    private void add(Flow from, EventStream<Event> stream, Step model, boolean ordered) {
        from.isRead = true;
        flows.add(new Flow(stream, run -> model.apply(run, from.model.apply(run)), ordered));
    }

    private void addSink(Flow flow) {
        String name = "sink-" + sinks.size();
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        received.put(name, events);
        sinks.put(name, flow);
        flow.stream.to(name, random.nextBoolean() ? Sinks.callback(events::add) : Sinks.blockingCallback(events::add));
    }

    private Flow anyFlow() {
        return flows.get(random.nextInt(flows.size()));
    }

    Pipeline pipeline() {
        return pipeline;
    }

    List<ProbeOperator> probes() {
        return probes;
    }

    List<ScriptedSource> sources() {
        return sources;
    }

    /** Tells every sink what it has, what it should have, and whether it has to be in order. */
    void forEachSink(boolean timeEnded, Consumer<SinkResult> check) {
        Run run = new Run(timeEnded);
        sinks.forEach((name, flow) -> check.accept(
                new SinkResult(name, received.get(name), flow.model.apply(run).toList(), flow.ordered)));
    }

    record SinkResult(String name, List<Event> received, List<Event> expected, boolean ordered) {}

    @FunctionalInterface
    private interface Step {
        Stream<Event> apply(Run run, Stream<Event> events);
    }

    /** What the model computes on: what the sources have given, or all that they have. */
    private static final class Run {

        private final boolean timeEnded;
        private final boolean all;

        private Run(boolean timeEnded) {
            this(timeEnded, false);
        }

        private Run(boolean timeEnded, boolean all) {
            this.timeEnded = timeEnded;
            this.all = all;
        }

        private Stream<Event> events(ScriptedSource source) {
            return all ? source.events() : source.fetched();
        }
    }

    /** A stream, and the naive computation of what is in it. */
    private static final class Flow {

        private final EventStream<Event> stream;
        private final Function<Run, Stream<Event>> model;
        private final boolean ordered;
        private boolean isRead;

        private Flow(EventStream<Event> stream, Function<Run, Stream<Event>> model, boolean ordered) {
            this.stream = stream;
            this.model = model;
            this.ordered = ordered;
        }

        private long size() {
            return model.apply(new Run(true, true)).count();
        }
    }
}
