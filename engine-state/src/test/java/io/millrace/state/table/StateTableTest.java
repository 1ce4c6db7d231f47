package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.StableHash;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateTableTest {
    private final StateTable<String, String> table = StateTable.create("table", KeyGroupRange.ALL, true);

    @Test
    void shouldKeepNamespacesApartAndInAscendingOrder() {
        for (long namespace : new long[] {5, -3, Long.MAX_VALUE, 0, Long.MIN_VALUE, 7}) {
            table.slice(namespace).put("key", 1, "value " + namespace);
        }
        table.drop(0);

        assertThat(Stream.iterate(table.firstSlice(), Objects::nonNull, slice -> table.sliceAfter(slice.namespace()))
                        .map(Slice::namespace))
                .containsExactly(Long.MIN_VALUE, -3L, 5L, 7L, Long.MAX_VALUE);
        assertThat(table.slice(-3).get("key", 1)).isEqualTo("value -3");
        assertThat(table.sliceIfPresent(0)).isNull();
        assertThat(table.size()).isEqualTo(5);
    }

    @Test
    void shouldAllocateForAsManyEntriesAsAreExpected() {
        for (int key = 0; key < 4_000; key++) {
            table.slice(0).put("key " + key, StableHash.<String>of(null).hash("key " + key), "value");
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Slice<String, String> slice = table.slice(1, 1);
        slice.put("key", 1, "value");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32_000);
        assertThat(table.slice(1, 1_000)).isSameAs(slice);
    }

    @Test
    void shouldGiveBackTheRoomOfKeysThatAreGone() {
        Slice<String, String> slice = table.slice(0);
        for (int key = 0; key < 200_000; key++) {
            slice.put("key " + key, StableHash.<String>of(null).hash("key " + key), "value " + key);
        }
        long full = capacityOf(slice);
        for (int key = 0; key < 200_000; key++) {
            if (key % 1_000 > 0) {
                slice.remove("key " + key, StableHash.<String>of(null).hash("key " + key));
            }
        }

        assertThat(full).isGreaterThan(200_000);
        assertThat(capacityOf(slice)).isLessThan(full / 16);
        assertThat(slice.size()).isEqualTo(200);
        for (int key = 0; key < 200_000; key += 1_000) {
            assertThat(slice.get("key " + key, StableHash.<String>of(null).hash("key " + key)))
                    .isEqualTo("value " + key);
        }
    }

    private static long capacityOf(Slice<?, ?> slice) {
        return IntStream.range(0, slice.groupCount())
                .mapToLong(group -> slice.groupAt(group).capacity())
                .sum();
    }

    @Test
    void shouldRefuseEntriesOfASliceThatWasDropped() {
        Slice<String, String> slice = table.slice(4);
        slice.put("key", 1, "value");

        assertThat(table.drop(4)).isTrue();
        assertThat(table.drop(4)).isFalse();
        assertThat(slice.get("key", 1)).isNull();
        assertThat(slice.size()).isZero();
        assertThatThrownBy(() -> slice.put("key", 1, "value"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'table', namespace 4 was dropped");
    }

    @Test
    void shouldEndAWalkWhenItsSliceIsDropped() {
        table.slice(0).put("a", 1, "value");
        table.slice(0).put("b", 2, "value");
        Cursor<String, String> cursor = table.slice(0).cursor();
        assertThat(cursor.next()).isTrue();

        table.drop(0);

        assertThat(cursor.value()).isNull();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseAHashOfAnotherTask() {
        StateTable<String, String> upper = StateTable.create("upper", KeyGroups.rangeOf(1, 2), true);

        assertThatThrownBy(() -> upper.slice(0).put("key", 0, "value"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key group 0")
                .hasMessageContaining("64..127");
        upper.slice(0).put("key", -1, "value");
        assertThat(upper.slice(0).get("key", -1)).isEqualTo("value");
    }

    @Test
    void shouldRefuseANullValue() {
        assertThatThrownBy(() -> table.slice(0).put("key", 1, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'table'")
                .hasMessageContaining("key");
    }

    @Test
    void shouldWalkInTheOrderOfHashesWhateverTheHistory() {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, 12_000).boxed().toList());
        Slice<Integer, Integer> one = filled(keys);
        Collections.shuffle(keys, new Random(1));
        Slice<Integer, Integer> other = filled(keys);
        IntStream.range(12_000, 20_000).forEach(key -> other.put(key, StableHash.mix(key), 0));
        IntStream.range(12_000, 20_000).forEach(key -> other.remove(key, StableHash.mix(key)));

        assertThat(walk(other)).isEqualTo(walk(one)).hasSize(12_000);
        assertThat(walk(one))
                .isSortedAccordingTo((a, b) -> Integer.compareUnsigned(StableHash.mix(a), StableHash.mix(b)));
    }

    private static Slice<Integer, Integer> filled(List<Integer> keys) {
        Slice<Integer, Integer> slice = StateTable.<Integer, Integer>create("walk", KeyGroupRange.ALL, true)
                .slice(0);
        keys.forEach(key -> slice.put(key, StableHash.mix(key), key));
        return slice;
    }

    private static List<Integer> walk(Slice<Integer, Integer> slice) {
        List<Integer> keys = new ArrayList<>();
        for (Cursor<Integer, Integer> cursor = slice.cursor(); cursor.next(); ) {
            keys.add(cursor.key());
        }
        return keys;
    }

    @Test
    void shouldShareOneEpochWhenTablesAreTold() {
        Epoch epoch = new Epoch();
        StateTable<String, String> one = StateTable.sharing(epoch, "one", KeyGroupRange.ALL, true);
        StateTable<String, String> other = StateTable.sharing(epoch, "other", KeyGroupRange.ALL, true);

        assertThat(one.epochs().advance()).isEqualTo(2);
        assertThat(other.epochs().current()).isEqualTo(2);
        assertThat(table.epochs().current()).isEqualTo(1);
    }

    @Test
    void shouldNotTouchWhenAnEntryIsOnlyLookedFor() {
        Slice<String, StringBuilder> slice = StateTable.<String, StringBuilder>create("b", KeyGroupRange.ALL, false)
                .slice(0);
        slice.put("key", 9, new StringBuilder());
        int mark = slice.markOf("key", 9);
        StateTable<String, StringBuilder> unused = StateTable.create("c", KeyGroupRange.ALL, false);
        unused.epochs().advance();

        assertThat(slice.contains("key", 9)).isTrue();
        assertThat(slice.contains("other", 9)).isFalse();
        assertThat(slice.markOf("key", 9)).isEqualTo(mark);
    }

    @Test
    void shouldHaveRoomForAllWhenKeysComeInTheOrderOfTheirHashes() {
        for (int size : new int[] {1_000, 5_119, 5_121, 8_000, 10_000}) {
            Slice<Integer, Integer> slice = StateTable.<Integer, Integer>create("table", new KeyGroupRange(0, 0), true)
                    .slice(0);
            int distance = (1 << KeyGroups.SHIFT) / size;
            for (int i = 0; i < size; i++) {
                slice.put(i, i * distance, -i);
            }

            assertThat(slice.groupAt(0).overflownFrom(0)).isNull();
            for (int i = 0; i < size; i++) {
                assertThat(slice.get(i, i * distance)).isEqualTo(-i);
            }
        }
    }
}
