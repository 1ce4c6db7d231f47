package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.architecture.Serialized;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.join.Join;
import io.millrace.join.Joins;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins and tables can go to another JVM, and do the same there. */
class PortableTablesTest {

    record Order(int id, String user, long time) {
        Instant end() {
            return Instant.ofEpochMilli(time + 50);
        }
    }

    record Payment(int order, String user, long time) {}

    record Pair(Order order, Payment payment) {}

    record Paid(Order order, Long payments) {}

    private static final List<Order> ORDERS = IntStream.range(0, 40)
            .mapToObj(i -> new Order(i, "u" + i % 3, i * 10L))
            .toList();
    private static final List<Payment> PAYMENTS = IntStream.range(0, 30)
            .mapToObj(i -> new Payment(i, "u" + i % 4, i * 13L))
            .toList();

    /** What is done with two streams, named as what is tried. */
    private record Part(
            String name, BiFunction<EventStream<Order>, EventStream<Payment>, EventStream<?>> meeting, Type<?> type) {
        Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("portable");
            EventStream<Order> orders = pipeline.source("orders", Sources.collection(ORDERS))
                    .timestamps(Timestamps.millis(Order::time), Watermarks.ascending())
                    .typed(Order.class);
            EventStream<Payment> payments = pipeline.source("payments", Sources.collection(PAYMENTS))
                    .timestamps(Timestamps.millis(Payment::time), Watermarks.ascending())
                    .typed(Payment.class);
            meeting.apply(orders, payments).to("results", Sinks.discard());
            return pipeline;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Part joined(
            String name,
            Function<Joins.With<String, Payment>, KeyedExtension<String, Order, Join<String, Order, Payment>>> bounds,
            Function<Join<String, Order, Payment>, EventStream<?>> join,
            Class<?> type) {
        return new Part(
                name,
                (orders, payments) -> join.apply(
                        orders.keyBy(Order::user).join(bounds.apply(Joins.with(payments.keyBy(Payment::user))))),
                type == null ? null : Type.of(type));
    }

    private static Part within(
            String name, Function<Join<String, Order, Payment>, EventStream<?>> join, Class<?> type) {
        return joined("Join." + name, with -> with.within(Duration.ofMillis(-20), Duration.ofMillis(30)), join, type);
    }

    static Stream<Part> parts() {
        return Stream.of(
                within("inner", join -> join.inner("join", Pair::new), Pair.class),
                within("left", join -> join.left("join", Pair::new), Pair.class),
                within("right", join -> join.right("join", Pair::new), Pair.class),
                within("full", join -> join.full("join", (order, payment) -> new Pair(order, payment)), Pair.class),
                within("aggregate", join -> join.aggregate("join", Aggregates.count(), Paid::new), Paid.class),
                within(
                        "allowedLateness",
                        join -> join.allowedLateness(Duration.ofMillis(5))
                                .inner("join", Pair::new)
                                .parallelism(2),
                        Pair.class),
                joined(
                        "With.during",
                        with -> with.during(Order::end),
                        join -> join.aggregate("join", Aggregates.count(), Paid::new),
                        Paid.class),
                joined("With.forever", with -> with.forever(), join -> join.inner("join", Pair::new), Pair.class),
                joined(
                        "With.within",
                        with -> with.within(Duration.ZERO, Duration.ofMillis(1)),
                        join -> join.left("join", Pair::new).typed(Pair.class),
                        Pair.class),
                within("inner late", join -> join.inner("join", Pair::new).lateLeft(), Order.class),
                within("inner late right", join -> join.inner("join", Pair::new).lateRight(), Payment.class));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldGiveTheSameResultsWhenSerialized(Part part) {
        Graph graph = part.pipeline().graph();
        assertThat(graph.unportable()).isEmpty();
        Graph copy = Serialized.copy(graph);

        assertThat(copy.text()).isEqualTo(graph.text()).doesNotContain("@");
        assertThat(typeOfResults(copy)).isEqualTo(typeOfResults(graph)).isEqualTo(part.type());
        for (int seed = 0; seed < 3; seed++) {
            assertThat(results(copy, seed)).isEqualTo(results(graph, seed));
        }
        if (!part.name().contains("late")) {
            assertThat(results(copy, 0)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldHaveTheSameTextWheneverItIsBuilt(Part part) {
        PipelineRef ref = PipelineRef.of(part::pipeline);

        assertThat(ref.pipeline().graph().text()).isEqualTo(ref.text());
    }

    @Test
    void shouldTryEveryWord() {
        Set<String> tried =
                parts().map(part -> part.name().replaceAll(" .*", "")).collect(Collectors.toSet());

        for (Class<?> words : List.of(Join.class, Joins.With.class)) {
            assertThat(tried)
                    .containsAll(Arrays.stream(words.getDeclaredMethods())
                            .filter(method -> Modifier.isPublic(method.getModifiers()))
                            .map(Method::getName)
                            .filter(name -> !name.equals("toString"))
                            .map(name -> words.getSimpleName() + "." + name)
                            .toList());
        }
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
}
