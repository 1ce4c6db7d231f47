package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Joins and calls of others, written on the public SPI alone, against naive models; nothing of them is late downstream. */
class OwnOperatorsTest {

    private static final int SEEDS = 300;
    private static final int DISORDER = 8;

    private final World world = new World(new Tally());

    /** Lets nothing pass unnoticed that is late. */
    private static final class Punctual implements Operator<Event, Event> {

        private final Mishaps mishaps;
        private long watermark = EventTime.NONE;

        private Punctual(Mishaps mishaps) {
            this.mishaps = mishaps;
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<Event> out) {
            for (int row = 0; row < batch.size(); row++) {
                if (batch.timestamp(row) <= watermark) {
                    mishaps.blame(batch.value(row) + " comes behind the watermark " + watermark);
                }
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }

        @Override
        public boolean onWatermark(long newWatermark, Output<Event> out) {
            watermark = newWatermark;
            return true;
        }
    }

    /** In disorder, within the bound of the watermarks. */
    private static List<Event> events(String lane, SplittableRandom random) {
        List<Event> events = new ArrayList<>();
        long now = 0;
        for (int seq = random.nextInt(50); seq > 0; seq--) {
            now += random.nextInt(6);
            events.add(new Event(lane, seq, random.nextInt(4), now - random.nextInt(DISORDER), seq));
        }
        return events;
    }

    private EventStream<Event> source(Pipeline pipeline, String name, List<Event> events) {
        return pipeline.source(name, new ReplaySource(events, 0, world.mishaps()))
                .timestamps(
                        Timestamps.millis(Event::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)))
                .typed(Event.class);
    }

    private EventStream<Event> punctual(EventStream<Event> stream) {
        return stream.transform(OperatorSpec.<Event, Event>stateless("punctual", () -> new Punctual(world.mishaps())));
    }

    /** Runs it with crashes, and on with other parallelisms. */
    private Simulation disturbed(Supplier<Pipeline> pipeline, long seed, boolean rescaled) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation simulation = begun(Simulation.of(pipeline.get()).seed(seed), random);
        for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
            simulation.steps(random.nextInt(150));
            if (rescaled && random.nextBoolean()) {
                simulation.disk().kill();
                simulation = begun(simulation.next(pipeline.get()), random);
            } else {
                simulation.crashAndRestore();
            }
        }
        return simulation.run();
    }

    private Simulation begun(Simulation simulation, SplittableRandom random) {
        return simulation
                .parallelism(1 + random.nextInt(3))
                .executor(world.others())
                .snapshots(Duration.ofMillis(1 + random.nextInt(10)));
    }

    @Test
    void shouldJoinTwoKeyedInputsByIntervalsAsANaiveJoinDoes() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Event> lefts = events("l", random);
            List<Event> rights = events("r", random);
            long from = random.nextInt(-20, 20);
            Matching.Bounds bounds = new Matching.Bounds(from, from + random.nextInt(20));
            Simulation simulation = disturbed(() -> joined(lefts, rights, bounds), seed, true);
            assertThat(world.mishaps().wrong()).isEmpty();
            assertThat(simulation.output("out"))
                    .containsExactlyInAnyOrderElementsOf(Matching.naive(lefts, rights, "j", bounds));
        });
    }

    private Pipeline joined(List<Event> lefts, List<Event> rights, Matching.Bounds bounds) {
        Pipeline pipeline = Pipeline.create("join");
        EventStream<Event> right = source(pipeline, "right", rights);
        EventStream<Event> pairs = source(pipeline, "left", lefts)
                .keyBy(Event::key, Integer.class)
                .transform(
                        OperatorSpec.<Event, Event>stateful(
                                        "interval join", "join", () -> new Matching(world.mishaps(), "j", bounds))
                                .onEventTime(),
                        right.keyBy(Event::key, Integer.class));
        punctual(punctual(pairs).rebalance()).to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldGiveTheAnswersOfOthersOnceEach() {
        Seeds.check(SEEDS, seed -> {
            List<Event> events = events("e", new SplittableRandom(seed));
            Simulation simulation = disturbed(() -> asking(events, seed, seed % 2 == 0), seed, true);
            assertThat(world.mishaps().wrong()).isEmpty();
            assertThat(simulation.output("out"))
                    .containsExactlyInAnyOrderElementsOf(
                            events.stream().map(event -> event.via("a")).toList());
        });
    }

    @Test
    void shouldKeepTheOrderOfEventsWhateverOrderTheAnswersComeIn() {
        Seeds.check(SEEDS, seed -> {
            List<Event> events = events("e", new SplittableRandom(seed));
            Simulation simulation = disturbed(() -> asking(events, seed, true), seed, false);
            assertThat(simulation.output("out"))
                    .containsExactlyElementsOf(
                            events.stream().map(event -> event.via("a")).toList());
        });
    }

    @Test
    void shouldOvertakeEachOtherWhereNobodyAsksForOrder() {
        List<Long> overtaken = new ArrayList<>();
        Seeds.check(20, seed -> {
            List<Event> events = events("e", new SplittableRandom(seed));
            List<Object> results = Simulation.of(asking(events, 7, false))
                    .seed(seed)
                    .executor(world.others())
                    .run()
                    .output("out");
            List<Object> sorted = new ArrayList<>(results);
            sorted.sort(Comparator.comparing(each -> -((Event) each).seq()));
            if (!sorted.equals(results)) {
                overtaken.add(seed);
            }
        });
        assertThat(overtaken).isNotEmpty();
    }

    private Pipeline asking(List<Event> events, long seed, boolean ordered) {
        int most = 1 + (int) (seed % 8);
        Pipeline pipeline = Pipeline.create("asking");
        EventStream<Event> answers = source(pipeline, "events", events)
                .transform(OperatorSpec.<Event, Event>stateful(
                        "asking", "asking", () -> new Asking(world.mishaps(), "a", world.others(), most, ordered)));
        punctual(punctual(answers)
                        .keyBy(event -> 0, Integer.class)
                        .transform(OperatorSpec.<Event, Event>stateful(
                                "punctual", "keyed", () -> new Punctual(world.mishaps()))))
                .to("out", Sinks.discard());
        return pipeline;
    }
}
