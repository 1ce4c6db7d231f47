package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.Metrics;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import io.millrace.table.Versions.Version;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Joins as of event time whose events and versions come late, with a short history: several tasks side by side, little
 * room, and other numbers of tasks behind snapshots, against lists of all that is known.
 */
class AsOfHistoryModelTest {

    private static final int SEEDS = 200;

    record Event(int key, int number, long time) {}

    /** What a key had from a time on; null where it had no row. */
    record Held(Long row, long time) {}

    /** The versions and events of keys in lists, by the rules of the guide. */
    private static final class Model {
        private final long history;
        private final Map<Integer, List<Held>> versions = new HashMap<>();
        private final List<Event> waiting = new ArrayList<>();
        private final List<String> results = new ArrayList<>();
        private final List<Event> late = new ArrayList<>();
        private long time = Long.MIN_VALUE;
        private int lateVersions;

        Model(long history) {
            this.history = history;
        }

        void event(Event event) {
            (event.time() <= time ? late : waiting).add(event);
        }

        void version(int key, Held version) {
            boolean isLate = version.time() <= time;
            lateVersions += isLate ? 1 : 0;
            if (isLate && version.time() <= time - history) {
                Held base = known(key, time - history);
                if (base == null || base.time() > version.time()) {
                    return;
                }
            }
            List<Held> all = versions.computeIfAbsent(key, unused -> new ArrayList<>());
            all.add(version);
            all.sort(Comparator.comparingLong(Held::time));
            if (isLate) {
                trim(all);
            }
        }

        /** The last one that a key had at a time. */
        private Held known(int key, long at) {
            Held found = null;
            for (Held version : versions.getOrDefault(key, List.of())) {
                found = version.time() <= at ? version : found;
            }
            return found;
        }

        private void trim(List<Held> all) {
            while (!all.isEmpty() && all.get(0).time() <= time - history) {
                boolean isLast = all.size() == 1 || all.get(1).time() > time - history;
                if (isLast && all.get(0).row() != null) {
                    return;
                }
                all.remove(0);
            }
        }

        void watermark(long watermark) {
            waiting.sort(Comparator.comparingLong(Event::time));
            while (!waiting.isEmpty() && waiting.get(0).time() <= watermark) {
                Event event = waiting.remove(0);
                Held known = known(event.key(), event.time());
                results.add(text(event, known == null ? null : known.row()));
            }
            time = watermark;
            versions.values().forEach(this::trim);
        }
    }

    private static String text(Event event, Long row) {
        return event.key() + ":" + event.number() + "@" + event.time() + " " + row;
    }

    private static AsOfRows<Integer, Event, Long, String> operator(long history) {
        return new AsOfRows<>(
                Event::key,
                AsOfHistoryModelTest::text,
                false,
                "rows",
                history,
                Type.of(Event.class),
                Type.of(Long.class));
    }

    /** The same join in several tasks. */
    private static final class Tasks {
        private final SplittableRandom random;
        private final long history;
        private final List<OperatorHarness<Object, String>> tasks = new ArrayList<>();
        private final List<String> results = new ArrayList<>();
        private final List<Event> late = new ArrayList<>();
        private long lateEvents;
        private long lateVersions;

        Tasks(SplittableRandom random, long history) throws Exception {
            this.random = random;
            this.history = history;
            open(List.of());
        }

        private void open(List<OperatorSnapshot> parts) throws Exception {
            int parallelism = 1 + random.nextInt(3);
            for (int subtask = 0; subtask < parallelism; subtask++) {
                tasks.add(OperatorHarness.of(operator(history))
                        .keyedBy(0, Event::key)
                        .keyedBy(1, (Version<Integer, Long> version) -> version.key())
                        .parallel(subtask, parallelism)
                        .snapshots()
                        .room(random.nextBoolean() ? 1 : 100)
                        .open(parts));
            }
        }

        /** Given to the task that owns the key. */
        void row(int input, Object row, int key, long time) throws Exception {
            int hash = SerdeRegistry.standard().hasher(Type.of(Integer.class)).hash(key);
            for (OperatorHarness<Object, String> task : tasks) {
                if (task.keyedState().groups().contains(KeyGroups.groupOf(hash))) {
                    task.event(input, row, time);
                    take(task);
                    return;
                }
            }
            throw new AssertionError("no task owns key " + key);
        }

        void watermark(long watermark) throws Exception {
            for (OperatorHarness<Object, String> task : tasks) {
                task.watermark(watermark);
                take(task);
                assertThat(task.watermark()).isLessThanOrEqualTo(watermark);
            }
        }

        private void take(OperatorHarness<Object, String> task) {
            task.takeOutput().forEach(result -> results.add(result.value()));
        }

        void restart() throws Exception {
            List<OperatorSnapshot> parts = new ArrayList<>();
            for (OperatorHarness<Object, String> task : tasks) {
                task.beginSnapshot();
                parts.add(task.endSnapshot());
                end(task);
            }
            tasks.clear();
            open(parts);
        }

        private void end(OperatorHarness<Object, String> task) throws Exception {
            take(task);
            task.sideOutput(SideOutput.LATE).forEach(each -> late.add((Event) each.value()));
            lateEvents += task.count(Metrics.LATE);
            lateVersions += task.count(AsOfRows.LATE_VERSIONS);
            task.close();
        }

        void end() throws Exception {
            for (OperatorHarness<Object, String> task : tasks) {
                end(task);
            }
        }
    }

    @Test
    void shouldGiveWhatIsKnownOfTheTimeOfEachEvent() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long history = random.nextInt(30);
            Model model = new Model(history);
            Tasks tasks = new Tasks(random, history);
            long now = 0;
            for (int step = 0; step < 150; step++) {
                int key = random.nextInt(5);
                long time = now + random.nextInt(20) - random.nextInt(random.nextInt(4) == 0 ? 60 : 10);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        Event event = new Event(key, step, time);
                        model.event(event);
                        tasks.row(0, event, key, time);
                    }
                    case 3, 4, 5 -> {
                        Long row = random.nextInt(4) == 0 ? null : (long) step;
                        model.version(key, new Held(row, time));
                        tasks.row(1, new Version<>(key, row), key, time);
                    }
                    case 6 -> {
                        now += random.nextInt(12);
                        model.watermark(now);
                        tasks.watermark(now);
                    }
                    default -> {
                        if (random.nextInt(3) == 0) {
                            tasks.restart();
                        }
                    }
                }
            }
            model.watermark(10_000);
            tasks.watermark(10_000);
            tasks.end();
            assertThat(tasks.results).containsExactlyInAnyOrderElementsOf(model.results);
            assertThat(tasks.late).containsExactlyInAnyOrderElementsOf(model.late);
            assertThat(tasks.lateEvents).isEqualTo(model.late.size());
            assertThat(tasks.lateVersions).isEqualTo(model.lateVersions);
        });
    }
}
