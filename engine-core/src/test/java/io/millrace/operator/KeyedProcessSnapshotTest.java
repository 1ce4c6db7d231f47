package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** State and timers of one operator give the same in spite of failures, and with any number of instances. */
class KeyedProcessSnapshotTest {

    private static final int SEEDS = 200;

    private record Order(String user, String item) {}

    private static final class Orders extends KeyedProcess<String, Order, String> {

        private final ValueState<long[]> total = value("total", long[].class);
        private final ListState<Order> orders = list("orders", Order.class);
        private final MapState<String, Integer> items = map("items", String.class, Integer.class);
        private final Timer checkout = eventTimer("checkout", this::checkout);
        private final Timer reminder =
                processingTimer("reminder", (context, out) -> out.emit("remind " + tell(context)));

        @Override
        protected void process(Order order, KeyedContext<String> context, Emitter<String> out) {
            if (total.get() == null) {
                total.set(new long[1]);
            }
            total.get()[0]++;
            orders.add(order);
            items.put(order.item(), items.contains(order.item()) ? items.get(order.item()) + 1 : 1);
            switch (order.item()) {
                case "i0" -> checkout.set(context.timestamp().plusMillis(20));
                case "i1" -> reminder.set(context.processingTime().plusMillis(30));
                case "i2" -> items.remove("i3");
                case "i3" -> orders.removeIf(each -> each.item().equals("i2"));
                default -> reminder.clear();
            }
            out.emit(tell(context));
        }

        private String tell(KeyedContext<String> context) {
            TreeMap<String, Integer> counts = new TreeMap<>();
            items.forEach(counts::put);
            return context.key() + (total.get() == null ? 0 : total.get()[0]) + orders.elements() + counts;
        }

        private void checkout(KeyedContext<String> context, Emitter<String> out) {
            out.emit("checkout " + tell(context));
            total.clear();
            orders.clear();
            items.clear();
        }
    }

    private interface Step {
        void run(OperatorHarness<Order, String> harness) throws Exception;
    }

    /** Of six kinds of steps none moves the clock, of seven one does. */
    private static List<Step> steps(SplittableRandom random, int kinds) {
        List<Step> steps = new ArrayList<>();
        int users = 1 + random.nextInt(8);
        for (long time = 0; time < 100; time++) {
            Order order = new Order("u" + random.nextInt(users), "i" + random.nextInt(5));
            long now = time;
            switch (random.nextInt(kinds)) {
                case 0 -> steps.add(harness -> harness.watermark(now));
                case 6 -> steps.add(harness -> harness.advance(Duration.ofMillis(now % 20)));
                default -> steps.add(harness -> harness.event(order, now));
            }
        }
        steps.add(harness -> harness.watermark(EventTime.MAX));
        return steps;
    }

    private static OperatorHarness<Order, String> harness() {
        return OperatorHarness.of(operator()).keyedBy(Order::user).snapshots();
    }

    private static Operator<Order, String> operator() {
        return Operators.<String, Order, String>process(Order::user, new Orders());
    }

    private static List<Emitted<String>> withoutFailures(List<Step> steps) throws Exception {
        OperatorHarness<Order, String> harness = harness().open();
        for (Step step : steps) {
            step.run(harness);
        }
        return harness.output();
    }

    @Test
    @DisplayName("TI-3: random timers over snapshots and failures")
    void shouldGiveTheSameInSpiteOfFailures() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step> steps = steps(random, 7);
            OperatorHarness<Order, String> harness =
                    harness().room(1 + random.nextInt(3)).open();
            int barrier = -1;
            int failures = 5;
            for (int at = 0; at < steps.size(); at++) {
                steps.get(at).run(harness);
                boolean done = harness.writeSnapshot(random.nextInt(4));
                if (barrier < 0 && random.nextInt(8) == 0) {
                    harness.beginSnapshot();
                    barrier = at;
                } else if (barrier >= 0 && done && random.nextInt(4) == 0) {
                    OperatorSnapshot snapshot = harness.endSnapshot();
                    if (failures-- > 0) {
                        harness.restore(operator(), snapshot);
                        at = barrier;
                    }
                    barrier = -1;
                }
            }
            assertThat(harness.output()).isEqualTo(withoutFailures(steps));
        });
    }

    @Test
    @DisplayName("TI-11: random timers over other parallelisms")
    void shouldGiveTheSameWithAnyNumberOfInstances() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step> steps = steps(random, 6);
            List<OperatorSnapshot> parts = List.of();
            List<String> results = new ArrayList<>();
            for (int from = 0; from < steps.size(); ) {
                int to = from + 1 + random.nextInt(steps.size() - from);
                parts = run(steps.subList(from, to), parts, 1 + random.nextInt(4), results);
                from = to;
            }
            assertThat(results)
                    .containsExactlyInAnyOrderElementsOf(
                            withoutFailures(steps).stream().map(Emitted::value).toList());
        });
    }

    /** Each instance gets all steps, and the events of its own keys only. */
    private static List<OperatorSnapshot> run(
            List<Step> steps, List<OperatorSnapshot> parts, int parallelism, List<String> results) throws Exception {
        List<OperatorSnapshot> next = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            OperatorHarness<Order, String> harness =
                    harness().parallel(subtask, parallelism).open(parts);
            for (Step step : steps) {
                step.run(harness);
            }
            harness.takeOutput().forEach(result -> results.add(result.value()));
            next.add(harness.beginSnapshot().endSnapshot());
        }
        return next;
    }

    @Test
    void shouldSayWhenThereAreNoSnapshots() throws Exception {
        OperatorHarness<Order, String> harness =
                OperatorHarness.of(operator()).keyedBy(Order::user).open();
        assertThatThrownBy(harness::beginSnapshot).hasMessageContaining("harness");
    }
}
