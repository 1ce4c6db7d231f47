package io.millrace.survival;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** A pipeline that a seed draws, and what each of its sinks has to be given in the end, in any order. */
final class RandomJob {

    static final Path OUT = Path.of("/out");

    /** The sink of dead letters, if there are any. */
    static final String DEAD = "dead";

    private static final int DISORDER = 6;

    private final SplittableRandom random;
    private final World world;
    private final Mishaps mishaps;
    private final Pipeline pipeline = Pipeline.create("survival");
    private final Steps steps;
    private final List<Flow> flows = new ArrayList<>();
    private final Map<String, Flow> sinks = new TreeMap<>();
    private final List<String> vaults = new ArrayList<>();
    private final Map<String, Path> files = new TreeMap<>();
    private final List<String> sources = new ArrayList<>();

    /**
     * @param stateless whether nothing in it counts, so that an event that comes twice does no harm to the results of
     *     others
     */
    RandomJob(long seed, boolean stateless, World world) {
        this.world = world;
        random = new SplittableRandom(seed);
        mishaps = world.mishaps();
        pipeline.serde(Vault.Ticket.class, new Vault.TicketSerde());
        pipeline.serde(Sum.class, new Sum.SumSerde(mishaps));
        steps = new Steps(pipeline, random, world);
        for (int source = random.nextInt(1, 4); source > 0; source--) {
            addSource();
        }
        for (int step = random.nextInt(1, 9); step > 0; step--) {
            flows.add(steps.next(flows, stateless));
        }
        flows.stream().filter(flow -> !flow.isRead()).toList().forEach(this::addSink);
        addSink(flows.get(flows.size() - 1));
        if (steps.sendsDeadLetters()) {
            pipeline.deadLetters().to(DEAD, world.observed(DEAD, new PlainSink(mishaps, false)));
        }
    }

    private void addSource() {
        String name = "source-" + sources.size();
        String lane = Integer.toString(sources.size());
        int count = random.nextInt(4) == 0 ? random.nextInt(10) : 10 + random.nextInt(40);
        int keys = 1 + random.nextInt(6);
        int pace = 1 + random.nextInt(4);
        sources.add(name);
        boolean generated = random.nextInt(4) == 0;
        int readers = 1 + random.nextInt(3);
        List<Event> events = events(lane, count, keys, pace, new SplittableRandom(random.nextLong()));
        events.forEach(event -> steps.checks().reaches(event.time()));
        if (!generated && random.nextInt(3) == 0) {
            steps.timeIsUncertain();
            SplitReplaySource splits =
                    SplitReplaySource.of(events, 1 + random.nextInt(4), random.nextInt(3) * 8, mishaps);
            EventStream<Event> stream = pipeline.source(name, splits).parallelism(readers);
            flows.add(new Flow(timed(stream), () -> events, false, true, readers));
            return;
        }
        EventStream<Event> stream = generated
                ? pipeline.source(
                                name,
                                Sources.generate(index -> events.get((int) index))
                                        .count(count))
                        .parallelism(readers)
                : pipeline.source(name, new ReplaySource(events, random.nextInt(3) * 8, mishaps));
        flows.add(new Flow(timed(stream), () -> events, !generated || readers == 1, true, generated ? readers : 1));
    }

    private EventStream<Event> timed(EventStream<Event> stream) {
        return stream.typed(Event.class)
                .timestamps(
                        Timestamps.millis(event -> {
                            mishaps.at(Hook.TIMESTAMP);
                            return event.time();
                        }),
                        Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)))
                .typed(Event.class);
    }

    /** In disorder, but not so much that any could be late. */
    private static List<Event> events(String lane, int count, int keys, int pace, SplittableRandom random) {
        List<Event> events = new ArrayList<>();
        long now = -20;
        for (int seq = 0; seq < count; seq++) {
            now += random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(pace + 1);
            events.add(
                    new Event(lane, seq, random.nextInt(keys), now - random.nextInt(DISORDER), random.nextInt(1_000)));
        }
        return events;
    }

    private void addSink(Flow flow) {
        String name = "sink-" + sinks.size();
        sinks.put(name, flow);
        flow.stream().to(name, sink(name));
    }

    private Sink<? super Event> sink(String name) {
        return switch (random.nextInt(4)) {
            case 0 -> world.observed(name, new PlainSink(mishaps, random.nextBoolean()));
            case 1 -> {
                files.put(name, OUT.resolve(name));
                yield Sinks.lines(OUT.resolve(name));
            }
            default -> {
                vaults.add(name);
                yield world.observed(name, new VaultSink(world.vault(name), mishaps));
            }
        };
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** What each sink has to be given. */
    Map<String, Flow> sinks() {
        return sinks;
    }

    /** The sinks that are vaults. */
    List<String> vaults() {
        return vaults;
    }

    /** The sinks that are files. */
    Map<String, Path> files() {
        return files;
    }

    /** The names of the sources. */
    List<String> sources() {
        return sources;
    }

    /** Where the order of reading decides what is right, takes what was told for it. */
    void decideBy(Function<String, List<Object>> told) {
        steps.undecided().forEach(sink -> steps.decide(sink, told.apply(sink)));
        flows.forEach(Flow::forget);
    }

    Checks checks() {
        return steps.checks();
    }

    boolean sendsDeadLetters() {
        return steps.sendsDeadLetters();
    }

    /** The texts of the events that become dead letters. */
    List<String> dead() {
        return steps.dead();
    }
}
