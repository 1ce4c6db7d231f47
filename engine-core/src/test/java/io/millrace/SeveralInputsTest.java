package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.Fn;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.KeyedState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Operators of several inputs by the same key. */
class SeveralInputsTest {

    private static final int SEEDS = 150;

    /** The keys: what is keyed by one of them and what is by the other do not meet. */
    sealed interface Id permits Plain {}

    record Plain(int value) implements Id {}

    record Order(int id) {}

    record Payment(int order, int count) {}

    record Rule(int number) {}

    private static final Fn<Order, Integer> ORDER = Order::id;
    private static final Fn<Payment, Integer> PAYMENT = Payment::order;

    /** A function of which nobody knows the type of the results. */
    private static final class OfUnknownType implements Fn<Order, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer apply(Order order) {
            return order.id();
        }
    }

    /** Tells of each event how many there have been of its key, by any input; and how many rules the task has had. */
    private static final class Counting implements Operator<Object, String> {

        private KeyedState<Integer> keys;
        private ValueState<Integer> count;
        private int row;

        @Override
        public void open(OperatorContext context) {
            keys = context.keyedState();
            count = keys.state(ValueSpec.of("count", Integer.class));
        }

        @Override
        public boolean process(int input, Batch<Object> batch, Output<String> out) {
            for (; row < batch.size(); row++) {
                if (!out.hasRoom()) {
                    return false;
                }
                Object event = batch.value(row);
                if (event instanceof Rule rule) {
                    out.emit("rule " + rule.number(), EventTime.NONE);
                } else {
                    count(input, event, batch.hash(row), out);
                }
            }
            row = 0;
            return true;
        }

        private void count(int input, Object event, int hash, Output<String> out) {
            assertThat(input).isEqualTo(event instanceof Order ? 0 : 1);
            int key = event instanceof Order order ? order.id() : ((Payment) event).order();
            int more = event instanceof Payment payment ? payment.count() : 1;
            keys.currentKey(key, hash);
            for (int each = 0; each < more; each++) {
                count.set(count.getOr(0) + 1);
                out.emit(key + ": " + count.get(), EventTime.NONE);
            }
        }
    }

    /** Puts the payments of a key together. */
    private static final class Adding implements Operator<Payment, Payment> {

        private final Map<Integer, Payment> held = new TreeMap<>();
        private final Map<Integer, Integer> hashes = new HashMap<>();

        @Override
        public boolean process(int input, Batch<Payment> batch, Output<Payment> out) {
            for (int row = 0; row < batch.size(); row++) {
                Payment payment = batch.value(row);
                hashes.put(payment.order(), batch.hash(row));
                held.merge(payment.order(), payment, (a, b) -> new Payment(a.order(), a.count() + b.count()));
            }
            return true;
        }

        private boolean flush(Output<Payment> out) {
            held.forEach((key, payment) -> out.emit(payment, EventTime.NONE, hashes.get(key)));
            held.clear();
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Payment> out) {
            return flush(out);
        }

        @Override
        public boolean onIdle(Output<Payment> out) {
            return flush(out);
        }

        @Override
        public boolean onEndOfData(Output<Payment> out) {
            return flush(out);
        }
    }

    private static OperatorSpec<Payment, Payment> adding() {
        return OperatorSpec.stateless("adding", Adding::new);
    }

    private static OperatorSpec<Object, String> counting() {
        return OperatorSpec.stateful("counting", "counting", Counting::new);
    }

    /** What a seed draws, and what has to become of it. */
    private static final class Case {

        final List<Order> orders = new ArrayList<>();
        final List<Payment> payments = new ArrayList<>();
        final List<String> expected = new ArrayList<>();

        Case(SplittableRandom random) {
            Map<Integer, Integer> counts = new HashMap<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                int key = random.nextInt(9);
                if (random.nextBoolean()) {
                    orders.add(new Order(key));
                } else {
                    payments.add(new Payment(key, 1));
                }
                expected.add(key + ": " + counts.merge(key, 1, Integer::sum));
            }
        }
    }

    private static Simulation disturbed(Pipeline pipeline, long seed) {
        Simulation simulation = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(20));
        SplittableRandom random = new SplittableRandom(seed);
        for (int crashes = random.nextInt(3); crashes > 0; crashes--) {
            simulation.steps(random.nextInt(80)).crashAndRestore();
        }
        return simulation.run();
    }

    @Test
    void shouldGiveTheEventsOfAKeyToOneTaskWhicheverInputTheyComeBy() {
        Seeds.check(SEEDS, seed -> {
            Case drawn = new Case(new SplittableRandom(seed));
            Pipeline pipeline = Pipeline.create("inputs");
            KeyedStream<Integer, Payment> payments = pipeline.source("payments", Sources.collection(drawn.payments))
                    .keyBy(PAYMENT);
            pipeline.source("orders", Sources.collection(drawn.orders))
                    .keyBy(seed % 2 == 0 ? ORDER : new OfUnknownType())
                    .transform(counting(), payments)
                    .to("out", Sinks.discard());
            assertThat(disturbed(pipeline, seed).output("out")).containsExactlyInAnyOrderElementsOf(drawn.expected);
        });
    }

    @Test
    void shouldCombineTheInputsThatHaveACombinerAndNoOthers() {
        Seeds.check(SEEDS, seed -> {
            Case drawn = new Case(new SplittableRandom(seed));
            Pipeline pipeline = Pipeline.create("inputs");
            EventStream<Object> both = pipeline.source(
                            "orders", Sources.<Object>collection(List.<Object>copyOf(drawn.orders)))
                    .merge(pipeline.source("payments", Sources.collection(List.<Object>copyOf(drawn.payments))));
            KeyedStream<Integer, Payment> payments = both.filter(event -> event instanceof Payment)
                    .map(event -> (Payment) event)
                    .keyBy(PAYMENT);
            both.filter(event -> event instanceof Order)
                    .map(event -> (Order) event)
                    .keyBy(ORDER)
                    .transform(counting().combiner(1, adding()), payments)
                    .to("out", Sinks.discard());
            assertThat(disturbed(pipeline, seed).output("out")).containsExactlyInAnyOrderElementsOf(drawn.expected);
        });
    }

    @Test
    void shouldGiveWhatIsBroadcastToEveryTaskOfAKeyedNode() {
        Pipeline pipeline = Pipeline.create("inputs");
        EventStream<Rule> rules = pipeline.source("rules", Sources.of(new Rule(1), new Rule(2)));
        KeyedStream<Integer, Payment> payments =
                pipeline.source("payments", Sources.of(new Payment(1, 1))).keyBy(PAYMENT);
        pipeline.source("orders", Sources.of(new Order(1), new Order(2)))
                .keyBy(ORDER)
                .transform(counting(), payments, rules.broadcast())
                .parallelism(3)
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).seed(3).run().output("out"))
                .containsExactlyInAnyOrder(
                        "1: 1", "1: 2", "2: 1", "rule 1", "rule 1", "rule 1", "rule 2", "rule 2", "rule 2");
    }

    @Test
    void shouldRefuseKeysOfDifferentTypesAndNameThem() {
        Pipeline pipeline = Pipeline.create("inputs");
        KeyedStream<Id, Payment> payments = pipeline.source("payments", Sources.of(new Payment(1, 1)))
                .keyBy(payment -> new Plain(payment.order()), Id.class);
        pipeline.source("orders", Sources.of(new Order(1)))
                .keyBy(order -> new Plain(order.id()), Plain.class)
                .transform(counting(), payments)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll(
                        "counting 'counting'",
                        "input 0 (from 'orders') " + Plain.class.getName(),
                        "input 1 (from 'payments') " + Id.class.getName(),
                        ".keyBy(function, Key.class)");
    }

    @Test
    void shouldRefuseAStreamThatIsNeitherKeyedNorBroadcast() {
        Pipeline pipeline = Pipeline.create("inputs");
        EventStream<Rule> rules = pipeline.source("rules", Sources.of(new Rule(1)));
        KeyedStream<Integer, Order> orders =
                pipeline.source("orders", Sources.of(new Order(1))).keyBy(ORDER);
        for (EventStream<Rule> plain : List.of(rules, rules.rebalance())) {
            assertThatThrownBy(() -> orders.transform(counting(), rules.broadcast(), plain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("input 2", "rules", "neither keyed nor broadcast");
        }
        EventStream<Rule> elsewhere = Pipeline.create("other").source("rules", Sources.of(new Rule(1)));
        assertThatThrownBy(() -> orders.transform(counting(), elsewhere.broadcast()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("pipeline 'other'", "'inputs'");
    }

    @Test
    void shouldHashTheRowsOfAllInputsByTheKeyThatIsSaidOfNoneInAHarness() throws Exception {
        Fn<Object, Integer> key = event -> event instanceof Order order ? order.id() : ((Payment) event).order();
        List<String> told = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            OperatorHarness<Object, String> harness = OperatorHarness.of(new Counting())
                    .keyedBy(key)
                    .parallel(subtask, 3)
                    .open();
            for (int id = 0; id < 20; id++) {
                harness.event(0, new Order(id), EventTime.NONE).event(1, new Payment(id, 1), EventTime.NONE);
            }
            harness.output().forEach(each -> told.add(each.value()));
        }
        assertThat(told).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void shouldHashTheRowsOfEachInputByAKeyOfItsOwnInAHarness() throws Exception {
        OperatorHarness<Object, String> harness = OperatorHarness.of(new Counting())
                .keyedBy(0, new OfUnknownType())
                .keyedBy(1, PAYMENT)
                .snapshots()
                .open();
        harness.event(0, new Order(7), EventTime.NONE).event(1, new Payment(7, 2), EventTime.NONE);
        harness.restart(new Counting()).event(new Order(7), EventTime.NONE);
        assertThat(harness.output())
                .extracting(OperatorHarness.Emitted::value)
                .containsExactly("7: 1", "7: 2", "7: 3", "7: 4");
    }
}
