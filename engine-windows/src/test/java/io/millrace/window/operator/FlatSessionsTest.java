package io.millrace.window.operator;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.distinct;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.StableHash;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.window.spi.WindowAssigner;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sessions whose accumulators are numbers, beside those that are objects. */
class FlatSessionsTest {

    private static final int GAP = 10;
    private static final Aggregate<Event, ?, Long> OBJECTS =
            allOf(distinct(Event::value), count(), (values, count) -> count);

    private static WindowOperator<String, Event, String> counting(
            WindowAssigner<? super Event> sessions, Aggregate<? super Event, ?, Long> aggregate) {
        return WindowOperator.keyed(sessions, Script.logic(Emission.atEnd(aggregate), 0));
    }

    private static WindowOperator<String, Event, String> flat() {
        return counting(new Assigners.Gap(GAP), count());
    }

    @Test
    void shouldGiveWhatSessionsOfAnAssignerOfOnesOwnGive() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String steps = Step.random(random, 1 + random.nextInt(300)).stream()
                    .map(Step::toString)
                    .collect(Collectors.joining(" "));
            int room = random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
            int batchSize = 1 + random.nextInt(20);
            String expected =
                    Script.run(() -> counting(SessionWindowTest.sessions(GAP), OBJECTS), steps, room, batchSize);
            assertThat(Script.run(FlatSessionsTest::flat, steps, room, batchSize))
                    .as(steps)
                    .isEqualTo(expected);
            assertThat(Script.run(() -> counting(new Assigners.Gap(GAP), OBJECTS), steps, room, batchSize))
                    .as(steps)
                    .isEqualTo(expected);
        });
    }

    /** Or else a key that had two sessions once would be slow for as long as it is busy. */
    @Test
    void shouldBeFlatAgainWhenOneIsLeftOrTwoHaveBecomeOne() {
        List<String> keys = List.of("a", "b", "c");
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            WindowOperator<String, Event, String> operator = flat();
            OperatorHarness<Event, String> harness =
                    OperatorHarness.of(operator).keyedBy(Event::key).open();
            int others = 0;
            for (long time = 0; time < 300; time += random.nextInt(4)) {
                String key = keys.get(random.nextInt(keys.size()));
                long timestamp = time + random.nextInt(3 * GAP);
                harness.event(new Event(key, 1, timestamp), timestamp).watermark(time);
                for (String each : keys) {
                    KeyedPane<?, ?> other = other(operator, each);
                    others += other == null ? 0 : 1;
                    assertThat(other == null || !other.isOnly()).as(each).isTrue();
                }
            }
            assertThat(others).as("sessions of keys that have several").isPositive();
        });
    }

    /** As many as are read ahead. */
    @Test
    void shouldCountEachOfManyKeys() throws Exception {
        int keys = 20_000;
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(flat()).keyedBy(Event::key).open();
        for (int round = 0; round < 3; round++) {
            long time = round * (GAP - 1L);
            for (int key = 0; key < keys; key += 1 << round) {
                harness.event(new Event("k" + key, 1, time), time);
            }
            harness.watermark(time);
        }

        harness.watermark(100);

        assertThat(harness.output()).hasSize(keys);
        assertThat(harness.output().stream().map(OperatorHarness.Emitted::value))
                .contains("k0=3[0,28)", "k1=1[0,10)", "k2=2[0,19)");
    }

    private static KeyedPane<?, ?> other(WindowOperator<String, ?, ?> operator, String key) {
        return ((FlatSessionWindows<String, ?, ?, ?>) operator.windows)
                .windows.peekFirst(key, StableHash.of(null).hash(key));
    }
}
