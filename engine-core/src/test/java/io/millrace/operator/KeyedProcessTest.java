package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.SupplierFn;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State and timers of one operator, also with room for one result at a time. Events are {@code key=value}. */
class KeyedProcessTest {

    private static final int TIGHT = 1;
    private static final int WIDE = 1_000;

    private static OperatorHarness<String, String> harness(
            int room, SupplierFn<? extends KeyedProcess<String, String, String>> factory) throws Exception {
        return OperatorHarness.of(Operators.<String, String, String>process(KeyedProcessTest::key, factory.get()))
                .keyedBy(KeyedProcessTest::key)
                .room(room)
                .open();
    }

    private static String key(String event) {
        return event.substring(0, event.indexOf('='));
    }

    private static String payload(String event) {
        return event.substring(event.indexOf('=') + 1);
    }

    private static List<String> results(OperatorHarness<String, String> harness) {
        return harness.output().stream()
                .map(each -> each.value() + "@" + each.timestamp())
                .toList();
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    /** Emits each event, and the key when its timers fire; the value says what to do with the timers. */
    private static final class Scripted extends KeyedProcess<String, String, String> {

        private final Timer event = eventTimer("event", (context, out) -> fired("event", context, out));
        private final Timer other = eventTimer("other", (context, out) -> fired("other", context, out));
        private final Timer processing = processingTimer("processing", (context, out) -> fired("time", context, out));

        @Override
        protected void process(String command, KeyedContext<String> context, Emitter<String> out) {
            for (String part : payload(command).split(",", -1)) {
                String[] words = part.split(":", -1);
                switch (words[0]) {
                    case "set" -> event.set(at(Long.parseLong(words[1])));
                    case "other" -> other.set(at(Long.parseLong(words[1])));
                    case "clear" -> event.clear();
                    case "after" -> processing.set(context.processingTime().plusMillis(Long.parseLong(words[1])));
                    case "forget" -> processing.clear();
                    case "tell" -> out.emit(context.key() + " " + event.time());
                    case "last" -> event.set(Instant.MAX);
                    default -> out.emit(part);
                }
            }
        }

        private void fired(String what, KeyedContext<String> context, Emitter<String> out) {
            out.emit(what + " " + context.key());
        }
    }

    @ParameterizedTest(name = "TI-1 with room for {0}")
    @ValueSource(ints = {TIGHT, WIDE})
    void shouldFireEventTimersInTimeOrderWhenTheWatermarkPasses(int room) throws Exception {
        OperatorHarness<String, String> harness = harness(room, Scripted::new)
                .watermark(0)
                .event("b=set:7,other:5", 42)
                .event("a=set:5", 43)
                .event("c=set:6,hello", 44)
                .watermark(4);
        assertThat(results(harness)).containsExactly("hello@44");
        harness.watermark(5);
        assertThat(results(harness)).hasSize(3).contains("event a@5", "other b@5");
        harness.watermark(100);
        assertThat(results(harness)).hasSize(5).endsWith("event c@6", "event b@7");
    }

    @Test
    @DisplayName("TI-12, TI-21: a timer that is set again fires once")
    void shouldFireOnceWhenATimerIsSetAgain() throws Exception {
        OperatorHarness<String, String> harness = harness(WIDE, Scripted::new)
                .event("a=set:5", 0)
                .event("a=set:9", 0)
                .event("b=set:5,clear,set:6", 0)
                .watermark(8);
        assertThat(results(harness)).containsExactly("event b@6");
        harness.watermark(20);
        assertThat(results(harness)).containsExactly("event b@6", "event a@9");
    }

    @Test
    @DisplayName("TI-10, TI-19: a timer that is cleared does not fire")
    void shouldNotFireWhenATimerIsCleared() throws Exception {
        OperatorHarness<String, String> harness = harness(WIDE, Scripted::new)
                .event("a=set:5", 0)
                .event("b=set:5", 0)
                .event("c=clear", 0)
                .event("a=clear,tell", 0)
                .event("b=tell", 0)
                .watermark(EventTime.MAX);
        assertThat(results(harness)).containsExactly("a null@0", "b 1970-01-01T00:00:00.005Z@0", "event b@5");
    }

    @Test
    @DisplayName("TI-18: a timer at the end of time")
    void shouldFireATimerAtTheEndOfTime() throws Exception {
        OperatorHarness<String, String> harness =
                harness(WIDE, Scripted::new).event("a=last", 0).watermark(Long.MAX_VALUE - 1);
        assertThat(results(harness)).isEmpty();
        harness.watermark(EventTime.MAX);
        assertThat(results(harness)).containsExactly("event a@" + Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "TI-7, TI-9 with room for {0}")
    @ValueSource(ints = {TIGHT, WIDE})
    void shouldFireProcessingTimersWhenTheClockPasses(int room) throws Exception {
        OperatorHarness<String, String> harness = harness(room, Scripted::new)
                .event("a=after:10", 0)
                .event("b=after:20", 0)
                .event("c=after:15,forget", 0)
                .advance(Duration.ofMillis(9));
        assertThat(results(harness)).isEmpty();
        harness.advance(Duration.ofMillis(1));
        assertThat(results(harness)).containsExactly("time a@10");
        harness.event("d=after:0", 0).advance(Duration.ofMillis(9));
        assertThat(results(harness)).containsExactly("time a@10", "time d@10");
        harness.advance(Duration.ofMillis(1));
        assertThat(results(harness)).containsExactly("time a@10", "time d@10", "time b@20");
    }

    private static final class Relay extends KeyedProcess<String, String, String> {

        private final Timer processing = processingTimer("processing", (context, out) -> out.emit("arrived"));
        private final Timer event = eventTimer(
                "event",
                (context, out) -> processing.set(context.processingTime().plusMillis(5)));

        @Override
        protected void process(String command, KeyedContext<String> context, Emitter<String> out) {
            event.set(at(3));
        }
    }

    @Test
    void shouldFireAProcessingTimerThatAnEventTimerHasSet() throws Exception {
        OperatorHarness<String, String> harness =
                harness(WIDE, Relay::new).event("a=", 0).watermark(3).advance(Duration.ofMillis(5));
        assertThat(results(harness)).containsExactly("arrived@5");
    }

    /** TI-13: sets itself again some times. */
    private static final class Loop extends KeyedProcess<String, String, String> {

        private final ValueState<Integer> round = value("round", Integer.class);
        private final Timer timer = eventTimer("loop", this::go);

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            round.set(0);
            timer.set(context.timestamp());
        }

        private void go(KeyedContext<String> context, Emitter<String> out) {
            out.emit(context.key() + round.get());
            if (round.get() < 4) {
                round.set(round.get() + 1);
                timer.set(context.timestamp().plusMillis(1));
            }
        }
    }

    @ParameterizedTest(name = "TI-13, TI-14 with room for {0}")
    @ValueSource(ints = {TIGHT, WIDE})
    void shouldFireTimersSetWhileFiringInTimeOrder(int room) throws Exception {
        OperatorHarness<String, String> harness = harness(room, Loop::new)
                .event("a=", 100)
                .event("b=", 102)
                .event("c=", 104)
                .watermark(EventTime.MAX);
        List<String> results = results(harness);
        assertThat(results).hasSize(15);
        assertThat(results.stream().map(each -> Long.parseLong(each.substring(each.indexOf('@') + 1))))
                .isSorted();
        for (String key : List.of("a", "b", "c")) {
            assertThat(results.stream().filter(each -> each.startsWith(key)).map(each -> each.substring(1, 2)))
                    .containsExactly("0", "1", "2", "3", "4");
        }
    }

    private static final SideOutput<String> SIDE = SideOutput.of("side", String.class);

    private static final class Splitting extends KeyedProcess<String, String, String> {
        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            context.emit(SIDE, payload(event));
            out.emit(context.watermark() + " " + context.processingTime());
            out.emit("later", context.timestamp().plusMillis(1));
        }
    }

    @Test
    @DisplayName("TI-5: side outputs")
    void shouldTellTimesAndEmitToSideOutputs() throws Exception {
        OperatorHarness<String, String> harness =
                harness(WIDE, Splitting::new).event("a=x", 17).watermark(20).event("a=y", 30);
        harness.watermark(EventTime.MAX).event("a=z", 40);
        assertThat(results(harness))
                .containsExactly(
                        Instant.MIN + " 1970-01-01T00:00:00Z@17",
                        "later@18",
                        "1970-01-01T00:00:00.020Z 1970-01-01T00:00:00Z@30",
                        "later@31",
                        Instant.MAX + " 1970-01-01T00:00:00Z@40",
                        "later@41");
        assertThat(harness.sideOutput("side")).extracting("value").containsExactly("x", "y", "z");
        assertThat(harness.sideOutput("side")).extracting("timestamp").containsExactly(17L, 30L, 40L);
    }

    @Test
    void shouldSayWhatIsMissingWhenAnEventHasNoTimestamp() throws Exception {
        OperatorHarness<String, String> harness = harness(WIDE, Splitting::new);
        assertThatThrownBy(() -> harness.event("a=x", EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(".timestamps(");
    }

    private static final class Twice extends KeyedProcess<String, String, String> {
        private final List<Object> states = List.of(value("same", String.class), list("same", String.class));

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            out.emit(states.toString());
        }
    }

    @Test
    void shouldRefuseTwoStatesOfOneName() {
        assertThatThrownBy(() -> harness(WIDE, Twice::new)).hasMessageContaining("'same' twice");
    }

    /** Commands on all kinds of state, whose results are emitted. */
    private static final class Stateful extends KeyedProcess<String, String, String> {

        private final ValueState<Integer> value = value("value", Integer.class);
        private final ListState<String> list = list("list", String.class);
        private final MapState<String, Integer> map = map("map", String.class, Integer.class);
        private final Timer timer = eventTimer("timer", this::clear);

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            String word = payload(event);
            Integer before = value.get();
            value.set(before == null ? 1 : before + 1);
            list.add(word);
            map.put(word, map.contains(word) ? map.get(word) + 1 : 1);
            if (word.equals("w3")) {
                timer.set(context.timestamp().plusMillis(2));
            }
            out.emit(context.key() + value.get() + list.elements() + new TreeMap<>(entries()));
        }

        private Map<String, Integer> entries() {
            Map<String, Integer> entries = new HashMap<>();
            map.forEach(entries::put);
            return entries;
        }

        private void clear(KeyedContext<String> context, Emitter<String> out) {
            value.clear();
            list.clear();
            map.clear();
            out.emit(context.key() + " cleared");
        }
    }

    @Test
    void shouldKeepTheStateOfKeysApart() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            OperatorHarness<String, String> harness = harness(1 + random.nextInt(3), Stateful::new);
            Map<String, List<String>> lists = new HashMap<>();
            Map<String, Long> timers = new TreeMap<>();
            List<String> expected = new ArrayList<>();
            for (long time = 0; time < 200; time++) {
                String key = "k" + random.nextInt(5);
                String word = "w" + random.nextInt(4);
                harness.event(key + "=" + word, time);
                List<String> words = lists.computeIfAbsent(key, unused -> new ArrayList<>());
                words.add(word);
                Map<String, Integer> counts = new TreeMap<>();
                words.forEach(each -> counts.merge(each, 1, Integer::sum));
                expected.add(key + words.size() + words + counts);
                if (word.equals("w3")) {
                    timers.put(key, time + 2);
                }
                harness.watermark(time);
                long now = time;
                timers.entrySet().stream()
                        .filter(timer -> timer.getValue() <= now)
                        .map(Map.Entry::getKey)
                        .forEach(due -> {
                            lists.remove(due);
                            expected.add(due + " cleared");
                        });
                timers.values().removeIf(due -> due <= now);
            }
            assertThat(harness.output().stream().map(OperatorHarness.Emitted::value))
                    .isEqualTo(expected);
        });
    }
}
