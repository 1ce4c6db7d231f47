package io.millrace.graph;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.SplitStream;
import io.millrace.architecture.Serialized;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.SupplierFn;
import io.millrace.graph.Graph.NotPortableException;
import io.millrace.graph.PortableProcesses.Both;
import io.millrace.graph.PortableProcesses.Pairs;
import io.millrace.graph.PortableProcesses.Ruled;
import io.millrace.graph.PortableProcesses.Totals;
import io.millrace.operator.Errors;
import io.millrace.operator.Operators;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.RequestId;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.Watermarks;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pipeline is made of can go to another JVM and does the same there, or says why it cannot. */
class PortableGraphTest {

    record Order(String user, int amount, Instant time) {}

    sealed interface Event permits Start, Stop {}

    record Start(long time) implements Event {}

    record Stop(long time, List<String> reasons) implements Event {}

    private static final List<Order> ORDERS = Stream.iterate(0, i -> i + 1)
            .limit(20)
            .map(i -> new Order("user" + i % 3, i * 7 % 11, Instant.ofEpochMilli(i * 100L)))
            .toList();

    /** A part of pipelines, named as the factory that makes it. */
    private record Part(String name, ConsumerFn<Pipeline> build) {
        Graph graph() throws Exception {
            Pipeline pipeline = Pipeline.create("portable");
            build.accept(pipeline);
            return pipeline.graph();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Part source(String name, Source<?> source) {
        return new Part(
                "Sources." + name,
                pipeline -> pipeline.source("in", source).map(String::valueOf).to("out", Sinks.discard()));
    }

    private static Part sink(String name, Sink<Object> sink) {
        return new Part("Sinks." + name, pipeline -> orders(pipeline).to("out", sink));
    }

    private static Part watermarks(String name, Watermarks<? super Order> watermarks) {
        return verb("Watermarks." + name, orders -> orders.timestamps(Order::time, watermarks));
    }

    private static Part verb(String name, Fn<EventStream<Order>, EventStream<?>> verb) {
        return new Part(
                name,
                pipeline -> verb.apply(orders(pipeline)).map(String::valueOf).to("out", Sinks.discard()));
    }

    private static EventStream<Order> orders(Pipeline pipeline) {
        return pipeline.source("orders", Sources.collection(ORDERS));
    }

    static Stream<Part> parts() {
        return Stream.of(sources(), sinks(), times(), verbs(), smallVerbs(), errors())
                .flatMap(each -> each);
    }

    private static Stream<Part> sources() {
        return Stream.of(
                source("of", Sources.of("a", "b")),
                source(
                        "collection",
                        Sources.collection(List.of(new Start(1), new Stop(2, List.of("late")), new Start(3)))),
                source("iterator", Sources.iterator(() -> List.of(1, 2, 3).iterator())),
                source("stream", Sources.stream(() -> Stream.of(1, 2, 3))),
                source(
                        "blockingIterator",
                        Sources.blockingIterator(() -> List.of(1, 2, 3).iterator())),
                source(
                        "generate",
                        Sources.generate(index -> index * index).count(50).rate(1_000)),
                source(
                        "interleaved",
                        Sources.interleaved(List.of(
                                Sources.of(1, 2, 3), Sources.generate(i -> -i).count(5)))));
    }

    private static Stream<Part> sinks() {
        return Stream.of(
                sink("print", Sinks.print()),
                sink("callback", Sinks.callback(PortableGraphTest::ignored)),
                sink("blockingCallback", Sinks.blockingCallback(PortableGraphTest::ignored)),
                sink("idempotent", Sinks.idempotent(String::valueOf, (id, order) -> ignored(order))),
                sink("discard", Sinks.discard()),
                new Part("Sinks.callback of constants", pipeline -> {
                    String prefix = "order";
                    long limit = 5;
                    Fn<Object, String> text = order -> prefix + order;
                    orders(pipeline).to("out", Sinks.callback(order -> ignored(limit + text.apply(order))));
                }));
    }

    private static void ignored(Object unused) {}

    private static Stream<Part> times() {
        return Stream.of(
                watermarks("boundedOutOfOrderness", Watermarks.boundedOutOfOrderness(ofMillis(5))),
                watermarks(
                        "ascending",
                        Watermarks.ascending().idleAfter(ofSeconds(3)).closeAfterIdle(ofSeconds(9))),
                watermarks("punctuated", Watermarks.<Order>punctuated(order -> Optional.of(order.time()))),
                watermarks("punctuatedMillis", Watermarks.<Order>punctuatedMillis(order -> order.amount())),
                watermarks("ascending", Watermarks.ascending().maxDrift(ofSeconds(1))),
                watermarks("custom", Watermarks.<Order>custom(Slow::new).maxAhead(ofSeconds(1))),
                verb(
                        "Timestamps.millis",
                        orders -> orders.timestamps(Timestamps.millis(Order::amount), Watermarks.ascending())),
                verb(
                        "Timestamps.instants",
                        orders -> orders.timestamps(Timestamps.instants(Order::time), Watermarks.ascending())
                                .late()));
    }

    private static final class Slow implements WatermarkGenerator<Order> {
        private long watermark = EventTime.NONE;

        @Override
        public boolean onEvent(Order event, long timestamp) {
            watermark = timestamp - 500;
            return true;
        }

        @Override
        public long watermark() {
            return watermark;
        }
    }

    private static Stream<Part> verbs() {
        int limit = 5;
        return Stream.of(
                verb("map", orders -> orders.map(order -> order.amount() + limit)),
                verb("map typed", orders -> orders.map(Fn.typed(List::of, new Type<List<Order>>() {}))),
                verb(
                        "filter",
                        orders -> orders.filter(order -> order.amount() > limit).typed(Order.class)),
                verb("flatMap", orders -> orders.flatMap(order -> List.of(order, order.user()))),
                verb(
                        "peek",
                        orders -> orders.peek(PortableGraphTest::ignored)
                                .named("looking")
                                .parallelism(1)),
                verb("merge", orders -> orders.merge(orders.filter(order -> order.amount() == 7))),
                verb("rebalance", orders -> orders.rebalance().map(Order::amount)),
                verb("broadcast", orders -> orders.broadcast().map(Order::amount)),
                verb("process", orders -> orders.keyBy(Order::user).process("totals", Totals::new)),
                verb(
                        "connect",
                        orders -> orders.keyBy(Order::user)
                                .connect(orders.keyBy(Order::user))
                                .process("pairs", Pairs::new)),
                verb(
                        "connect without keys",
                        orders -> orders.connect(orders.map(Order::amount)).process("both", () -> new Both(limit))),
                verb(
                        "connect rules",
                        orders -> orders.keyBy(Order::user)
                                .connect(orders.filter(order -> order.amount() > limit)
                                        .broadcast())
                                .process("ruled", Ruled::new)),
                verb("connect in order", orders -> {
                    EventStream<Order> timed = orders.timestamps(Order::time, Watermarks.ascending());
                    return timed.keyBy(Order::user)
                            .connect(timed.keyBy(Order::user))
                            .inEventTimeOrder()
                            .process("pairs", Pairs::new);
                }),
                verb("connect rules in order", orders -> {
                    EventStream<Order> timed = orders.timestamps(Order::time, Watermarks.ascending());
                    return timed.keyBy(Order::user)
                            .connect(timed.broadcast())
                            .inEventTimeOrder()
                            .process("ruled", Ruled::new);
                }),
                verb(
                        "keyBy a class",
                        orders -> orders.keyBy(Order::amount, Integer.class)
                                .process("of-amount", () -> new Totals(limit))),
                verb(
                        "keyBy a generic type",
                        orders -> orders.keyBy(Fn.typed(order -> List.of(order.user()), new Type<List<String>>() {}))
                                .process("of-lists", Totals::new)),
                verb(
                        "sideOutput",
                        orders -> orders.timestamps(Order::time, Watermarks.ascending())
                                .keyBy(Order::user)
                                .process("totals", Totals::new)
                                .sideOutput(Totals.LARGE)),
                verb(
                        "transform",
                        orders -> orders.keyBy(Order::user)
                                .transform(OperatorSpec.<Order, Order>stateful("same", "same", Operators::identity)
                                        .detail("limit", limit)
                                        .updates(Set.of(), Set.of()))),
                verb(
                        "transform of several inputs",
                        orders -> orders.keyBy(Order::user)
                                .transform(
                                        OperatorSpec.<Order, Order>stateful("both", "both", Operators::identity),
                                        orders.keyBy(Order::user))),
                verb(
                        "mapAsync",
                        orders -> orders.mapAsync("async", order -> CompletableFuture.completedFuture(order.amount()))
                                .timeout(ofSeconds(1))
                                .retry(2, ofMillis(5))
                                .orElse(limit)),
                verb(
                        "mapAsync by key",
                        orders -> orders.keyBy(Order::user)
                                .mapAsync("by-key", order -> CompletableFuture.completedFuture(order.amount()))
                                .onError(Errors.skip())),
                verb(
                        "mapBlocking",
                        orders -> orders.mapBlocking("blocking", Order::amount).orElseGet((order, error) -> limit)),
                verb(
                        "lookup",
                        orders -> orders.lookup(
                                        Order::user, user -> CompletableFuture.completedFuture(user.length() + limit))
                                .cache(3, ofSeconds(1))
                                .left("users", (order, length) -> order.user() + length)),
                new Part("serde", pipeline -> {
                    pipeline.serde(Money.class, new MoneySerde());
                    orders(pipeline)
                            .keyBy(order -> new Money(order.amount() % 4), Money.class)
                            .process("of-money", Totals::new)
                            .to("out", Sinks.discard());
                }));
    }

    private static Stream<Part> smallVerbs() {
        return Stream.of(
                verb("ofType", orders -> events(orders).ofType(Start.class)),
                verb("split", orders -> {
                    SplitStream<Event> split = events(orders).split();
                    split.take(start -> start instanceof Start one && one.time() > 5)
                            .to("late starts", Sinks.discard());
                    split.take(Start.class).to("starts", Sinks.discard());
                    return split.take(Stop.class);
                }),
                verb("batch", orders -> orders.typed(Order.class).batch("lists", 3, ofMillis(5))),
                verb("sample", orders -> orders.sample(3)),
                verb("throttle", orders -> orders.throttle(7, ofSeconds(1))),
                keyed("dedup", orders -> orders.dedup("once", ofMillis(300)).duplicates()),
                keyed("atMost", orders -> orders.atMost("few", 2, ofMillis(900)).over()),
                keyed("reorder", orders -> orders.reorder("ordered")),
                keyed("debounce", orders -> orders.debounce("quiet", ofMillis(500))),
                keyed("sample", orders -> orders.sample("latest", ofMillis(700))),
                new Part("mergeByTime", pipeline -> {
                    EventStream<Order> timed = orders(pipeline).timestamps(Order::time, Watermarks.ascending());
                    pipeline.mergeByTime("by time", timed, timed.filter(order -> order.amount() > 5))
                            .to("out", Sinks.discard());
                }));
    }

    private static EventStream<Event> events(EventStream<Order> orders) {
        return orders.<Event>map(
                        order -> order.amount() > 5 ? new Start(order.amount()) : new Stop(order.amount(), List.of()))
                .typed(Event.class);
    }

    private static Part keyed(String name, Fn<KeyedStream<String, Order>, EventStream<?>> verb) {
        return verb(
                name,
                orders -> verb.apply(orders.typed(Order.class)
                        .timestamps(Order::time, Watermarks.ascending())
                        .keyBy(Order::user)));
    }

    private static Stream<Part> errors() {
        return Stream.of(
                verb("Errors.fail", orders -> orders.map(Order::amount).onError(Errors.fail())),
                verb(
                        "Errors.skip",
                        orders -> orders.map(order -> 10 / (order.amount() % 3)).onError(Errors.skip())),
                new Part("Errors.deadLetter", pipeline -> {
                    orders(pipeline)
                            .filter(order -> 10 / (order.amount() % 3) > 5)
                            .onError(Errors.deadLetter())
                            .to("out", Sinks.discard());
                    pipeline.deadLetters().to("letters", Sinks.discard());
                }));
    }

    /** No record, so that it needs a serde. */
    private static final class Money {
        private final int cents;

        Money(int cents) {
            this.cents = cents;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Money money && cents == money.cents;
        }

        @Override
        public int hashCode() {
            return cents;
        }

        @Override
        public String toString() {
            return "" + cents;
        }
    }

    private static final class MoneySerde implements Serde<Money> {
        @Override
        public void write(Money value, DataOutput out) throws IOException {
            out.writeInt(value.cents);
        }

        @Override
        public Money read(DataInput in) throws IOException {
            return new Money(in.readInt());
        }

        @Override
        public int hash(Money value) {
            return value.cents;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldGiveTheSameResultsWhenSerialized(Part part) throws Exception {
        assertSameWhenSerialized(part.graph());
    }

    private static void assertSameWhenSerialized(Graph graph) {
        assertThat(graph.unportable()).isEmpty();
        Graph copy = Serialized.copy(graph);
        assertThat(copy.text()).isEqualTo(graph.text());
        assertThat(inputs(copy)).isEqualTo(inputs(graph));
        for (int seed = 0; seed < 3; seed++) {
            assertThat(outputs(copy, seed)).isNotEmpty().isEqualTo(outputs(graph, seed));
        }
        assertThat(Serialized.copy(copy).text()).isEqualTo(graph.text());
    }

    /** Key functions are not equal to their copies, types are. */
    private static List<String> inputs(Graph graph) {
        return graph.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .map(input -> input.from() + " " + input.exchange() + " " + input.type())
                .toList();
    }

    private static List<List<Object>> outputs(Graph graph, long seed) {
        Simulation run = Simulation.of(graph).seed(seed).run();
        return graph.nodes().stream()
                .filter(Node::isSink)
                .map(node -> run.output(node.name()).stream()
                        .<Object>map(String::valueOf)
                        .toList())
                .toList();
    }

    @Test
    void shouldReadAndWriteTheSameFilesWhenSerialized(@TempDir Path directory) throws IOException {
        Path in = Files.writeString(directory.resolve("in"), "a\nb\n");
        Path out = directory.resolve("out");
        Pipeline pipeline = Pipeline.create("files");
        pipeline.source("lines", Sources.lines(in))
                .merge(pipeline.source("numbered", Sources.numberedLines(in)).map(line -> line.number() + line.text()))
                .to("out", Sinks.lines(out));
        Graph copy = Serialized.copy(pipeline.graph());

        Simulation.of(copy).run();

        assertThat(Files.readAllLines(out)).containsExactlyInAnyOrder("a", "b", "1a", "2b");
    }

    @Test
    void shouldReadTheSameDirectoryWhenSerialized(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("in"), "a\nb\n");
        Pipeline pipeline = Pipeline.create("directory");
        pipeline.source("lines", Sources.linesIn(directory, ofSeconds(1)))
                .merge(pipeline.source("numbered", Sources.numberedLinesIn(directory, ofSeconds(1)))
                        .map(line -> line.number() + line.text()))
                .to("out", Sinks.discard());

        Simulation run = Simulation.of(Serialized.copy(pipeline.graph())).settle();

        assertThat(run.output("out")).containsExactlyInAnyOrder("a", "b", "1a", "2b");
    }

    @Test
    void shouldTryEveryFactory() {
        Set<String> tried = Stream.concat(Stream.concat(parts(), tied()), untold())
                .map(part -> part.name().replaceAll("[: ].*", ""))
                .collect(Collectors.toSet());

        for (Class<?> factories :
                List.of(Sources.class, Sinks.class, Watermarks.class, Timestamps.class, Errors.class)) {
            assertThat(tried)
                    .containsAll(Arrays.stream(factories.getMethods())
                            .filter(method -> Modifier.isStatic(method.getModifiers()))
                            .map(Method::getName)
                            .map(name -> factories.getSimpleName() + "." + name)
                            .toList());
        }
    }

    /** Tried with files, above. */
    private static Stream<Part> untold() {
        return Stream.of(
                        "Sources.lines",
                        "Sources.numberedLines",
                        "Sources.linesIn",
                        "Sources.numberedLinesIn",
                        "Sinks.lines")
                .map(name -> new Part(name, null));
    }

    static Stream<Part> tied() {
        List<Object> seen = new ArrayList<>();
        ConcurrentHashMap<String, Object> store = new ConcurrentHashMap<>();
        PrintStream stream = new PrintStream(OutputStream.nullOutputStream());
        Iterable<Integer> iterable = () -> List.of(1).iterator();
        return Stream.of(
                source("push: pushes its events in", Sources.push(8)),
                source("requests: asks in this JVM", Sources.requests(8)),
                source("queue: puts events into its queue", Sources.queue(new ArrayBlockingQueue<>(1))),
                source("publisher: publishes in this JVM", Sources.publisher(Sinks.<Integer>publisher(1), 1)),
                source("journal: writes its events", Sources.journal(Path.of("journal"), String.class)),
                source("lines: open in this JVM", Sources.lines(new ByteArrayInputStream(new byte[0]))),
                source("collection: which is not serializable", Sources.collection(iterable)),
                source("collection: No serde for java.lang.Thread", Sources.of(new Thread())),
                source("interleaved: pushes its events in", Sources.interleaved(List.of(Sources.push(8)))),
                new Part(
                        "RequestSource.answers: waits for the answers in this JVM",
                        pipeline -> orders(pipeline)
                                .map(order -> new RequestId("in", 1, 0).answer(order))
                                .to("out", Sources.<Order, Order>requests(1).answers())),
                sink("collect: keeps events", Sinks.collect()),
                sink("publisher: subscribes to it", Sinks.publisher(1)),
                sink("queue: takes events", Sinks.queue(new ArrayBlockingQueue<>(1))),
                sink("print: open in this JVM", Sinks.print(stream)),
                sink("callback: holds a java.util.ArrayList", Sinks.callback(seen::add)),
                sink("blockingCallback: holds a java.util.ArrayList", Sinks.blockingCallback(e -> seen.add(e))),
                sink(
                        "idempotent: holds a java.util.concurrent.ConcurrentHashMap",
                        Sinks.idempotent(String::valueOf, store::put)),
                verb("peek: holds a java.util.ArrayList", orders -> orders.peek(seen::add)));
    }

    @ParameterizedTest
    @MethodSource("tied")
    void shouldSayWhyWhatIsTiedToItsJvmIsNotPortable(Part part) throws Exception {
        assertIsRefused(part.graph(), part.name().substring(part.name().indexOf(": ") + 2));
    }

    private static void assertIsRefused(Graph graph, String words) {
        assertThat(graph.unportable()).singleElement().asString().contains(words);
        assertThatThrownBy(() -> Serialized.copy(graph))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOf(NotPortableException.class)
                .hasMessageStartingWith("pipeline 'portable' cannot leave this JVM:\n  - the ")
                .hasMessageContaining(words);
    }

    static Stream<Part> functions() {
        PrintStream stream = new PrintStream(OutputStream.nullOutputStream());
        String told = "by a lambda of io.millrace.graph.PortableGraphTest, captures a java.io.PrintStream";
        java.util.function.Function<Object, String> plain = String::valueOf;
        return Stream.of(
                verb(
                        "the map 'printing': its function, " + told,
                        orders -> orders.map(order -> stream.append("a")).named("printing")),
                verb(
                        "the filter 'filter-1': its predicate, " + told,
                        orders -> orders.filter(o -> stream.checkError())),
                verb("the flatMap 'flatMap-1': its function, " + told, orders -> orders.flatMap(o -> List.of(stream))),
                verb(
                        "the map 'map-1': its function, by a lambda of io.millrace.graph.PortableGraphTest, captures a"
                                + " function of io.millrace.graph.PortableGraphTest",
                        orders -> orders.map(plain::apply)),
                verb(
                        "the process 'p': its factory, " + told,
                        orders -> orders.keyBy(Order::user).process("p", () -> new Totals(stream.hashCode()))),
                verb(
                        "the process 'p': the function of its keys, " + told,
                        orders -> orders.keyBy(o -> "" + stream).process("p", Totals::new)),
                verb(
                        "the timestamps 'timestamps-1': its timestamps, " + told,
                        orders -> orders.timestamps(
                                Timestamps.millis(order -> stream.hashCode()), Watermarks.ascending())),
                verb(
                        "the timestamps 'timestamps-1': its watermarks, " + told,
                        orders -> orders.timestamps(
                                Order::time, Watermarks.<Order>custom(() -> stream.checkError() ? null : new Slow()))),
                verb(
                        "the same 'same': its factory, " + told,
                        orders -> orders.transform(OperatorSpec.<Order, Order>stateful(
                                "same", "same", () -> stream.checkError() ? null : Operators.identity()))));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void shouldNameTheNodeAndTheFunctionThatIsNotSerializable(Part part) throws Exception {
        Graph graph = part.graph();

        assertThat(graph.unportable()).anySatisfy(reason -> assertThat(reason).startsWith(part.name()));
        assertThatThrownBy(() -> Serialized.copy(graph)).hasMessageContaining(part.name());
    }

    private static final class Holding implements SupplierFn<Iterator<String>> {
        private final Object held = new Object();

        @Override
        public Iterator<String> get() {
            return List.of("" + held).iterator();
        }
    }

    @Test
    void shouldNameTheClassThatIsNotSerializableWhenNoLambdaHoldsIt() throws Exception {
        assertIsRefused(
                source("iterator", Sources.iterator(new Holding())).graph(),
                "the source 'in': its source holds a java.lang.Object, which is not serializable");
    }
}
