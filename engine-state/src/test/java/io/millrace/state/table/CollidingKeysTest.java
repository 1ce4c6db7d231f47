package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.StableHash;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys whose hashes are equal. A search that were linear in their number would take minutes. */
@Timeout(60)
class CollidingKeysTest {
    private static final int MANY = 100_000;
    private static final KeyHasher<Object> HASHER = StableHash.of(null);

    /** The bits of a number written in "Aa" and "BB", which have the same hash. */
    private static String collidingString(int number) {
        return IntStream.range(0, 17)
                .mapToObj(bit -> (number >>> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private record Pair(String left, String right) {}

    private record Name(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && text.equalsIgnoreCase(name.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    /** Nothing is known of it but equals. */
    private static final class Opaque {
        private final int number;

        Opaque(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque opaque && opaque.number == number;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Test
    void shouldStayFastWhenStringsCollide() {
        Set<Integer> hashes = new HashSet<>();
        List<Object> keys = keys(MANY, CollidingKeysTest::collidingString);
        keys.forEach(key -> hashes.add(HASHER.hash(key)));

        assertThat(hashes).hasSize(1);
        checkAll(keys, HASHER.hash(keys.get(0)));
    }

    @Test
    void shouldStayFastWhenRecordsCollide() {
        List<Object> keys = keys(MANY / 5, i -> new Pair("same", collidingString(i)));

        checkAll(keys, HASHER.hash(keys.get(0)));
    }

    @Test
    void shouldStayFastWhenListsCollide() {
        List<Object> keys = keys(MANY / 5, i -> List.of(1, collidingString(i)));

        checkAll(keys, HASHER.hash(keys.get(0)));
    }

    @Test
    void shouldTellOptionalsSetsAndMapsOfOneHashApart() {
        checkAll(keys(500, i -> Optional.of(collidingString(i))), 1);
        checkAll(keys(500, i -> Set.of(collidingString(i), "and", i % 2)), 2);
        checkAll(keys(500, i -> Map.of(collidingString(i), Optional.empty(), "more", List.of(i))), 3);
    }

    @Test
    void shouldTellDecimalsOfOneHashApartThatCompareAsEqual() {
        checkAll(keys(1_000, i -> List.of(BigDecimal.ZERO.setScale(i), BigDecimal.ZERO.setScale(-31 * i))), 4);
    }

    @Test
    void shouldFindARecordOfOneHashByItsOwnEquals() {
        List<Object> keys = keys(300, i -> new Name(collidingString(i).toLowerCase(Locale.ROOT)));
        Slice<Object, Integer> slice = StateTable.<Object, Integer>create("table", KeyGroupRange.ALL, true)
                .slice(0);
        for (int i = 0; i < keys.size(); i++) {
            slice.put(keys.get(i), 5, i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i, slice.get(new Name(((Name) keys.get(i)).text().toUpperCase(Locale.ROOT)), 5));
        }
    }

    @Test
    void shouldStayFastWhenOnlyTheLeadingBitsCollide() {
        Slice<Integer, Integer> slice = StateTable.<Integer, Integer>create("table", KeyGroupRange.ALL, true)
                .slice(0);
        for (int i = 0; i < MANY; i++) {
            slice.put(i, i, -i); // all in group 0, at home in one of a few slots
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(-i, slice.get(i, i));
        }
        assertEquals(MANY, slice.size());
    }

    @Test
    void shouldTellKeysOfOneHashApartWhenTheyHaveNoOrder() {
        List<Object> keys = keys(500, Opaque::new);
        keys.addAll(keys(500, i -> i));
        keys.addAll(keys(500, i -> (long) i));
        keys.addAll(keys(500, i -> "text " + i));

        checkAll(keys, 42);
    }

    private static List<Object> keys(int count, IntFunction<Object> key) {
        return IntStream.range(0, count).mapToObj(key).collect(Collectors.toCollection(ArrayList::new));
    }

    private static void checkAll(List<Object> keys, int hash) {
        Slice<Object, Integer> slice = StateTable.<Object, Integer>create("table", KeyGroupRange.ALL, true)
                .slice(0);
        for (int i = 0; i < keys.size(); i++) {
            slice.put(keys.get(i), hash, i);
        }
        assertEquals(keys.size(), slice.size());
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i, slice.get(keys.get(i), hash));
            slice.put(keys.get(i), hash, -i);
        }
        for (int i = 0; i < keys.size(); i += 2) {
            assertEquals(-i, slice.remove(keys.get(i), hash));
        }
        Set<Object> left = new HashSet<>();
        for (Cursor<Object, Integer> cursor = slice.cursor(); cursor.next(); ) {
            left.add(cursor.value());
        }
        assertThat(left).hasSize(keys.size() / 2).hasSize(slice.size()).allMatch(value -> (int) value % 2 != 0);
    }
}
