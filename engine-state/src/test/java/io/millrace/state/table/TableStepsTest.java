package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What tables cost per key does not grow with what they hold, however keys come and hash: counted, not timed. */
class TableStepsTest {
    /** Beyond where entries are divided by key groups, which moves all of them once. */
    private static final int FEW = 17_000;

    private static final int MANY = 2 * FEW;

    /** Counts what it is asked. */
    private static final class Steps {
        private long count;
    }

    private static final class Key implements Comparable<Key> {
        private final int number;
        private final Steps steps;

        Key(int number, Steps steps) {
            this.number = number;
            this.steps = steps;
        }

        @Override
        public boolean equals(Object other) {
            steps.count++;
            return other instanceof Key key && key.number == number;
        }

        @Override
        public int hashCode() {
            steps.count++;
            return number;
        }

        @Override
        public int compareTo(Key other) {
            steps.count++;
            return Integer.compare(number, other.number);
        }
    }

    /** How keys hash: well, all the same, a few to each hash, in a row at the beginning of a key group. */
    private enum Hashing {
        GOOD,
        EQUAL,
        FEW_HASHES,
        IN_A_ROW;

        int of(int number) {
            return switch (this) {
                case GOOD -> number * 0x9E3779B9;
                case EQUAL -> 7;
                case FEW_HASHES -> number % 13 * 0x9E3779B9;
                case IN_A_ROW -> number;
            };
        }
    }

    private enum Coming {
        IN_ORDER,
        REVERSED,
        SHUFFLED;

        List<Integer> numbers(int count) {
            List<Integer> numbers =
                    new ArrayList<>(IntStream.range(0, count).boxed().toList());
            if (this == REVERSED) {
                Collections.reverse(numbers);
            } else if (this == SHUFFLED) {
                Collections.shuffle(numbers, new Random(count));
            }
            return numbers;
        }
    }

    record Holder(String same, Key key) {}

    static Stream<Arguments> containers() {
        return Stream.<Function<Key, Object>>of(
                        Optional::of,
                        key -> List.of("same", key),
                        key -> Set.of(key, "same"),
                        key -> Map.of(key, "same"),
                        key -> Map.of("same", key),
                        key -> Map.entry("same", key),
                        key -> new Holder("same", key))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void shouldTakeStepsInProportionWhenWhatHoldsKeysHasOneHash(Function<Key, Object> container) {
        check(Hashing.EQUAL, Coming.SHUFFLED, container, TableStepsTest::slice);
    }

    private interface Use {
        void of(KeyedEntries<Object, Integer> entries, Object key, int hash, int number);
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Hashing.values())
                .flatMap(hashing -> Arrays.stream(Coming.values()).map(coming -> Arguments.of(hashing, coming)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTakeStepsInProportionWhenKeysOfATableComeAndGo(Hashing hashing, Coming coming) {
        check(hashing, coming, key -> key, TableStepsTest::slice);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTakeStepsInProportionWhenKeysOfAMapComeAndGo(Hashing hashing, Coming coming) {
        check(hashing, coming, key -> key, TableStepsTest::map);
    }

    private static KeyedEntries<Object, Integer> slice() {
        return StateTable.<Object, Integer>create("table", KeyGroupRange.ALL, true)
                .slice(0);
    }

    private static KeyedEntries<Object, Integer> map() {
        Slice<String, ElementMap<Object, Integer>> maps = StateTable.<String, ElementMap<Object, Integer>>create(
                        "maps", KeyGroupRange.ALL, true)
                .slice(0);
        return ElementMap.in(maps, "owner", Object::hashCode, true);
    }

    private static void check(
            Hashing hashing,
            Coming coming,
            Function<Key, Object> made,
            Supplier<KeyedEntries<Object, Integer>> entries) {
        long few = steps(FEW, hashing, coming, made, entries.get());
        long many = steps(MANY, hashing, coming, made, entries.get());

        assertThat(few).as("what is counted").isGreaterThan(FEW);
        assertThat(many).isLessThanOrEqualTo(few * 5 / 2);
    }

    private static long steps(
            int count,
            Hashing hashing,
            Coming coming,
            Function<Key, Object> made,
            KeyedEntries<Object, Integer> entries) {
        Steps steps = new Steps();
        List<Use> uses = List.of(
                (all, key, hash, number) -> all.put(key, hash, number),
                (all, key, hash, number) -> assertThat(all.get(key, hash)).isEqualTo(number),
                (all, key, hash, number) -> all.put(key, hash, number + 1),
                (all, key, hash, number) -> assertThat(all.remove(key, hash)).isEqualTo(number + 1),
                (all, key, hash, number) -> all.put(key, hash, number));
        for (Use use : uses) {
            for (int number : coming.numbers(count)) {
                use.of(entries, made.apply(new Key(number, steps)), hashing.of(number), number);
            }
        }
        assertThat(entries.size()).isEqualTo(count);
        return steps.count;
    }
}
