package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.state.serde.StableHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on a table and on maps of the JDK give the same results, marks included. */
class StateTableModelTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 200);
    private static final int STEPS = 2_000;
    private static final int NAMESPACES = 3;

    /** Good hashes, hashes that collide in part, and hashes that collide always, at both ends of the range of ints. */
    private static final List<IntUnaryOperator> HASHES = List.of(
            StableHash::mix,
            key -> StableHash.mix(key % 8),
            key -> key & 0x7f,
            key -> (key & 1) == 0 ? -1 : 0,
            key -> Integer.MAX_VALUE,
            key -> 0x7f000000 | (key & 0xff));

    /** Whole numbers of one class, and others: now and then one among those. */
    private static final List<IntFunction<Object>> KEYS = List.of(
            key -> key,
            key -> (long) key << 32 | key,
            String::valueOf,
            key -> key % 64 == 63 ? (Object) (long) key : (Object) key);

    static Stream<Arguments> cases() {
        return IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(seed, seed % HASHES.size()));
    }

    @ParameterizedTest(name = "seed {0}, hash function {1}")
    @MethodSource("cases")
    void shouldAgreeWithHashMapWhenOperationsAreRandom(int seed, int hashFunction) {
        new Run<>(seed, HASHES.get(hashFunction), StateTableModelTest::objects).run();
    }

    @ParameterizedTest(name = "seed {0}, hash function {1}")
    @MethodSource("cases")
    void shouldAgreeWithHashMapWhenValuesAreNumbers(int seed, int hashFunction) {
        new Run<>(seed, HASHES.get(hashFunction), random -> numbers(1 + random.nextInt(5))).run();
    }

    /** A table, and how its values stand for numbers. */
    private record Tried<V>(
            StateTable<Object, V> table, boolean readsTouch, IntFunction<V> valueOf, ToIntFunction<V> numberOf) {}

    private static Tried<Integer> objects(Random random) {
        boolean immutable = random.nextBoolean();
        return new Tried<>(
                StateTable.create("model", KeyGroupRange.ALL, immutable), !immutable, number -> number, value -> value);
    }

    /** Each number of a value is different. */
    private static Tried<long[]> numbers(int width) {
        return new Tried<>(
                StateTable.ofNumbers("model", KeyGroupRange.ALL, width),
                true,
                number -> LongStream.range(0, width).map(i -> number + i).toArray(),
                value -> {
                    int number = (int) value[0];
                    assertArrayEquals(
                            LongStream.range(0, width).map(i -> number + i).toArray(), value);
                    return number;
                });
    }

    /** What the model knows of an entry. */
    private static final class Expected {
        int value;
        int epoch;
        boolean dirty;
    }

    private static final class Run<V> {
        private final Random random;
        private final IntUnaryOperator hash;
        private final int keys;
        private final Tried<V> tried;
        private final StateTable<Object, V> table;
        private final IntFunction<Object> keyOf;
        private final TreeMap<Long, Map<Integer, Expected>> model = new TreeMap<>();

        Run(int seed, IntUnaryOperator hash, Function<Random, Tried<V>> of) {
            this.random = new Random(seed);
            this.hash = hash;
            this.keys = 1 << random.nextInt(11);
            this.tried = of.apply(random);
            this.table = tried.table();
            this.keyOf = KEYS.get(random.nextInt(KEYS.size()));
        }

        private Integer numberOfValue(V value) {
            return value == null ? null : (Integer) tried.numberOf().applyAsInt(value);
        }

        private static int numberOf(Object key) {
            return key instanceof Number number ? number.intValue() : Integer.parseInt((String) key);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            checkAll();
        }

        private void step() {
            long namespace = random.nextInt(NAMESPACES) - 1L;
            int key = random.nextInt(keys);
            int choice = random.nextInt(1_000);
            if (choice < 450) {
                put(namespace, key, random.nextInt());
            } else if (choice < 650) {
                get(namespace, key);
            } else if (choice < 950) {
                remove(namespace, key);
            } else if (choice < 990) {
                assertEquals(table.epochs().current() + 1, table.epochs().advance());
            } else if (choice < 995) {
                walk(namespace);
            } else if (choice < 997) {
                removeMost(namespace, new HashMap<>());
            } else if (choice < 999) {
                assertEquals(model.remove(namespace) != null, table.drop(namespace));
            } else {
                checkAll();
            }
        }

        private void put(long namespace, int key, int value) {
            table.slice(namespace)
                    .put(keyOf.apply(key), hash.applyAsInt(key), tried.valueOf().apply(value));
            Expected entry =
                    model.computeIfAbsent(namespace, n -> new HashMap<>()).computeIfAbsent(key, k -> new Expected());
            entry.value = value;
            touch(entry);
        }

        private void touch(Expected entry) {
            entry.epoch = table.epochs().current();
            entry.dirty = true;
        }

        private void get(long namespace, int key) {
            Slice<Object, V> slice = table.sliceIfPresent(namespace);
            Map<Integer, Expected> expected = model.get(namespace);
            assertEquals(expected == null, slice == null);
            if (slice == null) {
                return;
            }
            Expected entry = expected.get(key);
            assertEquals(
                    entry == null ? null : (Integer) entry.value,
                    numberOfValue(slice.get(keyOf.apply(key), hash.applyAsInt(key))));
            if (entry != null && tried.readsTouch()) {
                touch(entry);
            }
        }

        private void remove(long namespace, int key) {
            if (table.sliceIfPresent(namespace) == null) {
                return;
            }
            Integer removed = numberOfValue(table.slice(namespace).remove(keyOf.apply(key), hash.applyAsInt(key)));
            Expected entry = model.get(namespace).remove(key);
            assertEquals(entry == null ? null : (Integer) entry.value, removed);
        }

        /** So that tables become smaller again. */
        private void removeMost(long namespace, Map<Integer, Expected> always) {
            for (int key = 0; key < keys; key++) {
                if (random.nextInt(40) > 0) {
                    always.remove(key);
                    remove(namespace, key);
                }
            }
        }

        /** Walks while other entries come and go. */
        private void walk(long namespace) {
            Slice<Object, V> slice = table.slice(namespace);
            Map<Integer, Expected> expected = model.computeIfAbsent(namespace, n -> new HashMap<>());
            Map<Integer, Expected> always = new HashMap<>(expected);
            Map<Integer, Integer> visits = new HashMap<>();
            Cursor<Object, V> cursor = slice.cursor();
            while (cursor.next()) {
                int key = numberOf(cursor.key());
                assertEquals(hash.applyAsInt(key), cursor.hash());
                assertEquals(expected.get(key).value, numberOfValue(cursor.value()));
                if (tried.readsTouch()) {
                    touch(expected.get(key));
                }
                visits.merge(key, 1, Integer::sum);
                disturb(namespace, cursor, always);
            }
            always.values().retainAll(expected.values());
            for (Integer key : always.keySet()) {
                assertEquals(1, visits.get(key));
            }
        }

        private void disturb(long namespace, Cursor<Object, V> cursor, Map<Integer, Expected> always) {
            int other = random.nextInt(keys);
            if (random.nextInt(keys) == 0) {
                removeMost(namespace, always);
            }
            switch (random.nextInt(8)) {
                case 0 -> {
                    always.remove(other);
                    remove(namespace, other);
                }
                case 1 -> {
                    if (!model.get(namespace).containsKey(other)) {
                        always.remove(other);
                    }
                    put(namespace, other, random.nextInt());
                }
                case 2 -> {
                    model.get(namespace).remove(numberOf(cursor.key()));
                    always.remove(numberOf(cursor.key()));
                    cursor.remove();
                    assertNull(cursor.value());
                }
                default -> {}
            }
        }

        private void checkAll() {
            List<Long> namespaces = new ArrayList<>();
            Slice<Object, V> live = table.firstSlice();
            for (; live != null; live = table.sliceAfter(live.namespace())) {
                namespaces.add(live.namespace());
            }
            assertThat(namespaces).containsExactlyElementsOf(model.keySet());
            long size = model.values().stream().mapToLong(Map::size).sum();
            assertEquals(size, table.size());
            model.forEach(this::checkSlice);
        }

        private void checkSlice(long namespace, Map<Integer, Expected> expected) {
            Slice<Object, V> slice = table.slice(namespace);
            assertEquals(expected.size(), slice.size());
            for (int key = 0; key < keys; key++) {
                Expected entry = expected.get(key);
                int mark = slice.markOf(keyOf.apply(key), hash.applyAsInt(key));
                V value = slice.peek(keyOf.apply(key), hash.applyAsInt(key));
                assertEquals(entry == null ? null : (Integer) entry.value, numberOfValue(value));
                assertEquals(entry == null ? 0 : entry.epoch, Epoch.epochOf(mark));
                assertEquals(entry != null && entry.dirty, Epoch.isDirty(mark));
            }
        }
    }
}
