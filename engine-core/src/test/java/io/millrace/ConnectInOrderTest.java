package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.Operators;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A process on two streams that goes by event time alone. */
class ConnectInOrderTest {

    private static final int SEEDS = 100;
    private static final int DISORDER = 12;
    private static final int TTL = 10;
    private static final int MOST_TIMERS = 5;

    record Event(int key, int number, long time) {}

    /** Whatever it does depends on the order of all that it is given. */
    private static final class Chain extends ConnectedProcess<Integer, Event, Event, String> {

        private final ValueState<Long> chain = value("chain", Long.class);
        private final ValueState<Integer> fired = value("fired", Integer.class);
        private final ValueState<Integer> recent =
                value(ValueSpec.of("recent", Integer.class).ttl(Ttl.eventTime(Duration.ofMillis(TTL))));
        private final Timer timer = eventTimer("timer", this::fire);

        @Override
        protected void left(Event event, KeyedContext<Integer> context, Emitter<String> out) {
            step("left", event, context, out);
            if (event.number() % 3 == 0) {
                timer.set(context.timestamp().plusMillis(event.number() % 20 - 5));
            }
        }

        @Override
        protected void right(Event event, KeyedContext<Integer> context, Emitter<String> out) {
            step("right", event, context, out);
            if (event.number() % 5 == 0) {
                timer.clear();
            }
        }

        private void step(String side, Event event, KeyedContext<Integer> context, Emitter<String> out) {
            assertThat(context.timestamp().toEpochMilli()).isEqualTo(event.time());
            assertThat(context.watermark().toEpochMilli()).isEqualTo(event.time() - 1);
            tell(side + " " + event.number(), context, out);
            recent.set(event.number());
        }

        private void tell(String what, KeyedContext<Integer> context, Emitter<String> out) {
            chain.set(chain.getOr(7L) * 31 + what.hashCode());
            out.emit(context.key() + ":" + context.timestamp().toEpochMilli() + " " + what + " " + recent.get() + " "
                    + chain.get());
        }

        private void fire(KeyedContext<Integer> context, Emitter<String> out) {
            tell("timer", context, out);
            fired.set(fired.getOr(0) + 1);
            if (fired.get() < MOST_TIMERS && chain.get() % 2 == 0) {
                timer.set(context.timestamp().plusMillis(3));
            }
        }
    }

    /** The same for one key, over all its events at once. */
    private static final class Model {

        private final int key;
        private final List<String> told = new ArrayList<>();
        private long chain = 7;
        private int fired;
        private Integer recent;
        private long recentAt;
        private Long timer;

        private Model(int key) {
            this.key = key;
        }

        @SuppressWarnings("ReferenceEquality") // equal events may come from both sides
        private static List<String> of(int key, List<Event> lefts, List<Event> rights) {
            Model model = new Model(key);
            List<Event> all = new ArrayList<>();
            lefts.stream().filter(event -> event.key() == key).forEach(all::add);
            int count = all.size();
            rights.stream().filter(event -> event.key() == key).forEach(all::add);
            List<Event> left = List.copyOf(all.subList(0, count));
            all.sort(Comparator.comparingLong(Event::time));
            for (Event event : all) {
                model.fireBefore(event.time());
                model.give(event, left.stream().anyMatch(each -> each == event));
            }
            model.fireBefore(Long.MAX_VALUE);
            return model.told;
        }

        private void fireBefore(long time) {
            while (timer != null && timer < time) {
                long due = timer;
                timer = null;
                tell(due, due, "timer");
                fired++;
                if (fired < MOST_TIMERS && chain % 2 == 0) {
                    timer = due + 3;
                }
            }
        }

        private void give(Event event, boolean left) {
            tell(event.time(), event.time() - 1, (left ? "left " : "right ") + event.number());
            recent = event.number();
            recentAt = event.time();
            if (left && event.number() % 3 == 0) {
                timer = event.time() + event.number() % 20 - 5;
            } else if (!left && event.number() % 5 == 0) {
                timer = null;
            }
            reached = Math.max(reached, event.time() - 1);
        }

        /** A timer that is set into the past fires at once, when time has come further. */
        private long reached = Long.MIN_VALUE;

        private void tell(long time, long now, String what) {
            reached = Math.max(reached, now);
            Integer seen = recent != null && reached < recentAt + TTL ? recent : null;
            chain = chain * 31 + what.hashCode();
            told.add(key + ":" + time + " " + what + " " + seen + " " + chain);
        }
    }

    private static List<Event> events(SplittableRandom random, int most) {
        List<Event> events = new ArrayList<>();
        long now = -30;
        for (int number = random.nextInt(most); number > 0; number--) {
            now += random.nextInt(10) == 0 ? random.nextInt(30) : random.nextInt(3);
            events.add(new Event(random.nextInt(5), random.nextInt(1_000), now - random.nextInt(DISORDER)));
        }
        return events;
    }

    private static Pipeline pipeline(List<Event> lefts, List<Event> rights) {
        Pipeline pipeline = Pipeline.create("in order");
        ConnectedStream<Event, Event, String> results = timed(pipeline, "left", lefts)
                .keyBy(Event::key)
                .connect(timed(pipeline, "right", rights).keyBy(Event::key))
                .inEventTimeOrder()
                .process("chain", Chain::new);
        results.to("out", Sinks.discard());
        results.lateLeft().to("late left", Sinks.discard());
        results.lateRight().to("late right", Sinks.discard());
        return pipeline;
    }

    private static EventStream<Event> timed(Pipeline pipeline, String name, List<Event> events) {
        return pipeline.source(name, Sources.collection(events))
                .typed(Event.class)
                .timestamps(
                        Timestamps.millis(Event::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)))
                .typed(Event.class);
    }

    private static Map<String, List<String>> byKey(List<?> told) {
        return told.stream()
                .map(String.class::cast)
                .collect(Collectors.groupingBy(
                        text -> text.substring(0, text.indexOf(':')), TreeMap::new, Collectors.toList()));
    }

    @Test
    void shouldDependOnTimesAloneWhateverComesFirstAndFails() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Event> lefts = events(random, 80);
            List<Event> rights = events(random, 80);
            List<String> expected = new ArrayList<>();
            for (int key = 0; key < 5; key++) {
                expected.addAll(Model.of(key, lefts, rights));
            }
            Simulation simulation =
                    Simulation.of(pipeline(lefts, rights)).seed(seed).snapshots(Duration.ofMillis(3));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                simulation.steps(random.nextInt(300)).crashAndRestore();
            }
            if (random.nextBoolean()
                    && !simulation.steps(random.nextInt(200)).state().isTerminal()) {
                simulation.stop().run();
                simulation = simulation.next(pipeline(lefts, rights)).snapshots(Duration.ofMillis(3));
            }
            simulation.run();
            assertThat(byKey(simulation.output("out"))).isEqualTo(byKey(expected));
            assertThat(simulation.output("late left")).isEmpty();
            assertThat(simulation.output("late right")).isEmpty();
        });
    }

    private static OperatorHarness<Object, String> harness() {
        return OperatorHarness.of(Operators.<Integer, Event, Event, String>connectedInOrder(
                        Event::key, Event::key, Type.of(Event.class), Type.of(Event.class), new Chain()))
                .keyedBy(0, (Event event) -> event.key())
                .keyedBy(1, (Event event) -> event.key());
    }

    @Test
    void shouldDependOnTimesAloneHoweverLittleRoomThereIsAndHoweverTimeIsTold() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Event> lefts = events(random, 60);
            List<Event> rights = events(random, 60);
            OperatorHarness<Object, String> harness =
                    harness().room(1 + random.nextInt(3)).snapshots().open();
            long greatest = Long.MIN_VALUE;
            int left = 0;
            int right = 0;
            while (left < lefts.size() || right < rights.size()) {
                boolean isLeft = right == rights.size() || (left < lefts.size() && random.nextBoolean());
                Event event = isLeft ? lefts.get(left++) : rights.get(right++);
                harness.event(isLeft ? 0 : 1, event, event.time());
                if (random.nextInt(4) == 0) {
                    long lowest = Math.min(
                            lowest(lefts.subList(left, lefts.size())), lowest(rights.subList(right, rights.size())));
                    if (lowest != Long.MAX_VALUE && lowest - 1 > greatest) {
                        greatest = lowest - 1;
                        harness.watermark(greatest);
                        assertThat(harness.watermark()).isLessThanOrEqualTo(greatest);
                    }
                }
                if (random.nextInt(12) == 0) {
                    harness.restart(Operators.<Integer, Event, Event, String>connectedInOrder(
                            Event::key, Event::key, Type.of(Event.class), Type.of(Event.class), new Chain()));
                }
            }
            harness.watermark(Long.MAX_VALUE).endOfData();
            List<String> expected = new ArrayList<>();
            for (int key = 0; key < 5; key++) {
                expected.addAll(Model.of(key, lefts, rights));
            }
            List<String> told = harness.output().stream()
                    .map(OperatorHarness.Emitted::value)
                    .toList();
            assertThat(byKey(told)).isEqualTo(byKey(expected));
            assertThat(harness.count("millrace:late")).isZero();
        });
    }

    private static long lowest(List<Event> events) {
        return events.stream().mapToLong(Event::time).min().orElse(Long.MAX_VALUE);
    }

    @Test
    void shouldSendWhatIsLateToTheLateStreamOfItsSide() throws Exception {
        OperatorHarness<Object, String> harness = harness().open();
        Event late = new Event(1, 1, 10);
        harness.watermark(10).event(0, late, 10).event(1, late, 9).event(0, new Event(1, 2, 11), 11);
        harness.watermark(11);
        assertThat(harness.sideOutput("late left")).containsExactly(new OperatorHarness.Emitted<>(late, 10));
        assertThat(harness.sideOutput("late right")).containsExactly(new OperatorHarness.Emitted<>(late, 9));
        assertThat(harness.output()).hasSize(1);
        assertThat(harness.count("millrace:late")).isEqualTo(2);
    }

    @Test
    void shouldHoldTheWatermarkBelowWhatWaitsAndNotBeIdleMeanwhile() throws Exception {
        OperatorHarness<Object, String> harness = harness().open();
        harness.event(0, new Event(1, 1, 20), 20).watermark(10).idle();
        assertThat(harness.isIdle()).isFalse();
        assertThat(harness.watermark()).isEqualTo(10);
        harness.watermark(30);
        assertThat(harness.output()).hasSize(1);
        assertThat(harness.watermark()).isEqualTo(30);
    }

    @Test
    void shouldRefuseStreamsWithoutKeysOrTimes() {
        Pipeline pipeline = Pipeline.create("in order");
        EventStream<Event> events = pipeline.source("events", Sources.of(new Event(1, 1, 1)));
        assertThatThrownBy(() -> events.connect(events).inEventTimeOrder())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".keyBy(...) before .connect(...)");
        events.keyBy(Event::key)
                .connect(events.keyBy(Event::key))
                .inEventTimeOrder()
                .process("chain", Chain::new)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline)).hasMessageContainingAll("'chain'", "without timestamps");
    }
}
