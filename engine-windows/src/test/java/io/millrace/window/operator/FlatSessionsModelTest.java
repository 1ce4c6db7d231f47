package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.SideOutput;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sessions in line, and the same ones as windows of their keys, over any events, watermarks, restarts and versions of the program. */
class FlatSessionsModelTest {

    private static final int KEYS = 5;
    private static final int STEPS = 120;
    private static final int LONGEST_GAP = 40;

    @Test
    void shouldTellWhatWindowsOfKeysTellInTheSameOrder() {
        Seeds.check(150, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Version version = Version.any(random, true);
            int room = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1, 4);
            OperatorHarness<Event, String> flat = open(version.ofFlat(), room);
            OperatorHarness<Event, String> others = open(version.ofOthers(), room);
            long time = 0;
            for (int step = 0; step < STEPS; step++) {
                time += random.nextInt(6);
                int what = random.nextInt(12);
                if (what == 0) {
                    version = Version.any(random, random.nextBoolean());
                    flat.restart(version.ofFlat());
                    others.restart(version.ofOthers());
                } else if (what < 4) {
                    long watermark = time - random.nextInt(LONGEST_GAP);
                    flat.watermark(watermark);
                    others.watermark(watermark);
                } else {
                    Batch<Event> batch = batch(random, time);
                    flat.batch(0, copy(batch));
                    others.batch(0, copy(batch));
                }
                assertSame(flat, others, step);
            }
            flat.watermark(EventTime.MAX);
            others.watermark(EventTime.MAX);
            assertSame(flat, others, STEPS);
            assertThat(flat.keyedState().size()).isZero();
        });
    }

    @Test
    void shouldTellTheSameNearTheEndsOfTimeAndWhenThatLeaps() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long[] gaps = {1, 10, 1L << 40, EventTime.MAX / 2, EventTime.MAX - 1};
            Version version = new Version(new Assigners.Gap(gaps[random.nextInt(gaps.length)]), 0, true);
            OperatorHarness<Event, String> flat = open(version.ofFlat(), Integer.MAX_VALUE);
            OperatorHarness<Event, String> others = open(version.ofOthers(), Integer.MAX_VALUE);
            long[] bases = {
                EventTime.NONE + 1, EventTime.NONE + 100, -50, 1L << 41, EventTime.MAX - 200, EventTime.MAX - 20
            };
            for (long base : bases) {
                for (int step = 0; step < 12; step++) {
                    long time = base + random.nextInt(step + 5);
                    if (random.nextInt(4) == 0) {
                        flat.watermark(time);
                        others.watermark(time);
                    } else if (random.nextInt(9) == 0) {
                        flat.restart(version.ofFlat());
                        others.restart(version.ofOthers());
                    } else {
                        Event event = new Event("k" + random.nextInt(KEYS), step, time);
                        flat.event(event, time);
                        others.event(event, time);
                    }
                    assertSame(flat, others, step);
                }
            }
            flat.watermark(EventTime.MAX);
            others.watermark(EventTime.MAX);
            assertSame(flat, others, STEPS);
            assertThat(flat.keyedState().size()).isZero();
        });
    }

    /** How the program has its sessions. */
    private record Version(WindowAssigner<? super Event> gap, long lateness, boolean atEnd) {

        static Version any(SplittableRandom random, boolean plain) {
            long gap = random.nextLong(1, LONGEST_GAP);
            boolean own = !plain && random.nextInt(3) == 0;
            return new Version(
                    own
                            ? new Assigners.OwnGap<Event>(
                                    event -> Duration.ofMillis(1 + (event.value() + gap) % LONGEST_GAP))
                            : new Assigners.Gap(gap),
                    plain ? 0 : random.nextInt(30),
                    plain || random.nextBoolean());
        }

        WindowOperator<String, Event, String> ofFlat() {
            return of(Aggregates.sumLong(Event::value));
        }

        WindowOperator<String, Event, String> ofOthers() {
            return of(new Values<>(false, Values::sum));
        }

        private <A> WindowOperator<String, Event, String> of(Aggregate<Event, A, Long> sum) {
            return operator(Script.logic(atEnd ? Emission.atEnd(sum) : Emission.onUpdate(sum), lateness));
        }

        private <A, R> WindowOperator<String, Event, String> operator(WindowLogic<String, Event, A, R, String> logic) {
            return WindowOperator.keyed(gap, logic);
        }
    }

    private static OperatorHarness<Event, String> open(WindowOperator<String, Event, String> operator, int room)
            throws Exception {
        return OperatorHarness.of(operator)
                .keyedBy(Event::key)
                .snapshots()
                .room(room)
                .open();
    }

    private static Batch<Event> batch(SplittableRandom random, long time) {
        Batch<Event> batch = new Batch<>(1 << random.nextInt(5));
        for (int rows = random.nextInt(1, batch.capacity() + 1); rows > 0; rows--) {
            long timestamp = time + random.nextInt(-50, 10);
            batch.add(new Event("k" + random.nextInt(KEYS), random.nextInt(100), timestamp), timestamp);
        }
        return batch;
    }

    private static Batch<Event> copy(Batch<Event> batch) {
        Batch<Event> copy = new Batch<>(batch.capacity());
        for (int row = 0; row < batch.size(); row++) {
            copy.add(batch.value(row), batch.timestamp(row));
        }
        return copy;
    }

    private static void assertSame(
            OperatorHarness<Event, String> flat, OperatorHarness<Event, String> others, int step) {
        assertThat(flat.output()).as("step %d", step).isEqualTo(others.output());
        assertThat(lateOf(flat)).as("late, step %d", step).isEqualTo(lateOf(others));
    }

    private static List<Object> lateOf(OperatorHarness<Event, String> harness) {
        return new ArrayList<>(harness.sideOutput(SideOutput.LATE));
    }
}
