package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.function.ToLongFn;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Windows behind a key exchange give the same whether or not events are aggregated before it. */
class PartialAggregationTest {

    private static final int SEEDS = 100;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    @Test
    void shouldGiveWhatANaiveComputationGivesWhateverCrashes() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            ExchangedWindows windows = ExchangedWindows.random(random, 2, true, false);
            Simulation run = withCrashes(windows, random, seed);
            assertThat(run.output("results"))
                    .as(run + " of " + windows)
                    .containsExactlyInAnyOrderElementsOf(naive(windows));
            assertThat(run.output(ExchangedWindows.LATE)).isEmpty();
        });
    }

    @Test
    void shouldHaveEachEventInOneWindowOrAmongTheLateOnesWhateverCrashes() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            ExchangedWindows windows = ExchangedWindows.random(random, 2, false, true);
            Simulation run = withCrashes(windows, random, seed);
            assertThat(values(run)).as(run + " of " + windows).isEqualTo(valuesOf(windows.events()));
        });
    }

    /** What is late depends on watermarks alone, and those of one task are the same in any run. */
    @Test
    void shouldRejectTheSameEventsAsWithout() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            ExchangedWindows windows = ExchangedWindows.random(random, 1, true, true);
            int batchSize = 1 + random.nextInt(20);
            Simulation run = Simulation.of(windows.pipeline())
                    .seed(seed)
                    .batchSize(batchSize)
                    .parallelism(2 + random.nextInt(3))
                    .run();
            Simulation without = Simulation.of(windows.with(null).pipeline())
                    .batchSize(batchSize)
                    .parallelism(1)
                    .run();
            for (String output : List.of("results", ExchangedWindows.LATE)) {
                assertThat(byKey(run.output(output)))
                        .as(output + " of " + run + " of " + windows)
                        .isEqualTo(byKey(without.output(output)));
            }
            assertThat(run.metrics().late()).isEqualTo(without.metrics().late());
        });
    }

    /** One that comes back from idleness is not waited for by the others, so that any of its events may be late. */
    @Test
    void shouldLoseNothingWhenTasksAreIdleInBetween() {
        Seeds.check(SEEDS, this::checkIdleness);
    }

    private void checkIdleness(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Lanes lanes = new Lanes();
        Pipeline pipeline = Pipeline.create("idle");
        ExchangedWindows windows = new ExchangedWindows(
                new PaneGrid(1 + random.nextInt(20), 0),
                false,
                ExchangedWindows.randomLimits(random),
                List.of(),
                2,
                0,
                false);
        windows.windows(pipeline.source("lanes", lanes)
                .parallelism(2)
                .timestamps(
                        Timestamps.millis(Event::time),
                        Watermarks.boundedOutOfOrderness(Duration.ofMillis(random.nextInt(10)))
                                .idleAfter(SILENCE)));
        Simulation run = Simulation.of(pipeline).seed(seed);
        List<Event> sent = new ArrayList<>();
        long[] now = {0, 0};
        for (int i = 0; i < 120; i++) {
            int lane = random.nextInt(2);
            now[lane] += random.nextInt(6);
            Event event = new Event("k" + random.nextInt(3), i, now[lane] - random.nextInt(4));
            lanes.of(lane).add(event);
            sent.add(event);
            if (random.nextInt(3) == 0) {
                run.settle();
            }
            if (random.nextInt(20) == 0) {
                run.advance(SILENCE.multipliedBy(2));
                now[lane] += random.nextInt(100);
            }
        }
        lanes.end();
        assertThat(values(run.run())).isEqualTo(valuesOf(sent));
    }

    /** A source of two tasks that are silent now and then, each in its turn. */
    private static final class Lanes implements Source<Event> {

        private static final long serialVersionUID = 1;

        private final transient List<Deque<Event>> lanes = List.of(new ArrayDeque<>(), new ArrayDeque<>());
        private boolean ended;

        Deque<Event> of(int lane) {
            return lanes.get(lane);
        }

        void end() {
            ended = true;
        }

        @Override
        public int maxParallelism() {
            return lanes.size();
        }

        @Override
        public SourceReader<Event> open(SourceContext context) {
            return batch -> {
                Deque<Event> lane = of(context.subtask());
                while (!lane.isEmpty() && !batch.isFull()) {
                    batch.add(lane.poll());
                }
                return !lane.isEmpty() ? Fetch.MORE : ended ? Fetch.END : Fetch.WAIT;
            };
        }
    }

    /** One of the same process knows how far the windows had come, so that nothing but a mistake of ours makes what it sends late. */
    @Test
    void shouldDropWhatComesTooLateOnlyWhereItsSenderCannotKnow() {
        assertThat(withLate(HeldPane.Sender.ELSEWHERE).run().metrics().late()).isEqualTo(3);
        Simulation broken = withLate(HeldPane.Sender.HERE);
        assertThatThrownBy(broken::run)
                .isInstanceOf(SimulationException.class)
                .hasStackTraceContaining("were sent behind a watermark that ended it");
    }

    private static Simulation withLate(HeldPane.Sender sender) {
        Object late = new HeldPane.Partial<>("k", 0, new long[] {3}, 3, sender);
        Pipeline pipeline = Pipeline.create("late");
        pipeline.source("rows", Sources.of(new Event("k", 1, 1_000), late))
                .timestamps(
                        Timestamps.millis(row -> row instanceof Event event ? event.time() : 0), Watermarks.ascending())
                .keyBy(row -> "k")
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("windows", Aggregates.count())
                .to("results", Sinks.discard());
        return Simulation.of(pipeline).batchSize(1);
    }

    @Test
    void shouldSendFewRowsInPlaceOfManyEvents() {
        assertThat(rowsToWindows(1_000, windows -> windows, Emit.atEnd())).isLessThan(40);
    }

    @Test
    void shouldSendEventsWhereTheyShowInResults() {
        assertThat(rowsToWindows(1_000, windows -> windows, Emit.onUpdate())).isEqualTo(1_000);
        assertThat(rowsToWindows(1_000, windows -> windows.allowedLateness(SILENCE), Emit.atEnd()))
                .isEqualTo(1_000);
        assertThat(rowsToWindows(1_000, WindowedStream::processingTime, Emit.atEnd()))
                .isEqualTo(1_000);
    }

    private static long rowsToWindows(
            int events, UnaryOperator<WindowedStream<String, Event>> options, Emit<Object> emit) {
        Pipeline pipeline = Pipeline.create("counted");
        WindowedStream<String, Event> windows = pipeline.source(
                        "events",
                        Sources.generate(i -> new Event("k" + i % 5, i, i)).count(events))
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .keyBy(Event::key)
                .window(Windows.tumbling(Duration.ofMillis(250)));
        options.apply(windows)
                .aggregate(ExchangedWindows.NAME, Aggregates.count(), emit)
                .to("results", Sinks.discard());
        Simulation run = Simulation.of(pipeline).parallelism(3).run();
        return run.metrics().tasks().stream()
                .filter(task -> task.task().startsWith(ExchangedWindows.NAME))
                .mapToLong(task -> task.eventsIn())
                .sum();
    }

    @Test
    void shouldNameOperatorEventAndKeyWhenTheAggregateFails() {
        assertThatThrownBy(() -> sum(event -> 1 / (event.value() - 7)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("operator 'windows'")
                .hasMessageContaining("failed on k1:7@7, key k1, event time 1970-01-01T00:00:00.007Z")
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void shouldNameOperatorAndKeyWhenMergingFails() {
        assertThatThrownBy(() -> sum(event -> event.value() == 0 || event.value() == 60 ? Long.MAX_VALUE : 0))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("operator 'windows'")
                .hasMessageContaining("key k0")
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    private static void sum(ToLongFn<Event> value) {
        Pipeline pipeline = Pipeline.create("sum");
        pipeline.source(
                        "events",
                        Sources.generate(i -> new Event("k" + i % 2, i, i)).count(100))
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .keyBy(Event::key)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate(ExchangedWindows.NAME, Aggregates.sumLong(value))
                .to("results", Sinks.discard());
        Simulation.of(pipeline).parallelism(2).batchSize(10).run();
    }

    private static Simulation withCrashes(ExchangedWindows windows, SplittableRandom random, long seed) {
        Simulation run = Simulation.of(windows.pipeline()).seed(seed).snapshots(Duration.ofMillis(20));
        for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
            run.steps(random.nextInt(400)).crashAndRestore();
        }
        return run.run();
    }

    private static List<Object> naive(ExchangedWindows windows) {
        WindowGrid grid = windows.grid();
        Map<String, TreeSet<Long>> results = new TreeMap<>();
        for (Event event : windows.events()) {
            long lastWindow = grid.lastWindowOf(grid.startOf(event.time()));
            for (long at = event.time(); grid.windowLastFrom(at) <= lastWindow; at = grid.windowLastFrom(at) + 1) {
                long last = grid.windowLastFrom(at);
                String window = event.key() + "=%s[" + grid.windowStart(last) + "," + (last + 1) + ")";
                results.computeIfAbsent(window, unused -> new TreeSet<>()).add(event.value());
            }
        }
        List<Object> texts = new ArrayList<>();
        results.forEach((window, values) ->
                texts.add(String.format(window, values.toString().replace(", ", ","))));
        return texts;
    }

    /** The values of all events in results and of all late ones; the windows of a result are checked elsewhere. */
    private static List<Long> values(Simulation run) {
        Stream<Long> inTime = run.output("results").stream().flatMap(result -> valuesIn((String) result));
        Stream<Long> late = run.output(ExchangedWindows.LATE).stream().map(event -> ((Event) event).value());
        return Stream.concat(inTime, late).sorted().toList();
    }

    private static Stream<Long> valuesIn(String result) {
        String values = result.substring(result.indexOf("=[") + 2, result.indexOf(']'));
        return Stream.of(values.split(",")).map(Long::valueOf);
    }

    private static List<Long> valuesOf(List<Event> events) {
        return events.stream().map(Event::value).sorted().toList();
    }

    private static List<String> byKey(List<Object> outputs) {
        return outputs.stream()
                .map(Object::toString)
                .sorted((a, b) -> keyOf(a).compareTo(keyOf(b)))
                .toList();
    }

    private static String keyOf(String text) {
        return text.substring(0, 2);
    }
}
