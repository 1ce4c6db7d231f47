package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.SnapshotRig.Counter;
import io.millrace.state.SnapshotRig.User;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.NumberCells;
import io.millrace.state.table.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on all kinds of state, with snapshots begun, written in portions, completed and abandoned at random:
 * what is restored from one is what was there at its barrier, whatever has happened since.
 */
class SnapshotModelTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 200);
    private static final int STEPS = 2_000;
    private static final int[] HASH_MASKS = {-1, -1, 0x7, 0};

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldRestoreWhatWasThereAtTheBarrier(int seed) throws IOException {
        new Run(seed).run();
    }

    /** A snapshot that is complete, and what was there at its barrier. */
    private record Held(List<SnapshotFile> chain, SnapshotModel model) {}

    private static final class Run {
        private final Random random;
        private final int mask;
        private final int keys;
        private final int elements;
        private final boolean byGroup;
        private SnapshotRig rig;
        private SnapshotModel model = new SnapshotModel();
        private SnapshotFile file;
        private boolean whole;
        private SnapshotModel atBarrier;
        private List<SnapshotFile> chain = List.of();
        private Held latest;
        private final List<Held> held = new ArrayList<>();
        private final NumberCells cells = new NumberCells();

        Run(int seed) {
            random = new Random(seed);
            mask = HASH_MASKS[random.nextInt(HASH_MASKS.length)];
            keys = 1 << random.nextInt(8);
            elements = random.nextInt(20) == 0 ? 3_000 : 1 << random.nextInt(6);
            byGroup = random.nextBoolean();
            rig = new SnapshotRig(mask, KeyGroupRange.ALL);
            cells.ensureRows(1);
        }

        void run() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            assertEquals(model.image(), rig.image(keys));
            for (Held snapshot : held) {
                checkWhole(snapshot);
            }
            if (latest != null) {
                checkDivided(latest);
            }
        }

        private void step() throws IOException {
            int choice = random.nextInt(1_000);
            if (choice < 900) {
                change(random.nextInt(14));
            } else if (file == null) {
                begin();
            } else if (choice < 990) {
                write();
            } else if (choice < 995) {
                rig.backend.abandonSnapshot();
                file = null;
            } else if (latest != null && choice < 997) {
                crash();
            }
        }

        private void begin() {
            whole = rig.backend.wantsWholeSnapshot() || random.nextInt(10) == 0;
            file = byGroup ? SnapshotFile.byGroup() : new SnapshotFile();
            atBarrier = model.copy();
            rig.backend.beginSnapshot(file.files(), whole);
        }

        private void write() {
            if (!rig.backend.writeSnapshot(1 + random.nextInt(60))) {
                return;
            }
            if (random.nextInt(5) == 0) {
                rig.backend.abandonSnapshot();
            } else {
                file.finish(rig.backend);
                chain = new ArrayList<>(whole ? List.of() : chain);
                chain.add(file);
                latest = new Held(chain, atBarrier);
                if (held.isEmpty() || random.nextInt(6) == 0) {
                    held.add(latest);
                }
            }
            file = null;
        }

        private void crash() throws IOException {
            rig = new SnapshotRig(mask, KeyGroupRange.ALL);
            SnapshotFile.restore(rig.backend, latest.chain);
            model = latest.model.copy();
            file = null;
        }

        private void checkWhole(Held snapshot) throws IOException {
            SnapshotRig whole = new SnapshotRig(mask, KeyGroupRange.ALL);
            SnapshotFile.restore(whole.backend, snapshot.chain);
            assertEquals(snapshot.model.image(), whole.image(keys));
            assertThat(whole.backend.leftOver()).isEmpty();
            assertEquals(snapshot.model.timersInOrder(), whole.pollTimers());
        }

        private void checkDivided(Held snapshot) throws IOException {
            int tasks = 2 + random.nextInt(4);
            Map<String, String> merged = new TreeMap<>();
            for (int task = 0; task < tasks; task++) {
                SnapshotRig part = new SnapshotRig(mask, KeyGroups.rangeOf(task, tasks));
                SnapshotFile.restore(part.backend, snapshot.chain);
                part.addTo(merged, keys);
            }
            assertEquals(snapshot.model.image(), merged);
        }

        private void change(int what) {
            int id = random.nextInt(keys);
            User key = rig.at(id);
            switch (what) {
                case 0 -> {
                    long value = random.nextInt(1_000);
                    rig.value.set(value);
                    model.values.put(id, value);
                }
                case 1 -> {
                    rig.value.clear();
                    model.values.remove(id);
                }
                case 2, 3 -> changeTable(key);
                case 4 -> changeNumbers(key);
                case 5, 6, 7 -> changeList(id);
                case 8, 9, 10 -> changeMap(id);
                case 11 -> {
                    long due = random.nextInt(20);
                    rig.timers.set(key, rig.hash(id), due);
                    model.setTimer(id, due);
                }
                case 12 -> pollTimer();
                default -> advance();
            }
        }

        private void advance() {
            model.progress = Math.max(model.progress, random.nextInt(1_000));
            rig.progress.advance(model.progress);
        }

        private void pollTimer() {
            List<Integer> order = model.timersInOrder();
            boolean polled = rig.timers.pollDue(10);
            assertEquals(!order.isEmpty() && model.timers.get(order.get(0)).due() <= 10, polled);
            if (polled) {
                assertEquals(order.get(0), rig.timers.key().id());
                model.timers.remove(order.get(0));
            }
        }

        private void changeTable(User key) {
            long namespace = random.nextInt(3) - 1L;
            Slice<User, Counter> slice = rig.table.slice(namespace);
            Map<Integer, Integer> expected = model.tables.computeIfAbsent(namespace, n -> new HashMap<>());
            int hash = rig.hash(key.id());
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    Counter counter = slice.get(key, hash);
                    assertEquals(expected.get(key.id()), counter == null ? null : (Integer) counter.count);
                    if (counter != null) {
                        expected.put(key.id(), ++counter.count);
                    }
                }
                case 3, 4 -> {
                    slice.remove(key, hash);
                    expected.remove(key.id());
                }
                case 5 -> {
                    if (random.nextInt(10) == 0) {
                        rig.table.drop(namespace);
                        model.tables.remove(namespace);
                    }
                }
                default -> {
                    int count = random.nextInt(1_000);
                    slice.put(key, hash, new Counter(count));
                    expected.put(key.id(), count);
                }
            }
        }

        private void changeNumbers(User key) {
            long namespace = random.nextInt(3) - 1L;
            Slice<User, long[]> slice = rig.numbers.slice(namespace);
            Map<Integer, List<Long>> expected = model.numbers.computeIfAbsent(namespace, n -> new HashMap<>());
            int hash = rig.hash(key.id());
            List<Long> before = expected.get(key.id());
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    assertEquals(before != null, slice.locate(key, hash, cells, 0));
                    if (before != null) {
                        cells.array(0)[cells.place(0)]++;
                        cells.array(0)[cells.place(0) + 1]--;
                        expected.put(key.id(), List.of(before.get(0) + 1, before.get(1) - 1));
                    }
                }
                case 4, 5 -> {
                    long[] copy = slice.get(key, hash);
                    assertEquals(before, copy == null ? null : List.of(copy[0], copy[1]));
                    if (copy != null) {
                        copy[1] += 7;
                        slice.put(key, hash, copy);
                        expected.put(key.id(), List.of(before.get(0), before.get(1) + 7));
                    }
                }
                case 6, 7 -> {
                    slice.remove(key, hash);
                    expected.remove(key.id());
                }
                case 8 -> {
                    if (random.nextInt(10) == 0) {
                        rig.numbers.drop(namespace);
                        model.numbers.remove(namespace);
                    }
                }
                default -> {
                    long first = random.nextLong();
                    slice.put(key, hash, new long[] {first, ~first});
                    expected.put(key.id(), List.of(first, ~first));
                }
            }
        }

        private void changeList(int id) {
            List<Integer> expected = model.lists.computeIfAbsent(id, k -> new ArrayList<>());
            switch (random.nextInt(12)) {
                case 0 -> {
                    int digit = random.nextInt(4);
                    rig.list.removeIf(counter -> counter.count % 4 == digit);
                    expected.removeIf(count -> count % 4 == digit);
                }
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        rig.list.clear();
                        expected.clear();
                    }
                }
                case 2, 3, 4 -> {
                    if (!expected.isEmpty()) {
                        int index = random.nextInt(expected.size());
                        Counter counter = rig.list.elements().get(index);
                        assertEquals(expected.get(index), counter.count);
                        expected.set(index, ++counter.count);
                    }
                }
                default -> {
                    for (int i = random.nextInt(elements > 1_000 ? 100 : 4); i >= 0; i--) {
                        int count = random.nextInt(1_000);
                        rig.list.add(new Counter(count));
                        expected.add(count);
                    }
                }
            }
        }

        private void changeMap(int id) {
            Map<Integer, Integer> expected = model.maps.computeIfAbsent(id, k -> new HashMap<>());
            User element = new User(random.nextInt(elements));
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    rig.map.remove(element);
                    expected.remove(element.id());
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        rig.map.clear();
                        expected.clear();
                    }
                }
                case 3, 4, 5 -> {
                    Counter counter = rig.map.get(element);
                    assertEquals(expected.get(element.id()), counter == null ? null : (Integer) counter.count);
                    if (counter != null) {
                        expected.put(element.id(), ++counter.count);
                    }
                }
                default -> {
                    for (int i = random.nextInt(elements > 1_000 ? 200 : 2); i >= 0; i--) {
                        User other = new User((element.id() + i) % elements);
                        int count = random.nextInt(1_000);
                        rig.map.put(other, new Counter(count));
                        expected.put(other.id(), count);
                    }
                }
            }
        }
    }
}
