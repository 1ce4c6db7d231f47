package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How far event time had come is part of a snapshot, for each key: whatever depends on it goes on as if nothing had happened. */
class RestoredEventTimeTest {

    private static final int SEEDS = 300;

    private record Input(String key, int value) {}

    /** Tells the watermark, what has not expired, and sets timers by the watermark. */
    private static final class Watching extends KeyedProcess<String, Input, String> {

        private static final Ttl TTL = Ttl.eventTime(Duration.ofMillis(100));
        private final ValueState<Integer> value =
                value(ValueSpec.of("value", Integer.class).ttl(TTL));
        private final ListState<Integer> list =
                list(ListSpec.of("list", Integer.class).ttl(TTL.refreshedOnRead()));
        private final MapState<Integer, Integer> map =
                map(MapSpec.of("map", Integer.class, Integer.class).ttl(TTL));
        private final Timer timer = eventTimer("timer", (context, out) -> tell("timer", context, out));

        /** Whether timers are set into the past, too. */
        private final boolean isLate;

        private Watching(boolean isLate) {
            this.isLate = isLate;
        }

        @Override
        protected void process(Input input, KeyedContext<String> context, Emitter<String> out) {
            tell("event " + input.value(), context, out);
            switch (input.value() % 5) {
                case 0 -> value.set(input.value());
                case 1 -> list.add(input.value());
                case 2 -> map.put(input.value(), 1);
                case 3 -> {
                    Instant watermark = context.watermark();
                    timer.set(
                            watermark.equals(Instant.MIN)
                                    ? context.timestamp()
                                    : watermark.plusMillis(isLate ? input.value() - 40 : 30));
                }
                default -> value.clear();
            }
        }

        private void tell(String what, KeyedContext<String> context, Emitter<String> out) {
            TreeMap<Integer, Integer> entries = new TreeMap<>();
            map.forEach(entries::put);
            out.emit(context.key() + " " + what + " at " + context.watermark() + ": " + value.get() + list.elements()
                    + entries);
        }
    }

    private static Operator<Input, String> operator() {
        return operator(false);
    }

    private static Operator<Input, String> operator(boolean isLate) {
        return Operators.<String, Input, String>process(Input::key, new Watching(isLate));
    }

    private static OperatorHarness<Input, String> harness() {
        return harness(false);
    }

    private static OperatorHarness<Input, String> harness(boolean isLate) {
        return OperatorHarness.of(operator(isLate)).keyedBy(Input::key).snapshots();
    }

    /** An event, or a watermark. */
    private record Step(Input input, long time) {

        void run(OperatorHarness<Input, String> harness) throws Exception {
            if (input == null) {
                harness.watermark(time);
            } else {
                harness.event(input, time);
            }
        }

        /** What it is for somebody who has come to a watermark. */
        Step behind(long watermark) {
            return input == null ? new Step(null, Math.max(time, watermark)) : this;
        }
    }

    /** Many events are late. */
    private static List<Step> steps(SplittableRandom random, int count, long from) {
        List<Step> steps = new ArrayList<>();
        long watermark = from;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(4) == 0) {
                watermark += random.nextInt(80);
                steps.add(new Step(null, watermark));
            } else {
                Input input = new Input("k" + random.nextInt(6), random.nextInt(100));
                steps.add(new Step(input, watermark + random.nextInt(-150, 100)));
            }
        }
        return steps;
    }

    private static List<Emitted<String>> undisturbed(List<Step> steps) throws Exception {
        return undisturbed(steps, false);
    }

    private static List<Emitted<String>> undisturbed(List<Step> steps, boolean isLate) throws Exception {
        OperatorHarness<Input, String> harness = harness(isLate).open();
        for (Step step : steps) {
            step.run(harness);
        }
        return harness.output();
    }

    @Test
    void shouldKeepWhatWasUsedLateAfterARestore() throws Exception {
        OperatorHarness<Input, String> harness = harness().open();
        harness.event(new Input("k", 5), 0).watermark(99).restart(operator());
        harness.event(new Input("k", 10), 10).watermark(150).takeOutput();
        harness.event(new Input("k", 4), 151);
        assertThat(harness.output())
                .extracting(Emitted::value)
                .containsExactly("k event 4 at 1970-01-01T00:00:00.150Z: 10[]{}");
    }

    @Test
    void shouldGiveTheSameWhereverItIsRestored() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step> steps = steps(random, 60, -200);
            OperatorHarness<Input, String> harness = harness(true).open();
            long reached = EventTime.NONE;
            for (Step step : steps) {
                step.run(harness);
                reached = step.input() == null ? step.time() : reached;
                if (random.nextInt(5) == 0) {
                    harness.restart(operator(true));
                    if (reached != EventTime.NONE) {
                        // as the engine does
                        harness.watermark(reached);
                    }
                }
            }
            assertThat(harness.output()).isEqualTo(undisturbed(steps, true));
        });
    }

    /** A source may begin behind what had been reached, when it is read by another number of tasks. */
    @Test
    void shouldNotGoBackWhenTheWatermarkDoes() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step> first = steps(random, 30, 0);
            long reached = first.stream()
                    .filter(step -> step.input() == null)
                    .mapToLong(Step::time)
                    .max()
                    .orElse(EventTime.NONE);
            List<Step> second = steps(random, 30, -100);
            OperatorHarness<Input, String> harness = harness().open();
            for (Step step : first) {
                step.run(harness);
            }
            harness.restart(operator());
            for (Step step : second) {
                step.run(harness);
            }
            List<Step> expected = new ArrayList<>(first);
            second.forEach(step -> expected.add(step.behind(reached)));
            assertThat(harness.output()).isEqualTo(undisturbed(expected));
        });
    }

    /** Each key goes on from where its own task had come, and waits there for the others. */
    @Test
    void shouldLeaveEachKeyWhereItsTaskHadCome() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int before = 1 + random.nextInt(4);
            int after = 1 + random.nextInt(4);
            List<OperatorSnapshot> parts = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            List<String> results = new ArrayList<>();
            List<Step> then = steps(random, 40, 0);
            for (int subtask = 0; subtask < before; subtask++) {
                List<Step> first = steps(random, 30, random.nextInt(-300, 300));
                long reached = first.stream()
                        .filter(step -> step.input() == null)
                        .mapToLong(Step::time)
                        .max()
                        .orElse(EventTime.NONE);
                OperatorHarness<Input, String> harness =
                        harness().parallel(subtask, before).open();
                for (Step step : first) {
                    step.run(harness);
                }
                parts.add(harness.beginSnapshot().endSnapshot());
                for (Step step : then) {
                    step.behind(reached).run(harness);
                }
                harness.watermark(EventTime.MAX).takeOutput().forEach(each -> expected.add(each.value()));
                results.addAll(values(first, subtask, before));
            }
            for (int subtask = 0; subtask < after; subtask++) {
                OperatorHarness<Input, String> harness =
                        harness().parallel(subtask, after).open(parts);
                for (Step step : then) {
                    step.run(harness);
                }
                harness.watermark(EventTime.MAX).takeOutput().forEach(each -> results.add(each.value()));
            }
            assertThat(results).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    private static List<String> values(List<Step> steps, int subtask, int parallelism) throws Exception {
        OperatorHarness<Input, String> harness =
                harness().parallel(subtask, parallelism).open();
        for (Step step : steps) {
            step.run(harness);
        }
        return harness.output().stream().map(Emitted::value).toList();
    }
}
