package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.SnapshotRig.Counter;
import io.millrace.state.SnapshotRig.CounterSerde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on rows in the order of time agree with a sorted list, and what is restored from a snapshot is what was
 * there at its barrier, whatever has happened since.
 */
class TimedRowsModelTest {
    private static final int SEEDS = Math.max(1, Integer.getInteger("millrace.seeds", 200) / 4);
    private static final int STEPS = 2_000;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithASortedListAndRestoreWhatWasThereAtTheBarrier(int seed) throws IOException {
        new Run(seed).run();
    }

    @Test
    void shouldKeepAMillionRowsOfOneKeyWhateverTheOrderOfTheirComing() {
        for (int order = 0; order < 3; order++) {
            TimedRows<Long> rows = backend(KeyGroupRange.ALL)
                    .timedRows("rows", Serdes.of(Type.of(Long.class)))
                    .slice(0)
                    .getOrAdd(7, StableHash.mix(7));
            Random random = new Random(order);
            int count = 1_000_000;
            for (int i = 0; i < count; i++) {
                rows.add(order == 0 ? i : order == 1 ? -i : random.nextInt(1_000), (long) i);
            }
            TimedRows.Position<Long> at = new TimedRows.Position<>();
            long before = Long.MIN_VALUE;
            int seen = 0;
            for (rows.toFirst(at); !at.isEnd(); at.next()) {
                assertThat(at.time() >= before).isTrue();
                before = at.time();
                seen++;
            }
            assertEquals(count, seen);
            rows.dropUpTo(before - 1);
            assertEquals(before, rows.firstTime());
        }
    }

    @Test
    void shouldRefuseTagsAndValuesThatCannotBe() {
        TimedRows<Long> rows = backend(KeyGroupRange.ALL)
                .timedRows("rows", Serdes.of(Type.of(Long.class)))
                .slice(0)
                .getOrAdd(7, StableHash.mix(7));
        assertThatThrownBy(() -> rows.add(0, null)).hasMessageContaining("rows").hasMessageContaining("null value");
        assertThatThrownBy(() -> rows.add(0, 256, 1L)).hasMessageContaining("tag 256");
        assertThatThrownBy(() -> rows.add(0, -1, 1L)).hasMessageContaining("tag -1");
        assertThatThrownBy(rows::firstTime).isInstanceOf(IllegalStateException.class);
    }

    private record User(String name) {}

    /** The same record, later in its life. */
    private record NamedUser(String name, Integer age) {}

    @Test
    void shouldReadRowsOfAnEarlierVersionOfARecord() throws IOException {
        StateBackend<Integer> before = backend(KeyGroupRange.ALL);
        before.timedSides("sides", Serdes.of(Type.of(User.class)), Serdes.of(Type.of(Long.class)))
                .slice(3)
                .getOrAdd(7, StableHash.mix(7))
                .left()
                .add(5, 1, new User("ada"));
        SnapshotFile file = SnapshotFile.take(before, true);

        StateBackend<Integer> after = backend(KeyGroupRange.ALL);
        StateTable<Integer, TimedSides<NamedUser, Long>> sides =
                after.timedSides("sides", Serdes.of(Type.of(NamedUser.class)), Serdes.of(Type.of(Long.class)));
        SnapshotFile.restore(after, List.of(file));
        TimedRows.Position<NamedUser> at = new TimedRows.Position<>();
        TimedRows<NamedUser> left = sides.slice(3).peek(7, StableHash.mix(7)).left();
        left.seek(at, 5);
        assertEquals(new NamedUser("ada", null), at.value());
        assertEquals(1, at.tag());

        StateBackend<Integer> other = backend(KeyGroupRange.ALL);
        other.timedSides("sides", Serdes.of(Type.of(Long.class)), Serdes.of(Type.of(Long.class)));
        assertThatThrownBy(() -> SnapshotFile.restore(other, List.of(file))).hasMessageContaining("sides");
    }

    private static StateBackend<Integer> backend(KeyGroupRange groups) {
        return StateBackend.written("operator", groups, SerdeRegistry.standard(), Type.of(Integer.class));
    }

    /** A row of the model. */
    private record Row(long time, long order, int tag, int value) {
        static final Comparator<Row> ORDER = Comparator.comparingLong(Row::time).thenComparingLong(Row::order);
    }

    private record Place(long namespace, int key, int side) {}

    private static final class Rig {
        final StateBackend<Integer> backend;
        final StateTable<Integer, TimedSides<Counter, Long>> sides;
        final StateTable<Integer, TimedRows<Counter>> rows;

        Rig(KeyGroupRange groups) {
            backend = backend(groups);
            sides = backend.timedSides("sides", new CounterSerde(), Serdes.of(Type.of(Long.class)));
            rows = backend.timedRows("rows", new CounterSerde());
        }

        /** Sides 0 and 1 are in one table, and 2 in the other. */
        TimedRows<?> at(Place place) {
            int hash = StableHash.mix(place.key);
            if (place.side == 2) {
                return rows.slice(place.namespace).getOrAdd(place.key, hash);
            }
            TimedSides<Counter, Long> both = sides.slice(place.namespace).getOrAdd(place.key, hash);
            return place.side == 0 ? both.left() : both.right();
        }

        void forget(Place place) {
            int hash = StableHash.mix(place.key);
            if (place.side == 2) {
                rows.slice(place.namespace).remove(place.key, hash);
            } else {
                sides.slice(place.namespace).remove(place.key, hash);
            }
        }

        void addTo(Map<String, String> image) {
            for (Slice<Integer, TimedSides<Counter, Long>> slice = sides.firstSlice();
                    slice != null;
                    slice = sides.sliceAfter(slice.namespace())) {
                for (Cursor<Integer, TimedSides<Counter, Long>> all = slice.cursor(); all.next(); ) {
                    addTo(image, slice.namespace(), all.key(), 0, all.peek().left());
                    addTo(image, slice.namespace(), all.key(), 1, all.peek().right());
                }
            }
            for (Slice<Integer, TimedRows<Counter>> slice = rows.firstSlice();
                    slice != null;
                    slice = rows.sliceAfter(slice.namespace())) {
                for (Cursor<Integer, TimedRows<Counter>> all = slice.cursor(); all.next(); ) {
                    addTo(image, slice.namespace(), all.key(), 2, all.peek());
                }
            }
        }

        private static <V> void addTo(Map<String, String> image, long namespace, int key, int side, TimedRows<V> rows) {
            TimedRows.Position<V> at = new TimedRows.Position<>();
            TimedRows.Position<V> found = new TimedRows.Position<>();
            StringBuilder text = new StringBuilder();
            int count = 0;
            for (rows.toFirst(at); !at.isEnd(); at.next()) {
                text.append(at.time())
                        .append('#')
                        .append(at.tag())
                        .append('=')
                        .append(valueOf(at.value()))
                        .append(' ');
                rows.seekRow(found, at.time(), at.number());
                assertThat(found.value()).isSameAs(at.value());
                count++;
            }
            assertEquals(count, rows.size());
            if (count > 0) {
                image.put(namespace + " " + key + " " + side, text.toString());
            }
        }
    }

    private static int valueOf(Object value) {
        return value instanceof Counter counter ? counter.count : ((Long) value).intValue();
    }

    private record Held(List<SnapshotFile> chain, Map<String, String> image) {}

    private static final class Run {
        private final Random random;
        private final int keys;
        private final int span;
        private final int most;
        private final boolean byGroup;
        private Rig rig = new Rig(KeyGroupRange.ALL);
        private Map<Place, List<Row>> model = new HashMap<>();
        private long order;
        private SnapshotFile file;
        private boolean whole;
        private Map<String, String> atBarrier;
        private Map<Place, List<Row>> modelAtBarrier;
        private Map<Place, List<Row>> modelOfLatest;
        private List<SnapshotFile> chain = List.of();
        private Held latest;
        private final List<Held> held = new ArrayList<>();

        Run(int seed) {
            random = new Random(seed);
            keys = 1 << random.nextInt(4);
            span = 1 + random.nextInt(random.nextBoolean() ? 5 : 2_000);
            most = random.nextInt(4) == 0 ? 400 : 4;
            byGroup = random.nextBoolean();
        }

        void run() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            assertEquals(image(), imageOf(rig));
            for (Held snapshot : held) {
                check(snapshot, 1);
                check(snapshot, 2 + random.nextInt(4));
            }
        }

        private void step() throws IOException {
            int choice = random.nextInt(1_000);
            if (choice < 850) {
                change();
            } else if (file == null) {
                whole = rig.backend.wantsWholeSnapshot() || random.nextInt(10) == 0;
                file = byGroup ? SnapshotFile.byGroup() : new SnapshotFile();
                atBarrier = image();
                modelAtBarrier = copy(model);
                rig.backend.beginSnapshot(file.files(), whole);
            } else if (choice < 990) {
                write();
            } else if (choice < 994) {
                rig.backend.abandonSnapshot();
                file = null;
            } else if (latest != null && choice < 996) {
                rig = new Rig(KeyGroupRange.ALL);
                SnapshotFile.restore(rig.backend, latest.chain);
                model = copy(modelOfLatest);
                file = null;
            }
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
                modelOfLatest = modelAtBarrier;
                if (held.isEmpty() || random.nextInt(6) == 0) {
                    held.add(new Held(List.copyOf(chain), atBarrier));
                }
            }
            file = null;
        }

        private void check(Held snapshot, int tasks) throws IOException {
            Map<String, String> image = new TreeMap<>();
            for (int task = 0; task < tasks; task++) {
                Rig part = new Rig(KeyGroups.rangeOf(task, tasks));
                SnapshotFile.restore(part.backend, snapshot.chain);
                part.addTo(image);
            }
            assertEquals(snapshot.image, image);
        }

        @SuppressWarnings("unchecked") // each side has values of its own, which are told apart
        private void change() {
            Place place = new Place(random.nextInt(3) - 1L, random.nextInt(keys), random.nextInt(3));
            TimedRows<Object> rows = (TimedRows<Object>) rig.at(place);
            List<Row> expected = model.computeIfAbsent(place, unused -> new ArrayList<>());
            TimedRows.Position<Object> at = new TimedRows.Position<>();
            long time = (long) random.nextInt(span) - span / 2;
            switch (random.nextInt(16)) {
                case 0 -> {
                    rows.dropUpTo(time);
                    expected.removeIf(row -> row.time <= time);
                }
                case 1 -> {
                    rows.seekLatest(at, time);
                    int index = (int) expected.stream()
                                    .filter(row -> row.time <= time)
                                    .count()
                            - 1;
                    check(at, index < 0 ? null : expected.get(index));
                    if (index >= 0) {
                        rows.dropBefore(at);
                        expected.subList(0, index).clear();
                        check(at, expected.get(0));
                    }
                }
                case 2, 3 -> remove(rows, expected, at, time);
                case 4, 5, 6 -> alter(place, rows, expected, at, time);
                case 7 -> forgetOrDrop(place);
                case 8 -> {
                    rows.seekBehind(at, time);
                    check(at, first(expected, time + 1));
                }
                default -> {
                    for (int i = random.nextInt(most); i >= 0; i--) {
                        long next = random.nextBoolean() && !expected.isEmpty()
                                ? expected.get(expected.size() - 1).time - random.nextInt(2)
                                : (long) random.nextInt(span) - span / 2;
                        Row row = new Row(next, order++, random.nextInt(256), random.nextInt(1_000));
                        rows.add(row.time, row.tag, newValue(place, row.value));
                        expected.add(row);
                        expected.sort(Row.ORDER);
                    }
                    assertEquals(expected.get(0).time, rows.firstTime());
                    assertEquals(expected.get(expected.size() - 1).time, rows.lastTime());
                }
            }
        }

        private static Object newValue(Place place, int value) {
            return place.side == 1 ? (Object) (long) value : new Counter(value);
        }

        private void remove(TimedRows<Object> rows, List<Row> expected, TimedRows.Position<Object> at, long time) {
            rows.seek(at, time);
            for (int i = random.nextInt(most); i >= 0 && !at.isEnd(); i--) {
                Row row = first(expected, at.time());
                int index = expected.indexOf(row) + (random.nextBoolean() ? skip(at, expected, row) : 0);
                if (at.isEnd()) {
                    return;
                }
                check(at, expected.get(index));
                at.remove();
                expected.remove(index);
                check(at, index < expected.size() ? expected.get(index) : null);
                assertEquals(expected.size(), rows.size());
                if (!at.isEnd() && !first(expected, at.time()).equals(expected.get(index))) {
                    return;
                }
            }
        }

        private int skip(TimedRows.Position<Object> at, List<Row> expected, Row row) {
            int index = expected.indexOf(row);
            at.next();
            assertEquals(index + 1 == expected.size(), at.isEnd());
            return 1;
        }

        private void alter(
                Place place, TimedRows<Object> rows, List<Row> expected, TimedRows.Position<Object> at, long time) {
            rows.seek(at, time);
            Row row = first(expected, time);
            check(at, row);
            for (int index = expected.indexOf(row); !at.isEnd() && random.nextInt(4) > 0; index++, at.next()) {
                Row old = expected.get(index);
                check(at, old);
                int more = random.nextInt(1_000);
                if (random.nextBoolean()) {
                    at.tag(more & 0xff);
                    expected.set(index, new Row(old.time, old.order, more & 0xff, old.value));
                } else if (place.side != 1 && random.nextBoolean()) {
                    at.touch();
                    ((Counter) at.value()).count = more;
                    expected.set(index, new Row(old.time, old.order, old.tag, more));
                } else {
                    at.value(newValue(place, more));
                    expected.set(index, new Row(old.time, old.order, old.tag, more));
                }
            }
        }

        private void forgetOrDrop(Place place) {
            if (random.nextInt(4) != 0) {
                return;
            }
            if (random.nextInt(4) == 0) {
                boolean single = place.side == 2;
                (single ? rig.rows : rig.sides).drop(place.namespace);
                model.keySet().removeIf(each -> each.namespace == place.namespace && (each.side == 2) == single);
                return;
            }
            rig.forget(place);
            model.remove(place);
            if (place.side != 2) {
                model.remove(new Place(place.namespace, place.key, 1 - place.side));
            }
        }

        private static Row first(List<Row> expected, long time) {
            return expected.stream().filter(row -> row.time >= time).findFirst().orElse(null);
        }

        private static void check(TimedRows.Position<Object> at, Row expected) {
            assertEquals(expected == null, at.isEnd());
            if (expected != null) {
                assertEquals(expected.time, at.time());
                assertEquals(expected.tag, at.tag());
                assertEquals(expected.value, valueOf(at.value()));
            }
        }

        private static Map<String, String> imageOf(Rig rig) {
            Map<String, String> image = new TreeMap<>();
            rig.addTo(image);
            return image;
        }

        private Map<String, String> image() {
            Map<String, String> image = new TreeMap<>();
            model.forEach((place, rows) -> {
                StringBuilder text = new StringBuilder();
                rows.forEach(row -> text.append(row.time + "#" + row.tag + "=" + row.value + " "));
                if (!rows.isEmpty()) {
                    image.put(place.namespace + " " + place.key + " " + place.side, text.toString());
                }
            });
            return image;
        }

        private static Map<Place, List<Row>> copy(Map<Place, List<Row>> model) {
            Map<Place, List<Row>> copy = new HashMap<>();
            model.forEach((place, rows) -> copy.put(place, new ArrayList<>(rows)));
            return copy;
        }
    }
}
