package io.millrace.window.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import io.millrace.window.spi.Feed.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Triggers that a program thinks out itself, on public API alone, against a naive model. */
class OwnTriggerTest {

    record Order(String key, long amount) {}

    /** Emits when a result comes to a threshold, and when it falls below it again. */
    record Crossing(long threshold) implements Trigger<Long, boolean[]> {

        @Override
        public boolean[] create() {
            return new boolean[1];
        }

        @Override
        public boolean onEvent(boolean[] above, TriggerContext<? extends Long> window) throws Exception {
            boolean wasAbove = above[0];
            above[0] = window.result() >= threshold;
            return above[0] != wasAbove;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public Type<boolean[]> stateType() {
            return Type.of(boolean[].class);
        }

        @Override
        public void merge(boolean[] above, boolean[] other) {
            above[0] |= other[0];
        }
    }

    /** Emits when there has been no event for a while, by the clock. */
    record Debounce(long quietMillis) implements Trigger<Object, long[]> {

        @Override
        public long[] create() {
            return new long[] {NEVER};
        }

        @Override
        public boolean onEvent(long[] due, TriggerContext<?> window) {
            due[0] = window.now() + quietMillis;
            return false;
        }

        @Override
        public boolean onTime(long[] due, TriggerContext<?> window) {
            due[0] = NEVER;
            return true;
        }

        @Override
        public long nextTime(long[] due) {
            return due[0];
        }

        @Override
        public boolean usesProcessingTime() {
            return true;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public Type<long[]> stateType() {
            return Type.of(long[].class);
        }

        @Override
        public void merge(long[] due, long[] other) {
            due[0] = Math.max(due[0], other[0]);
        }
    }

    @Test
    void shouldEmitWhenTheResultCrossesAThreshold() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long threshold = random.nextInt(-10, 20);
            List<Item<Order>> items = new ArrayList<>();
            Map<String, Long> sums = new TreeMap<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Order order = new Order("k" + random.nextInt(3), random.nextInt(-10, 11));
                long time = random.nextInt(100);
                items.add(new Item<>(order, time));
                String window = order.key() + "@" + (time - time % 30);
                long before = sums.getOrDefault(window, threshold - 1);
                long sum = sums.getOrDefault(window, 0L) + order.amount();
                sums.put(window, sum);
                if (before >= threshold != sum >= threshold) {
                    expected.add(window + "=" + sum);
                }
            }
            Pipeline pipeline = Pipeline.create("crossing");
            Feed.events(pipeline, items)
                    .keyBy(Order::key)
                    .window(Windows.tumbling(Duration.ofMillis(30)))
                    .aggregate("sums", Aggregates.sumLong(Order::amount), Emit.when(new Crossing(threshold)))
                    .map(w -> w.key() + "@" + w.start().toEpochMilli() + "=" + w.value())
                    .to("out", Sinks.discard());
            assertThat(Simulation.of(pipeline).seed(seed).run().output("out"))
                    .as("threshold %s: %s", threshold, items)
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void shouldEmitWhenItHasBeenQuietForAWhile() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long quiet = random.nextLong(1, 51);
            PushSource<Order> orders = Sources.push(64);
            Pipeline pipeline = Pipeline.create("debounce");
            pipeline.source("orders", orders)
                    .keyBy(Order::key)
                    .window(Windows.global())
                    .aggregate("sums", Aggregates.sumLong(Order::amount), Emit.when(new Debounce(quiet)))
                    .map(w -> w.key() + "=" + w.value())
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed);
            DebounceModel model = new DebounceModel(quiet);
            for (int i = 0; i < 50; i++) {
                long pause = random.nextInt(60);
                run.advance(Duration.ofMillis(pause));
                model.advance(pause);
                Order order = new Order("k" + random.nextInt(3), 1 + random.nextInt(10));
                assertThat(orders.tryEmit(order)).isTrue();
                run.settle();
                model.take(order);
            }
            assertThat(run.output("out")).as("quiet %s", quiet).containsExactlyInAnyOrderElementsOf(model.results);
            run.drain();
            assertThat(run.output("out")).hasSameSizeAs(model.results);
        });
    }

    private static final class DebounceModel {

        private final long quiet;
        private final Map<String, Long> sums = new TreeMap<>();
        private final Map<String, Long> dues = new TreeMap<>();
        private final List<String> results = new ArrayList<>();
        private long now;

        private DebounceModel(long quiet) {
            this.quiet = quiet;
        }

        private void advance(long millis) {
            now += millis;
            dues.entrySet().removeIf(due -> {
                if (due.getValue() <= now) {
                    results.add(due.getKey() + "=" + sums.get(due.getKey()));
                }
                return due.getValue() <= now;
            });
        }

        private void take(Order order) {
            sums.merge(order.key(), order.amount(), Long::sum);
            dues.put(order.key(), now + quiet);
        }
    }
}
