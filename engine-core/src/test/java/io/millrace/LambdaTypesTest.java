package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Operators;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LambdaTypesTest {

    private record Order(String id, int lines, Comparable<?> rank) {}

    private record Pair<A>(A first) {}

    @Test
    void shouldTellTypeOfMethodReference() {
        assertThat(LambdaTypes.<String>ofResult((Fn<Order, String>) Order::id)).isEqualTo(Type.of(String.class));
    }

    @Test
    void shouldTellTypeOfLambdaAndBoxPrimitives() {
        Fn<Order, Integer> lines = order -> order.lines() % 7;
        Fn<Order, String> id = order -> order.id().toLowerCase(Locale.ROOT);

        assertThat(LambdaTypes.<Integer>ofResult(lines)).isEqualTo(Type.of(Integer.class));
        assertThat(LambdaTypes.<String>ofResult(id)).isEqualTo(Type.of(String.class));
    }

    @Test
    void shouldTellNothingWhereResultsMayBeOfSeveralClasses() {
        Fn<Order, Comparable<?>> rank = Order::rank;
        Fn<Order, Pair<String>> pair = order -> new Pair<>(order.id());

        assertThat(LambdaTypes.<Comparable<?>>ofResult(rank)).isNull();
        assertThat(LambdaTypes.<Pair<String>>ofResult(pair)).isNull();
    }

    private sealed interface Shape permits Circle {}

    private record Circle(int radius) implements Shape {}

    @Test
    void shouldTellSealedTypesAndWhatIsSaid() {
        Fn<Order, Shape> shape = order -> new Circle(order.lines());
        Type<Pair<String>> pairs = new Type<>() {};

        assertThat(LambdaTypes.<Shape>ofResult(shape)).isEqualTo(Type.of(Shape.class));
        assertThat(LambdaTypes.<Pair<String>>ofResult(Fn.typed((Order order) -> new Pair<>(order.id()), pairs)))
                .isEqualTo(pairs);
    }

    @Test
    void shouldTellNothingOfObjects() {
        Fn<Order, String> object = new Fn<>() {
            @Override
            public String apply(Order order) {
                return order.id();
            }
        };

        assertThat(LambdaTypes.<String>ofResult(object)).isNull();
    }

    @Test
    void shouldShowKeyTypeInDescription() {
        Pipeline pipeline = Pipeline.create("orders");
        pipeline.source("orders", Sources.of(new Order("a", 1, "x")))
                .keyBy(Order::id)
                .transform(OperatorSpec.stateful("keep", "keep", Operators::identity))
                .to("out", Sinks.discard());

        assertThat(pipeline.describe()).contains("by key");
        assertThat(pipeline.graph().nodes().get(1).inputs().get(0).exchange().toString())
                .contains("String");
    }
}
