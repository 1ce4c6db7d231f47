package io.millrace.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.function.BiFn;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The operator behind lookup, by hand. */
class LookupTest {

    private final Service<String, Object> service = new Service<>();

    private LookedUp<String, String, Object, String> logic(
            boolean inner, int cached, UnaryOperator<CallOptions> how, BiFn<String, Object, String> result) {
        return new LookedUp<>(
                "users",
                event -> event.substring(0, 1),
                service.function(),
                false,
                inner,
                result,
                how.apply(CallOptions.of(CallOrder.OF_EVENTS)),
                cached,
                Duration.ofSeconds(10),
                Type.of(String.class),
                null);
    }

    private OperatorHarness<String, String> open(boolean inner, int cached) throws Exception {
        return open(logic(inner, cached, how -> how, (event, row) -> event + "-" + row)
                .operator());
    }

    private static OperatorHarness<String, String> open(Operator<String, String> operator) throws Exception {
        return OperatorHarness.of(operator).snapshots().open();
    }

    private static List<String> values(OperatorHarness<String, String> harness) {
        return harness.output().stream().map(Emitted::value).toList();
    }

    @Test
    void shouldMakeOneCallPerKeyAtATime() throws Exception {
        OperatorHarness<String, String> harness = open(false, 0);
        harness.event("a1", 1).event("b1", 2).event("a2", 3).event("a3", 4);
        assertThat(service.asked).containsExactly("a", "b");
        service.answer(0, "Ada");
        assertThat(values(harness.wake())).containsExactly("a1-Ada");
        service.answer(1, "Bob");
        assertThat(values(harness.wake())).containsExactly("a1-Ada", "b1-Bob", "a2-Ada", "a3-Ada");
        assertThat(harness.count("shared calls")).isEqualTo(2);
        harness.event("a4", 5);
        assertThat(service.asked).containsExactly("a", "b", "a");
    }

    @Test
    void shouldRememberAnswersWhileTheyAreFreshAndThatThereIsNothing() throws Exception {
        OperatorHarness<String, String> harness = open(false, 5);
        harness.event("a1", 1).event("b1", 2);
        service.answer(0, "Ada").answer(1, null);
        harness.wake().advance(Duration.ofMillis(9_999));
        harness.event("a2", 3).event("b2", 4);
        assertThat(values(harness)).containsExactly("a1-Ada", "b1-null", "a2-Ada", "b2-null");
        assertThat(harness.count("cache hits")).isEqualTo(2);
        harness.advance(Duration.ofMillis(1)).event("a3", 5);
        assertThat(service.asked).containsExactly("a", "b", "a");
        service.answer(2, "Alan");
        assertThat(values(harness.wake())).endsWith("a3-Alan");
    }

    @Test
    void shouldForgetTheKeyThatWasNotAskedForLongest() throws Exception {
        OperatorHarness<String, String> harness = open(false, 2);
        harness.event("a1", 1).event("b1", 2);
        service.answer(0, "Ada").answer(1, "Bob");
        harness.wake().event("a2", 3).event("c1", 4);
        service.answer(2, "Cleo");
        harness.wake().event("a3", 5).event("b2", 6);
        assertThat(service.asked).containsExactly("a", "b", "c", "b");
    }

    @Test
    void shouldTellNothingOfEventsWithoutARowWhenItIsRequired() throws Exception {
        OperatorHarness<String, String> harness = open(true, 0);
        harness.event("a1", 1).event("b1", 2).event("c1", 3);
        service.answer(0, null).answer(1, Optional.empty()).answer(2, Optional.of("Cleo"));
        assertThat(values(harness.wake())).containsExactly("c1-Optional[Cleo]");
    }

    @Test
    void shouldFailEachEventThatWaitsForACallThatFailsAndNotRememberThat() throws Exception {
        OperatorHarness<String, String> harness =
                open(logic(false, 5, how -> how.retry(1, Duration.ZERO), (event, row) -> event + row)
                        .onError(Errors.skip())
                        .operator());
        harness.event("a1", 1).event("a2", 2).event("b1", 3);
        service.fail(0, new IllegalStateException()).answer(1, "B");
        harness.wake();
        service.fail(2, new IllegalStateException());
        assertThat(values(harness.wake())).containsExactly("b1B");
        assertThat(harness.count(Metrics.SKIPPED)).isEqualTo(2);
        harness.event("a3", 4);
        service.answer(3, "A");
        assertThat(values(harness.wake())).containsExactly("b1B", "a3A");
    }

    @Test
    void shouldNameTheEventWhenAFunctionFailsOrGivesNull() throws Exception {
        OperatorHarness<String, String> noResult =
                open(logic(false, 0, how -> how, (event, row) -> null).operator());
        noResult.event("abc", 1);
        service.answer(0, "A");
        assertThatThrownBy(noResult::wake)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("the function of the lookup returned null");
        OperatorHarness<String, String> noKey = open(new LookedUp<String, String, Object, String>(
                        "users",
                        event -> null,
                        service.function(),
                        false,
                        false,
                        (event, row) -> event,
                        CallOptions.of(CallOrder.OF_EVENTS),
                        0,
                        Duration.ZERO,
                        Type.of(String.class),
                        null)
                .operator());
        assertThatThrownBy(() -> noKey.event("abc", 1))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("the key of lookup is null");
    }

    @Test
    void shouldLookUpAgainWhatASnapshotHas() throws Exception {
        OperatorHarness<String, String> harness = open(false, 5);
        harness.event("a1", 1).event("a2", 2);
        harness.restart(logic(false, 5, how -> how, (event, row) -> event + "-" + row)
                        .operator())
                .wake();
        assertThat(service.asked).containsExactly("a", "a");
        service.answer(0, "old");
        harness.wake();
        service.answer(1, "Ada");
        assertThat(values(harness.wake())).containsExactly("a1-Ada", "a2-Ada");
    }

    @Test
    void shouldLookUpByAFunctionThatBlocksOnceForEachKeyAtATime() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            SimulatedExecutor threads = SimulatedExecutor.within(Duration.ofMillis(20));
            AtomicInteger fails = new AtomicInteger();
            Pipeline pipeline = Pipeline.create("lookups");
            pipeline.source(
                            "numbers",
                            Sources.generate(index -> index).count(300).rate(10_000))
                    .typed(Long.class)
                    .<Long, String>lookupBlocking(number -> number % 7, key -> {
                        if (fails.getAndIncrement() % 5 == 4) {
                            throw new IllegalStateException("busy");
                        }
                        return key == 3 ? null : "k" + key;
                    })
                    .inFlight(1 + random.nextInt(20))
                    .retry(10, Duration.ofMillis(1), Duration.ofMillis(4))
                    .left("rows", (number, row) -> number + " " + row)
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .executor(threads)
                    .snapshots(Duration.ofMillis(5))
                    .steps(random.nextInt(500))
                    .crashAndRestore()
                    .run();
            List<String> expected = new ArrayList<>();
            for (long number = 0; number < 300; number++) {
                expected.add(number + " " + (number % 7 == 3 ? null : "k" + number % 7));
            }
            assertThat(run.output("out")).map(String::valueOf).containsExactlyElementsOf(expected);
            assertThat(run.metrics().operators().get("rows").counters()).containsKey("shared calls");
        });
    }

    @Test
    void shouldSayWhichLookupItIs() {
        Pipeline pipeline = Pipeline.create("lookups");
        EventStream<Long> numbers = pipeline.source("numbers", Sources.collection(List.of(1L)));
        assertThatThrownBy(() -> numbers.lookupBlocking(null, key -> key)).hasMessageContaining("lookupBlocking");
        assertThatThrownBy(() -> numbers.lookupBlocking(key -> key, null)).hasMessageContaining("lookupBlocking");
        numbers.lookupBlocking(key -> key, key -> key)
                .left("rows", (key, row) -> row)
                .to("out", Sinks.discard());
        assertThat(pipeline.describe()).contains("lookupBlocking");
    }
}
