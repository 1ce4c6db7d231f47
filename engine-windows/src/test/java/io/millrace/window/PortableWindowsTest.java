package io.millrace.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.PipelineRef;
import io.millrace.architecture.Serialized;
import io.millrace.function.Fn;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.AggregateCase.Event;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import io.millrace.window.spi.WindowAssigner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows can go to another JVM, and do the same there; and what reads their results knows of what type those are. */
class PortableWindowsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final List<Event> EVENTS = IntStream.range(0, 40)
            .mapToObj(i -> new Event(i, "w" + i % 3, i * 7 % 5, i % 4 / 4.0, i * 1.5))
            .toList();

    /** What is done with a stream, named as the factory that is tried. */
    private record Part(String name, Function<EventStream<Event>, EventStream<?>> windows) {
        Graph graph() {
            return pipeline().graph();
        }

        Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("portable");
            EventStream<Event> timed = pipeline.source("events", Sources.collection(EVENTS))
                    .timestamps(Timestamps.millis(event -> event.id() * 100L), Watermarks.ascending());
            windows.apply(timed).to("results", Sinks.discard());
            return pipeline;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Part> parts() {
        return Stream.of(windows(), emissions(), aggregates(), words()).flatMap(each -> each);
    }

    private static Part windows(String name, KeyedExtension<String, Event, WindowedStream<String, Event>> windows) {
        return new Part(
                "Windows." + name,
                events -> events.keyBy(Event::word).window(windows).aggregate("count", Aggregates.count()));
    }

    private static Stream<Part> windows() {
        return Stream.of(
                windows("tumbling", Windows.tumbling(ofSeconds(1))),
                windows("sliding", Windows.sliding(ofSeconds(2), ofMillis(500))),
                windows("cumulative", Windows.cumulative(ofSeconds(2), ofSeconds(1))),
                windows("daily", Windows.daily(BERLIN)),
                windows("weekly", Windows.weekly(BERLIN, DayOfWeek.SUNDAY)),
                windows("monthly", Windows.monthly(BERLIN)),
                windows("session", Windows.session(ofMillis(250))),
                windows("sessionWithGap", Windows.sessionWithGap(event -> ofMillis(event.number() * 100))),
                windows("global", Windows.global()),
                windows("assignedBy", Windows.assignedBy((event, timestamp, to) -> to.add(timestamp, timestamp + 700))),
                new Part(
                        "Windows.assignedBy a record that holds a function",
                        events -> events.keyBy(Event::word)
                                .window(Windows.assignedBy(new Until(plus(700))))
                                .aggregate("count", Aggregates.count())),
                windows("count", Windows.count(5)),
                windows("countSliding", Windows.countSliding(5, 2)),
                windows("trailing", Windows.trailing(ofSeconds(1))));
    }

    /** Its text has whatever the function says of itself. */
    private record Until(Fn<Long, Long> end) implements WindowAssigner<Event> {
        @Override
        public void assign(Event event, long timestamp, Assignment windows) throws Exception {
            windows.add(timestamp, end.apply(timestamp));
        }
    }

    /** Another function each time. */
    private static Fn<Long, Long> plus(long millis) {
        return timestamp -> timestamp + millis;
    }

    private static Part emission(String name, Emit<Object> emit) {
        return new Part(
                "Emit." + name,
                events -> events.keyBy(Event::word)
                        .window(Windows.tumbling(ofSeconds(1)))
                        .aggregate("count", Aggregates.count(), emit));
    }

    private static Stream<Part> emissions() {
        return Stream.of(
                emission("atEnd", Emit.atEnd()),
                emission("atEnd discarding", Emit.<Object>atEnd().discarding()),
                emission("onUpdate", Emit.onUpdate()),
                emission("whenFirst", Emit.whenFirst(count -> (Long) count > 2)),
                emission("everyEvents", Emit.everyEvents(2)),
                emission("every", Emit.every(ofMillis(300))),
                emission("everyProcessingTime", Emit.everyProcessingTime(ofSeconds(1))),
                emission("when", Emit.when(new Thirds())),
                new Part(
                        "Emit.when a record that holds functions",
                        events -> events.keyBy(Event::word)
                                .window(Windows.tumbling(ofSeconds(1)))
                                .aggregate("count", Aggregates.count(), Emit.when(new Whenever(List.of(plus(1)))))));
    }

    /** Its text has whatever the functions say of themselves. */
    private record Whenever(List<Fn<Long, Long>> functions) implements Trigger<Object, long[]> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public boolean onEvent(long[] state, TriggerContext<?> window) throws Exception {
            state[0] = functions.get(0).apply(state[0]);
            return state[0] % 2 == 0;
        }

        @Override
        public void merge(long[] state, long[] other) {
            state[0] += other[0];
        }
    }

    /** Has no text of its own, which another JVM would make otherwise. */
    private static final class Thirds implements Trigger<Object, long[]> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public boolean onEvent(long[] state, TriggerContext<?> window) {
            return ++state[0] % 3 == 0;
        }

        @Override
        public void merge(long[] state, long[] other) {
            state[0] += other[0];
        }
    }

    private static boolean comparesByComparator(AggregateCase<?, ?> aggregate) {
        return Set.of("min", "max", "topN").contains(aggregate.name());
    }

    private static Part aggregate(AggregateCase<?, ?> each) {
        return new Part(
                "Aggregates." + each.name(),
                events -> events.keyBy(Event::word)
                        .window(Windows.tumbling(ofSeconds(1)))
                        .aggregate(
                                "aggregate", Aggregates.allOf(each.aggregate(), Aggregates.count(), (a, n) -> "" + a)));
    }

    private static Stream<Part> aggregates() {
        return Stream.concat(
                AggregateCase.all().stream()
                        .filter(each -> !comparesByComparator(each))
                        .map(PortableWindowsTest::aggregate),
                Stream.of(new Part(
                        "Aggregates.topN of a value",
                        events -> events.keyBy(Event::word)
                                .window(Windows.tumbling(ofSeconds(1)))
                                .aggregate("top", Aggregates.topN(2, Event::amount)))));
    }

    private static Stream<Part> words() {
        return Stream.of(
                new Part(
                        "all words",
                        events -> minutes(events)
                                .offset(ofSeconds(7))
                                .allowedLateness(ofSeconds(3))
                                .updatesAreMeant()
                                .aggregate("sum", Aggregates.sumLong(Event::number))
                                .parallelism(2)),
                new Part(
                        "late",
                        events -> minutes(events)
                                .aggregate("last", Aggregates.last(), Emit.every(ofSeconds(1)))
                                .late()),
                new Part(
                        "final",
                        events -> minutes(events)
                                .aggregate("last", Aggregates.last(), Emit.every(ofSeconds(1)))
                                .finalOnly()),
                new Part("reduce", events -> minutes(events).reduce("first", (a, b) -> a)),
                new Part(
                        "process",
                        events ->
                                minutes(events).process("words", (window, all) -> List.of(window.key() + all.size()))),
                new Part(
                        "results and their events",
                        events -> minutes(events)
                                .aggregate(
                                        "raised",
                                        Aggregates.count(),
                                        Emit.onUpdate(),
                                        (window, event) -> window.key() + event.id())),
                new Part(
                        "coGroup",
                        events -> minutes(events)
                                .coGroup(events.keyBy(Event::word))
                                .aggregate("both", Aggregates.last(), Aggregates.count(), PortableWindowsTest::top)),
                new Part(
                        "coGroup of four",
                        events -> minutes(events)
                                .coGroup(events.keyBy(Event::word))
                                .and(events.keyBy(Event::word))
                                .and(events.keyBy(Event::word))
                                .aggregate(
                                        "four",
                                        Aggregates.count(),
                                        Aggregates.count(),
                                        Aggregates.collect(),
                                        Aggregates.count(),
                                        (a, b, all, d) -> a + b + all.size() + d)),
                new Part(
                        "window join",
                        events -> minutes(events)
                                .coGroup(events.keyBy(Event::word))
                                .full("pairs", (a, b) -> a.id() + " " + b.id())),
                new Part(
                        "processingTime",
                        events -> minutes(events).processingTime().aggregate("count", Aggregates.count())));
    }

    private static WindowedStream<String, Event> minutes(EventStream<Event> events) {
        return events.keyBy(Event::word).window(Windows.tumbling(ofMinutes(1)));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldGiveTheSameResultsWhenSerialized(Part part) {
        Graph graph = part.graph();
        assertThat(graph.unportable()).isEmpty();
        Graph copy = Serialized.copy(graph);

        assertThat(copy.text()).isEqualTo(graph.text()).doesNotContain("@");
        assertThat(typeOfResults(copy)).isEqualTo(typeOfResults(graph));
        for (int seed = 0; seed < 3; seed++) {
            assertThat(results(copy, seed)).isEqualTo(results(graph, seed));
        }
        if (!part.name().equals("late")) {
            assertThat(results(copy, 0)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldHaveTheSameTextWheneverItIsBuilt(Part part) {
        PipelineRef ref = PipelineRef.of(part::pipeline);

        assertThat(ref.pipeline().graph().text()).isEqualTo(ref.text());
    }

    private static List<String> results(Graph graph, long seed) {
        return Simulation.of(graph).seed(seed).run().output("results").stream()
                .map(String::valueOf)
                .toList();
    }

    private static Type<?> typeOfResults(Graph graph) {
        return graph.nodes().stream()
                .filter(Node::isSink)
                .findFirst()
                .orElseThrow()
                .inputs()
                .get(0)
                .type();
    }

    @Test
    void shouldTryEveryFactory() {
        Set<String> tried =
                parts().map(part -> part.name().replaceAll("[ ,].*", "")).collect(Collectors.toSet());

        for (Class<?> factories : List.of(Windows.class, Emit.class, Aggregates.class)) {
            assertThat(tried)
                    .containsAll(Arrays.stream(factories.getMethods())
                            .filter(method -> Modifier.isStatic(method.getModifiers()))
                            .map(Method::getName)
                            .map(name -> factories.getSimpleName() + "." + name)
                            .toList());
        }
    }

    static Stream<AggregateCase<?, ?>> comparing() {
        return AggregateCase.all().stream().filter(PortableWindowsTest::comparesByComparator);
    }

    @ParameterizedTest
    @MethodSource("comparing")
    void shouldSayWhatToGiveInPlaceOfAComparator(AggregateCase<?, ?> aggregate) {
        Graph graph = new Part(
                        "",
                        events -> events.keyBy(Event::word)
                                .window(Windows.count(3))
                                .aggregate("chosen", aggregate.aggregate()))
                .graph();

        assertThat(graph.unportable())
                .singleElement()
                .asString()
                .startsWith("the count window 'chosen': its aggregate, by a lambda of java.util.Comparator, captures a"
                        + " function of io.millrace.window.AggregateCase")
                .endsWith("as in max(Reading::celsius) or topN(3, Reading::celsius)");
        assertThatThrownBy(() -> Serialized.copy(graph)).hasMessageContaining("max(Reading::celsius)");
    }

    @Test
    void shouldTakeAComparatorThatIsSerializable() {
        Graph graph = new Part(
                        "",
                        events -> events.map(Event::word)
                                .keyBy(word -> word)
                                .window(Windows.count(3))
                                .aggregate("chosen", Aggregates.max(Comparator.<String>naturalOrder())))
                .graph();

        assertThat(results(Serialized.copy(graph), 1)).isEqualTo(results(graph, 1));
    }

    static Stream<AggregateCase<?, ?>> allAggregates() {
        return AggregateCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("allAggregates")
    void shouldKnowTheTypeOfResults(AggregateCase<?, ?> aggregate) throws IOException {
        Type<?> type = aggregate.aggregate().resultType(Type.of(Event.class));

        if (aggregate.name().startsWith("allOf")) {
            assertThat(type).as("a list of what is not known").isNull();
            return;
        }
        assertThat(type).isNotNull();
        assertCanBeWritten(type, aggregate.naive().apply(EVENTS));
    }

    @SuppressWarnings("unchecked") // results are of the type that is told
    private static void assertCanBeWritten(Type<?> type, Object result) throws IOException {
        Serde<Object> serde = (Serde<Object>) Serdes.of(type);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(result, new DataOutputStream(bytes));
        Object read = serde.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(Objects.equals(read, result)).as("%s", read).isTrue();
    }

    record Top(String word, long count) {}

    @Test
    void shouldNeedNoDeclarationsBehindWindowsWhenTheJobTakesSnapshots() {
        Pipeline pipeline = Pipeline.create("chain");
        pipeline.source("events", Sources.collection(EVENTS))
                .timestamps(Timestamps.millis(event -> event.id() * 100L), Watermarks.ascending())
                .keyBy(Event::word)
                .window(Windows.tumbling(ofSeconds(1)))
                .aggregate(
                        "counts",
                        Aggregates.allOf(Aggregates.<Event>last(), Aggregates.count(), PortableWindowsTest::top))
                .keyBy(window -> window.value().count())
                .window(Windows.session(Duration.ofMillis(EventTime.MAX / 4)))
                .aggregate(
                        "latest",
                        Aggregates.allOf(
                                Aggregates.last(),
                                Aggregates.collect(),
                                (last, all) -> all.size() + " " + last.value()))
                .to("results", Sinks.discard());
        Graph graph = pipeline.graph();
        Type<?> counts = Type.of(WindowResult.class, Type.of(String.class), Type.of(Top.class));

        assertThat(graph.nodes().stream()
                        .filter(node -> "latest".equals(node.name()))
                        .findFirst()
                        .orElseThrow()
                        .inputs()
                        .get(0)
                        .type())
                .isEqualTo(counts);
        assertThat(Simulation.of(graph).seed(3).snapshots(ofMillis(1)).run().output("results"))
                .isNotEmpty();
    }

    private static Top top(Event last, long count) {
        return new Top(last.word(), count);
    }
}
