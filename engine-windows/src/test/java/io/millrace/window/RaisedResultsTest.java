package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.last;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.function.BiFn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RaisedResultsTest {

    record Payment(int id, String user, long time) {}

    record Burst(long count, Payment last) {}

    /** A kind of windows. */
    private record Kind(String name, KeyedExtension<String, Payment, WindowedStream<String, Payment>> windows) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("tumbling", Windows.tumbling(ofMillis(40))),
                new Kind("daily", Windows.daily(ZoneOffset.UTC)),
                new Kind("sliding", Windows.sliding(ofMillis(40), ofMillis(15))),
                new Kind("session", Windows.session(ofMillis(12))),
                new Kind("global", Windows.global()),
                new Kind("count", Windows.count(5)),
                new Kind("trailing", Windows.trailing(ofMillis(30))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldNameTheEventThatALastWouldHaveKept(Kind kind) {
        Seeds.check(20, seed -> {
            List<Payment> payments = payments(new SplittableRandom(seed));
            check(kind, payments, seed, Emit.whenFirst(count -> count > 2), Emit.whenFirst(b -> b.count() > 2));
            check(kind, payments, seed, Emit.onUpdate(), Emit.onUpdate());
        });
    }

    private static void check(Kind kind, List<Payment> payments, long seed, Emit<Long> emit, Emit<Burst> emitKept) {
        Pipeline pipeline = Pipeline.create("raised");
        timed(pipeline, "payments", payments)
                .keyBy(Payment::user)
                .window(kind.windows())
                .aggregate("raised", count(), emit, (window, payment) -> told(window, window.value(), payment))
                .to("told", Sinks.discard());
        timed(pipeline, "the same payments", payments)
                .typed(Payment.class)
                .keyBy(Payment::user)
                .window(kind.windows())
                .aggregate("kept", allOf(count(), last(), Burst::new), emitKept)
                .map(window ->
                        told(window, window.value().count(), window.value().last()))
                .to("kept and told", Sinks.discard());

        Simulation run = Simulation.of(pipeline).seed(seed).run();

        assertThat(run.output("told")).isNotEmpty();
        assertThat(run.output("told")).containsExactlyInAnyOrderElementsOf(run.output("kept and told"));
    }

    private static String told(WindowResult<String, ?> window, long count, Payment payment) {
        return window.id() + "=" + count + " by " + payment.id();
    }

    private static List<Payment> payments(SplittableRandom random) {
        List<Payment> payments = new ArrayList<>();
        long time = 0;
        for (int id = 0; id < 120; id++) {
            time += random.nextInt(8);
            payments.add(new Payment(id, "U" + random.nextInt(3), time));
        }
        return payments;
    }

    private static EventStream<Payment> timed(Pipeline pipeline, String name, List<Payment> payments) {
        return pipeline.source(name, Sources.collection(payments))
                .timestamps(Timestamps.millis(Payment::time), Watermarks.ascending());
    }

    @Test
    void shouldHaveTheLateEventsToo() {
        Pipeline pipeline = Pipeline.create("late");
        RaisedResults<Payment, String> raised = timed(
                        pipeline,
                        "payments",
                        List.of(new Payment(1, "U", 5), new Payment(2, "U", 95), new Payment(3, "U", 6)))
                .keyBy(Payment::user)
                .window(Windows.tumbling(ofMillis(10)))
                .aggregate("raised", count(), Emit.onUpdate(), (window, payment) -> "P" + payment.id())
                .parallelism(2);
        raised.to("told", Sinks.discard());
        raised.late().map(Payment::id).to("late", Sinks.discard());

        Simulation run = Simulation.of(pipeline).batchSize(1).run();

        assertThat(run.output("told")).containsExactly("P1", "P2");
        assertThat(run.output("late")).containsExactly(3);
    }

    @Test
    void shouldRefuseResultsThatTimeRaises() {
        for (Emit<Long> emit : List.of(Emit.<Long>atEnd(), Emit.<Long>every(ofMillis(5)), Emit.<Long>everyEvents(3))) {
            assertThatThrownBy(() -> windows().aggregate("raised", count(), emit, (window, payment) -> "told"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("window 'raised' emits " + emit)
                    .hasMessageContaining("leave the function out and .map the results");
        }
    }

    @Test
    void shouldRefuseToBeWithoutAFunction() {
        BiFn<WindowResult<String, Long>, Payment, String> none = null;

        assertThatThrownBy(() -> windows().aggregate("raised", count(), Emit.onUpdate(), none))
                .hasMessage("the function of window 'raised' must not be null");
    }

    @Test
    void shouldFailWithTheEventWhereTheFunctionDoes() {
        Pipeline pipeline = Pipeline.create("failing");
        timed(pipeline, "payments", List.of(new Payment(7, "U", 5)))
                .keyBy(Payment::user)
                .window(Windows.session(ofMillis(10)))
                .<Long, String>aggregate("raised", count(), Emit.onUpdate(), (window, payment) -> null)
                .to("told", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContaining("raised")
                .hasMessageContaining("id=7")
                .rootCause()
                .hasMessage("the function of the windows returned null");
    }

    private static WindowedStream<String, Payment> windows() {
        return timed(Pipeline.create("refused"), "payments", List.of())
                .keyBy(Payment::user)
                .window(Windows.tumbling(ofMillis(10)));
    }
}
