package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.SideOutput;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ListState;
import io.millrace.state.ValueState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One operator that reads two streams. */
class ConnectTest {

    private static final int SEEDS = 150;

    record Order(int id, int number, long time) {}

    record Payment(int order, int number, long time) {}

    private static final SideOutput<String> COUNTS = SideOutput.of("counts", String.class);

    /** Pairs of the orders and payments of a key, whichever comes first; when time is over, how many there have been. */
    private static final class Pairing extends ConnectedProcess<Integer, Order, Payment, String> {

        private final ListState<Order> orders = list("orders", Order.class);
        private final ListState<Payment> payments = list("payments", Payment.class);
        private final ValueState<Integer> count = value("count", Integer.class);
        private final Timer over = eventTimer("over", this::tell);

        @Override
        protected void left(Order order, KeyedContext<Integer> context, Emitter<String> out) {
            assertThat(context.key()).isEqualTo(order.id());
            assertThat(context.timestamp().toEpochMilli()).isEqualTo(order.time());
            orders.add(order);
            payments.elements().forEach(payment -> out.emit(pair(order, payment)));
            count(context);
        }

        @Override
        protected void right(Payment payment, KeyedContext<Integer> context, Emitter<String> out) {
            assertThat(context.key()).isEqualTo(payment.order());
            payments.add(payment);
            orders.elements().forEach(order -> out.emit(pair(order, payment)));
            count(context);
        }

        private void count(KeyedContext<Integer> context) {
            count.set(count.getOr(0) + 1);
            over.set(context.timestamp().plusMillis(1_000_000));
        }

        private void tell(KeyedContext<Integer> context, Emitter<String> out) {
            context.emit(COUNTS, context.key() + ": " + count.get());
        }
    }

    private static String pair(Order order, Payment payment) {
        return order.id() + ": " + order.number() + " " + payment.number();
    }

    private static Pipeline paired(List<Order> orders, List<Payment> payments) {
        Pipeline pipeline = Pipeline.create("connect");
        EventStream<Payment> paid = pipeline.source("payments", Sources.collection(payments))
                .timestamps(Timestamps.millis(Payment::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(50)));
        EventStream<String> pairs = pipeline.source("orders", Sources.collection(orders))
                .timestamps(Timestamps.millis(Order::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(50)))
                .keyBy(Order::id)
                .connect(paid.keyBy(Payment::order))
                .process("pairing", Pairing::new);
        pairs.to("out", Sinks.discard());
        pairs.sideOutput(COUNTS).to("counts", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldShareWhatIsKeptOfAKeyBetweenTheEventsOfBothStreams() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Order> orders = new ArrayList<>();
            List<Payment> payments = new ArrayList<>();
            for (int number = random.nextInt(60); number > 0; number--) {
                orders.add(new Order(random.nextInt(8), number, random.nextInt(50)));
            }
            for (int number = random.nextInt(60); number > 0; number--) {
                payments.add(new Payment(random.nextInt(8), number, random.nextInt(50)));
            }
            Simulation simulation =
                    Simulation.of(paired(orders, payments)).seed(seed).snapshots(Duration.ofMillis(3));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                simulation.steps(random.nextInt(300)).crashAndRestore();
            }
            if (random.nextBoolean()
                    && !simulation.steps(random.nextInt(200)).state().isTerminal()) {
                simulation.stop().run();
                simulation = simulation.next(paired(orders, payments)).snapshots(Duration.ofMillis(3));
            }
            simulation.run();
            List<String> expected = new ArrayList<>();
            int[] counts = new int[8];
            orders.forEach(order -> counts[order.id()]++);
            payments.forEach(payment -> counts[payment.order()]++);
            for (Order order : orders) {
                for (Payment payment : payments) {
                    if (order.id() == payment.order()) {
                        expected.add(pair(order, payment));
                    }
                }
            }
            List<String> told = new ArrayList<>();
            for (int key = 0; key < 8; key++) {
                if (counts[key] > 0) {
                    told.add(key + ": " + counts[key]);
                }
            }
            assertThat(simulation.output("out")).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(simulation.output("counts")).containsExactlyInAnyOrderElementsOf(told);
        });
    }

    /** Of streams without keys. */
    private static class Both extends ConnectedProcess<Void, Integer, String, String> {

        @Override
        protected void left(Integer number, KeyedContext<Void> context, Emitter<String> out) {
            assertThat(context.key()).isNull();
            out.emit("left " + number);
        }

        @Override
        protected void right(String text, KeyedContext<Void> context, Emitter<String> out) {
            out.emit("right " + text);
        }
    }

    @Test
    void shouldConnectStreamsWithoutKeys() {
        Seeds.check(20, seed -> {
            Pipeline pipeline = Pipeline.create("connect");
            pipeline.source("numbers", Sources.of(1, 2))
                    .connect(pipeline.source("texts", Sources.of("a", "b")).rebalance())
                    .process("both", Both::new)
                    .to("out", Sinks.discard());
            Simulation simulation = Simulation.of(pipeline).seed(seed).run();
            assertThat(simulation.output("out")).containsExactlyInAnyOrder("left 1", "left 2", "right a", "right b");
        });
    }

    @Test
    void shouldRefuseStateByKeyWhereThereAreNoKeys() {
        Pipeline pipeline = Pipeline.create("connect");
        pipeline.source("numbers", Sources.of(1, 2))
                .connect(pipeline.source("texts", Sources.of("a", "b")))
                .process("both", () -> new Both() {
                    private final Timer timer = eventTimer("timer", (context, out) -> {});

                    @Override
                    protected void left(Integer number, KeyedContext<Void> context, Emitter<String> out) {
                        timer.set(context.timestamp());
                    }
                })
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .rootCause()
                .hasMessageContainingAll("operator 'both'", "no keys", ".keyBy(...) before .connect(...)");
    }

    @Test
    void shouldTellTheEventThatFails() {
        Pipeline pipeline = Pipeline.create("connect");
        pipeline.source("orders", Sources.of(new Order(1, 2, 3)))
                .keyBy(Order::id)
                .connect(pipeline.source("payments", Sources.<Payment>of()).keyBy(Payment::order))
                .process("pairing", Pairing::new)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContainingAll("pairing", "Order[id=1", "key 1")
                .rootCause()
                .hasMessageContaining("put .timestamps(...) before operator 'pairing'");
    }

    @Test
    void shouldRefuseWhatCannotBeConnected() {
        Pipeline pipeline = Pipeline.create("connect");
        EventStream<Order> orders = pipeline.source("orders", Sources.of(new Order(1, 2, 3)));
        EventStream<Order> others = Pipeline.create("other").source("orders", Sources.of(new Order(1, 2, 3)));
        KeyedStream<Integer, Order> keyed = orders.keyBy(Order::id);
        assertThatThrownBy(() -> orders.connect(others)).hasMessageContaining("pipeline 'other'");
        assertThatThrownBy(() -> orders.connect(others.broadcast())).hasMessageContaining("pipeline 'other'");
        assertThatThrownBy(() -> keyed.connect(others.keyBy(Order::id))).hasMessageContaining("pipeline 'other'");
        assertThatThrownBy(() -> keyed.connect(others.broadcast())).hasMessageContaining("pipeline 'other'");
        assertThatThrownBy(() -> keyed.connect(keyed).process("p", null)).hasMessageContaining("factory of process");
        assertThatThrownBy(() -> keyed.connect((BroadcastStream<Order>) null)).hasMessageContaining("rules to connect");
    }
}
