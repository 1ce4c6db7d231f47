package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.SupplierFn;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How an operator drives the expiry of its state. Events are keys with a suffix that says what to do. */
class ExpiringStateTest {

    private static final Duration TTL = Duration.ofMillis(100);

    private static OperatorHarness<String, String> harness(
            SupplierFn<? extends KeyedProcess<String, String, String>> factory) throws Exception {
        return OperatorHarness.of(operator(factory))
                .keyedBy(ExpiringStateTest::key)
                .snapshots()
                .open();
    }

    private static Operator<String, String> operator(SupplierFn<? extends KeyedProcess<String, String, String>> factory)
            throws Exception {
        return Operators.<String, String, String>process(ExpiringStateTest::key, factory.get());
    }

    private static String key(String event) {
        return event.substring(0, 1);
    }

    private static List<String> values(OperatorHarness<String, String> harness) {
        return harness.takeOutput().stream().map(OperatorHarness.Emitted::value).toList();
    }

    /** Counts in all kinds of state; {@code ?} only tells, {@code @n} sets the timer that tells. */
    private static final class Counting extends KeyedProcess<String, String, String> {

        private final ValueState<Integer> value;
        private final ListState<String> list;
        private final MapState<String, Integer> map;
        private final AggregatingState<String, Long> length;
        private final Timer eventTimer = eventTimer("event", (context, out) -> tell(out));
        private final Timer processingTimer = processingTimer("processing", (context, out) -> count("p", out));

        Counting(Ttl ttl) {
            value = value(ValueSpec.of("value", Integer.class).ttl(ttl));
            list = list(ListSpec.of("list", String.class).ttl(ttl));
            map = map(MapSpec.of("map", String.class, Integer.class).ttl(ttl));
            length = aggregating(AggregateSpec.<String, long[], Long>of("length", new TotalLength())
                    .ttl(ttl));
        }

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            if (event.contains("@")) {
                eventTimer.set(Instant.ofEpochMilli(Long.parseLong(event.substring(2))));
            } else if (event.endsWith("+")) {
                processingTimer.set(context.processingTime().plusMillis(10));
            } else if (event.endsWith("?")) {
                tell(out);
            } else {
                count(event, out);
            }
        }

        private void count(String event, Emitter<String> out) {
            value.set(value.getOr(0) + 1);
            list.add(event);
            map.put(event, list.size());
            length.add(event);
            tell(out);
        }

        private void tell(Emitter<String> out) {
            out.emit(value.getOr(0) + " " + list.size() + " " + map.size() + " " + length.get());
        }
    }

    private static class TotalLength implements Aggregate<String, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, String event, long timestamp) {
            accumulator[0] += event.length();
        }

        @Override
        public void merge(long[] accumulator, long[] other) {
            accumulator[0] += other[0];
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public Type<long[]> accumulatorType(Type<?> events) {
            return Type.of(long[].class);
        }
    }

    private static Counting byEvents() {
        return new Counting(Ttl.eventTime(TTL));
    }

    private static Counting byClock() {
        return new Counting(Ttl.processingTime(TTL));
    }

    @Test
    void shouldExpireWhenTheWatermarkReachesTheEnd() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byEvents)
                .event("a", 50)
                .event("a", 20)
                .watermark(149)
                .event("a?", 60);
        assertThat(values(harness)).containsExactly("1 1 1 1", "2 2 1 2", "2 2 1 2");
        assertThat(harness.keyedState().size()).isEqualTo(8);
        harness.watermark(150);
        assertThat(harness.keyedState().size()).isZero();
        assertThat(values(harness.event("a?", 60).event("a", 60).watermark(249).event("a?", 200)))
                .containsExactly("0 0 0 null", "1 1 1 1", "1 1 1 1");
        harness.watermark(250);
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldExpireWhenTheClockReachesTheEnd() throws Exception {
        OperatorHarness<String, String> harness =
                harness(ExpiringStateTest::byClock).event("a", EventTime.NONE).advance(Duration.ofMillis(99));
        assertThat(values(harness.event("a?", EventTime.NONE))).containsExactly("1 1 1 1", "1 1 1 1");
        harness.advance(Duration.ofMillis(1));
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldWakeUpAgainWhenATimerCameTooEarly() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byClock)
                .event("a", 0)
                .advance(Duration.ofMillis(60))
                .event("a", 0)
                .advance(Duration.ofMillis(99));
        assertThat(harness.keyedState().size()).isEqualTo(8);
        harness.advance(Duration.ofMillis(1));
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldWakeUpByItselfAfterARestart() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byClock)
                .event("a", 0)
                .restart(operator(ExpiringStateTest::byClock))
                .advance(Duration.ofMillis(100));
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldShowTimersTheStateOfTheirTimeHoweverFarTheWatermarkLeaps() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byEvents)
                .event("a", 0)
                .event("a@99", 0)
                .event("b", 0)
                .event("b@100", 0)
                .watermark(5_000);
        assertThat(values(harness)).containsExactly("1 1 1 1", "1 1 1 1", "1 1 1 1", "0 0 0 null");
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldExpireAllAtTheEndOfTime() throws Exception {
        OperatorHarness<String, String> harness = harness(
                        () -> new Counting(Ttl.eventTime(Duration.ofMillis(Long.MAX_VALUE))))
                .event("a", 50)
                .watermark(EventTime.MAX - 1);
        assertThat(harness.keyedState().size()).isEqualTo(8);
        harness.watermark(EventTime.MAX);
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldLetAProcessingTimerWriteBeforeThereIsAWatermark() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byEvents)
                .event("a+", 7)
                .advance(Duration.ofMillis(10))
                .watermark(1_000)
                .watermark(1_099);
        assertThat(harness.keyedState().size()).isEqualTo(8);
        harness.watermark(1_100);
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldSayWhatIsMissingWhenAnEventHasNoTimestamp() throws Exception {
        OperatorHarness<String, String> harness = harness(ExpiringStateTest::byEvents);
        assertThatThrownBy(() -> harness.event("a", EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(".timestamps(");
    }

    @Test
    void shouldRemoveInBoundedStepsWhenManyExpireAtOnce() throws Exception {
        Operator<Integer, Integer> operator = Operators.process(n -> n, new LastSeen());
        OperatorHarness<Integer, Integer> harness =
                OperatorHarness.of(operator).keyedBy(n -> n).open();
        for (int n = 0; n < 20_000; n++) {
            harness.event(n, n);
        }
        assertThat(harness.keyedState().size()).isEqualTo(40_000);
        int pauses = harness.pauses();
        harness.watermark(40_000);
        assertThat(harness.pauses() - pauses).isGreaterThan(18);
        assertThat(harness.keyedState().size()).isZero();
    }

    private static final class LastSeen extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Integer> last =
                value(ValueSpec.of("last", Integer.class).ttl(Ttl.eventTime(TTL)));

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            last.set(event);
        }
    }

    @Test
    void shouldAgreeWithANaiveModelWhenWatermarksAreRare() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            OperatorHarness<String, String> harness = harness(ExpiringStateTest::byEvents);
            Map<String, Integer> counts = new HashMap<>();
            Map<String, Long> uses = new HashMap<>();
            long watermark = EventTime.NONE;
            for (int i = 0; i < 500; i++) {
                if (random.nextInt(6) == 0) {
                    watermark = Math.max(watermark, i * 10L - random.nextInt(80));
                    harness.watermark(watermark);
                    long reached = watermark;
                    uses.values().removeIf(time -> time + 100 <= reached);
                    counts.keySet().retainAll(uses.keySet());
                    assertThat(harness.keyedState().size()).isEqualTo(8L * counts.size());
                }
                if (random.nextInt(20) == 0) {
                    harness.restart(operator(ExpiringStateTest::byEvents));
                    harness.watermark(watermark);
                }
                String key = "abc".substring(random.nextInt(3)).substring(0, 1) + "k";
                long timestamp = i * 10L - random.nextInt(100);
                harness.event(key, timestamp);
                int count = counts.merge(key, 1, Integer::sum);
                uses.merge(key, Math.max(timestamp, watermark), Math::max);
                assertThat(values(harness)).containsExactly(count + " " + count + " 1 " + 2 * count);
            }
        });
    }

    private static final class Failing extends KeyedProcess<String, String, String> {

        private final AggregatingState<String, Long> state = aggregating("state", new TotalLength() {
            @Override
            public void add(long[] accumulator, String event, long timestamp) {
                throw new IllegalStateException(event + "@" + timestamp);
            }
        });

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            state.add(event);
        }
    }

    @Test
    void shouldTellAggregatesTheTimestamp() throws Exception {
        OperatorHarness<String, String> harness = harness(Failing::new);
        assertThatThrownBy(() -> harness.event("a", 17)).hasMessageContaining("a@17");
    }
}
