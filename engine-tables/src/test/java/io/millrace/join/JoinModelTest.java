package io.millrace.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.join.NaiveJoin.Left;
import io.millrace.join.NaiveJoin.Right;
import io.millrace.join.NaiveJoin.Shape;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The operators of random joins, several side by side, at random watermarks, with room for a result or two, and with
 * failures from which others, of another number, go on: at every time they have told what {@link NaiveJoin} says, and
 * nothing late, and hold event time back by no more than they have to.
 */
class JoinModelTest {

    private static final int SEEDS = 300;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    void shouldTellWhatTheModelTellsWhateverComesAndFails() {
        Seeds.check(SEEDS, seed -> new Run(seed).run());
    }

    private static final class Task {
        final OperatorHarness<Object, String> harness;
        final boolean restored;
        long watermark = EventTime.NONE;

        Task(OperatorHarness<Object, String> harness, boolean restored) {
            this.harness = harness;
            this.restored = restored;
        }

        boolean owns(int key) {
            int hash = SerdeRegistry.standard().hasher(Type.of(Integer.class)).hash(key);
            return harness.keyedState().groups().contains(KeyGroups.groupOf(hash));
        }
    }

    private static final class Run {
        private final Random random;
        private final long span;
        private final int keys;
        private final Shape shape;
        private final int room;
        private NaiveJoin model;
        private List<Task> tasks = new ArrayList<>();
        private List<String> told = new ArrayList<>();
        private List<String> late = new ArrayList<>();
        private int ids;
        private long now;

        Run(long seed) {
            random = new Random(seed);
            span = random.nextBoolean() ? 20 : 5_000;
            keys = 1 + random.nextInt(6);
            shape = Shape.random(random, span);
            room = random.nextBoolean() ? 1 + random.nextInt(2) : 1_000;
            model = new NaiveJoin(shape);
        }

        void run() throws Exception {
            open(1 + random.nextInt(3), List.of());
            for (int phase = random.nextInt(3); phase >= 0; phase--) {
                steps(random.nextInt(60), false);
                fail();
            }
            steps(random.nextInt(40), false);
            for (Task task : tasks) {
                watermark(task, EventTime.MAX);
                task.harness.endOfData();
                assertThat(task.harness.keyedState().size()).as("state left").isZero();
                assertThat(task.harness.watermark()).isEqualTo(EventTime.MAX);
            }
            check();
        }

        private void open(int count, List<OperatorSnapshot> parts) throws Exception {
            tasks = new ArrayList<>();
            for (int subtask = 0; subtask < count; subtask++) {
                OperatorHarness<Object, String> harness = OperatorHarness.of(shape.operator())
                        .<Left, Integer>keyedBy(0, Left::key)
                        .<Right, Integer>keyedBy(1, Right::key)
                        .parallel(subtask, count)
                        .snapshots()
                        .room(room);
                tasks.add(new Task(harness.open(parts), !parts.isEmpty()));
            }
        }

        /** Others go on where snapshots were taken, while more came that is void. */
        private void fail() throws Exception {
            for (Task task : tasks) {
                task.harness.beginSnapshot();
            }
            NaiveJoin model = this.model.copy();
            List<String> told = new ArrayList<>(this.told);
            List<String> late = late();
            steps(random.nextInt(20), true);
            List<OperatorSnapshot> parts = new ArrayList<>();
            for (Task task : tasks) {
                parts.add(task.harness.endSnapshot());
                task.harness.close();
            }
            this.model = model;
            this.told = told;
            this.late = late;
            open(1 + random.nextInt(5), parts);
        }

        private void steps(int count, boolean writing) throws Exception {
            for (int i = 0; i < count; i++) {
                Task task = tasks.get(random.nextInt(tasks.size()));
                if (random.nextInt(4) == 0) {
                    now += random.nextInt((int) span / 2);
                    watermark(task, Math.max(task.watermark, now - random.nextInt((int) span)));
                } else {
                    batch(task, random.nextInt(2));
                }
                if (writing) {
                    task.harness.writeSnapshot(1 + random.nextInt(10));
                }
                check();
            }
        }

        private void watermark(Task task, long watermark) throws Exception {
            if (watermark == task.watermark) {
                return;
            }
            task.watermark = watermark;
            long before = task.harness.watermark();
            task.harness.watermark(watermark);
            for (int key = 0; key < keys; key++) {
                if (task.owns(key)) {
                    model.times.merge(key, watermark, Math::max);
                }
            }
            take(task, before);
        }

        private void batch(Task task, int side) throws Exception {
            List<Integer> owned = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                if (task.owns(key)) {
                    owned.add(key);
                }
            }
            Batch<Object> batch = new Batch<>(8);
            for (int i = random.nextInt(8); i >= 0 && !owned.isEmpty(); i--) {
                int key = owned.get(random.nextInt(owned.size()));
                long time = now + random.nextInt((int) span) - span * 2 / 3;
                long end = time + random.nextInt((int) span * 2) - span / 4;
                Object row = side == 0 ? new Left(key, ids++, time, end) : new Right(key, ids++, time);
                batch.add(row, time);
                model.take(row);
            }
            long before = task.harness.watermark();
            task.harness.batch(side, batch);
            take(task, before);
        }

        private void take(Task task, long watermarkBefore) {
            for (OperatorHarness.Emitted<String> each : task.harness.takeOutput()) {
                told.add(each.value() + "@" + each.timestamp());
                assertThat(each.timestamp())
                        .as("late downstream: %s of %s", each, shape)
                        .isGreaterThan(watermarkBefore);
            }
            long seen = task.watermark;
            if (seen != EventTime.NONE && seen != EventTime.MAX && (!task.restored || shape.lateness() == 0)) {
                long kept = model.earliestKept(task::owns);
                long expected = kept == EventTime.MAX ? seen : Math.min(seen, kept - 1);
                if (shape.lateness() > 0) {
                    expected = Math.min(expected, seen - shape.lateness());
                }
                // what has been said already is not taken back
                assertThat(task.harness.watermark())
                        .as("watermark held by %s", shape)
                        .isEqualTo(Math.max(watermarkBefore, expected));
            }
        }

        private void check() {
            assertThat(NaiveJoin.counted(told)).as(shape.toString()).isEqualTo(model.results());
            List<String> all = late();
            long count = tasks.stream()
                    .mapToLong(task -> task.harness.count(Metrics.LATE))
                    .sum();
            Map<String, Long> expected = NaiveJoin.counted(model.late);
            assertThat(NaiveJoin.counted(all)).isEqualTo(expected);
            assertThat(count).isEqualTo(all.size() - late.size());
        }

        /** The late rows so far, with those before the last failure. */
        private List<String> late() {
            List<String> all = new ArrayList<>(late);
            for (Task task : tasks) {
                for (String output : List.of(SideOutput.LATE_LEFT, SideOutput.LATE_RIGHT)) {
                    task.harness
                            .sideOutput(output)
                            .forEach(each -> all.add(each.value().toString()));
                }
            }
            return all;
        }
    }
}
