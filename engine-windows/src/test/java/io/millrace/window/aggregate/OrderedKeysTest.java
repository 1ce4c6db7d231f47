package io.millrace.window.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compared with a LinkedHashMap, for keys whose hashes are good, bad and all the same, with an order and without. */
class OrderedKeysTest {

    private static final int SEEDS = 300;

    /** Of the same hash as some others; has no order. */
    private static final class Opaque {
        private final int number;
        private final int hash;

        Opaque(int number, int hash) {
            this.number = number;
            this.hash = hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque opaque && opaque.number == number;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return number + "#" + hash;
        }
    }

    /** A map, its model, and copies with what they have to stay. */
    private static final class Subject {
        final OrderedKeys<Integer> keys;
        final Map<Object, Integer> model;

        Subject(OrderedKeys<Integer> keys, Map<Object, Integer> model) {
            this.keys = keys;
            this.model = model;
        }

        void check() {
            Map<Object, Integer> map = keys.asMap();
            assertThat(map).isEqualTo(model).hasSameSizeAs(model);
            assertThat(map.hashCode()).isEqualTo(model.hashCode());
            assertThat(List.copyOf(map.entrySet())).isEqualTo(List.copyOf(model.entrySet()));
            model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
            assertThat(map).doesNotContainKey("absent").isUnmodifiable();
        }

        void putFirst(Object key, int value) {
            keys.putFirst(key, KeyTrie.hash(key), value);
            Map<Object, Integer> old = new LinkedHashMap<>(model);
            old.remove(key);
            model.clear();
            model.put(key, value);
            model.putAll(old);
        }

        void put(Object key, int value) {
            int hash = KeyTrie.hash(key);
            OrderedKeys.Entry<Integer> entry = keys.entry(key, hash);
            if (entry == null) {
                keys.addLast(key, hash, value);
            } else {
                keys.replace(entry, value);
            }
            model.put(key, value);
        }

        void remove(Object key) {
            keys.remove(key, KeyTrie.hash(key));
            model.remove(key);
        }
    }

    private static Object key(SplittableRandom random, int range) {
        int number = random.nextInt(range);
        return switch (random.nextInt(6)) {
            case 0 -> number;
            case 1 -> (long) number << 32 | number;
            case 2 -> Optional.of((long) number << 32 | number);
            case 3 -> new Opaque(number, 0);
            case 4 -> new Opaque(-1 - number, number % 3 << 27);
            default -> Set.of(new Opaque(number, 1), "text");
        };
    }

    @Test
    void shouldBehaveAsALinkedHashMapDoes() {
        Seeds.check(SEEDS, seed -> run(new SplittableRandom(seed)));
    }

    private static void run(SplittableRandom random) {
        List<Subject> subjects = new ArrayList<>(List.of(new Subject(new OrderedKeys<>(), new LinkedHashMap<>())));
        int range = 1 + random.nextInt(60);
        for (int step = 0; step < 200; step++) {
            Subject subject = subjects.get(random.nextInt(subjects.size()));
            Object key = key(random, range);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> subject.remove(key);
                case 3, 4 -> subject.putFirst(key, step);
                case 5 -> subjects.add(new Subject(subject.keys.copy(), new LinkedHashMap<>(subject.model)));
                default -> subject.put(key, step);
            }
        }
        subjects.forEach(Subject::check);
    }

    @Test
    void shouldStayInOrderWhenMostKeysAreGone() {
        Subject subject = new Subject(new OrderedKeys<>(), new LinkedHashMap<>());
        for (int i = 0; i < 1_000; i++) {
            subject.put(i, i);
            subject.remove(i - 3);
        }
        subject.check();
    }

    @Test
    void shouldGiveASetThatStaysAsItIs() throws Exception {
        Distinct<Object, Object> distinct = new Distinct<>(value -> value);
        Distinct.Values values = distinct.create();
        distinct.add(values, "b", 0);
        distinct.add(values, "a", 0);
        Set<Object> set = distinct.result(values);
        distinct.add(values, "c", 0);

        assertThat(set).containsExactly("b", "a").isEqualTo(Set.of("a", "b")).isUnmodifiable();
        assertThat(set.toString()).isEqualTo("[b, a]");
        assertThat(set.contains(null)).isFalse();
        assertThat(set.contains("c")).isFalse();
        assertThat(distinct.result(values)).containsExactly("b", "a", "c");
        assertThat(distinct.result(values)).isSameAs(distinct.result(values));
        assertThatThrownBy(() -> set.iterator().remove()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldSerializeResultsAsCollectionsOfTheJdk() throws Exception {
        OrderedKeys<Integer> keys = new OrderedKeys<>();
        keys.addLast("b", KeyTrie.hash("b"), 1);
        keys.addLast("a", KeyTrie.hash("a"), 2);

        assertThat(copy(keys.<String>asMap())).isEqualTo(Map.of("a", 2, "b", 1));
        assertThat(copy(keys.<String>asSet())).isEqualTo(Set.of("a", "b"));
    }

    private static Object copy(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
