package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StableHashTest {
    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "leafy";
            }
        }
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Route(String from, String to, int number, long distance, Color color) {}

    record Reordered(int number, Color color, long distance, String to, String from) {}

    record Holder<T>(T value, List<? extends T> more) {}

    record Everything(boolean a, byte b, short c, char d, int e, long f, float g, double h, Integer i) {}

    /**
     * Should one of these values change, keys move to other tasks and snapshots cannot be restored. They agree with an
     * independent implementation of the formulas.
     */
    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(new Type<String>() {}, "", 0),
                Arguments.of(new Type<String>() {}, "user-1", 907879744),
                Arguments.of(new Type<String>() {}, "Zürich \ud83d\ude80", -1607360715),
                Arguments.of(new Type<Boolean>() {}, true, 262886248),
                Arguments.of(new Type<Byte>() {}, (byte) -3, -1439260180),
                Arguments.of(new Type<Short>() {}, (short) 300, 801179088),
                Arguments.of(new Type<Character>() {}, 'x', 163803048),
                Arguments.of(new Type<Integer>() {}, 42, 142593372),
                Arguments.of(new Type<Long>() {}, 1L << 40, 1164980575),
                Arguments.of(new Type<Float>() {}, 1.5f, 261281703),
                Arguments.of(new Type<Double>() {}, -0.1, 1995455129),
                Arguments.of(new Type<Color>() {}, Color.RED, 2115908775),
                Arguments.of(new Type<Color>() {}, Color.GREEN, 1704881912),
                Arguments.of(new Type<BigInteger>() {}, BigInteger.valueOf(-5), 614249093),
                Arguments.of(new Type<BigInteger>() {}, BigInteger.ONE.shiftLeft(100), -876199940),
                Arguments.of(new Type<BigDecimal>() {}, new BigDecimal("12.50"), 810541447),
                Arguments.of(new Type<UUID>() {}, new UUID(1, 2), -2047822809),
                Arguments.of(new Type<Instant>() {}, Instant.parse("2026-01-02T03:04:05.678Z"), 1544921297),
                Arguments.of(new Type<Duration>() {}, Duration.ofMillis(-1), -1227251417),
                Arguments.of(new Type<LocalDate>() {}, LocalDate.of(2026, 1, 2), -959071507),
                Arguments.of(new Type<LocalTime>() {}, LocalTime.of(3, 4, 5), 1296556895),
                Arguments.of(new Type<LocalDateTime>() {}, LocalDateTime.of(2026, 1, 2, 3, 4), 1898323629),
                Arguments.of(new Type<Optional<String>>() {}, Optional.of("x"), 163803048),
                Arguments.of(new Type<Optional<String>>() {}, Optional.empty(), 0),
                Arguments.of(new Type<List<String>>() {}, List.of("a", "b"), -1082923338),
                Arguments.of(new Type<Set<Color>>() {}, Set.of(Color.RED, Color.GREEN), -1029233932),
                Arguments.of(new Type<Map<String, Integer>>() {}, Map.of("a", 1, "b", 2), -1481506524),
                Arguments.of(new Type<Route>() {}, new Route("A", "B", 7, 1L << 33, Color.RED), 1204649925),
                Arguments.of(new Type<Route>() {}, new Route("A", null, 7, 1, null), -1573527818),
                Arguments.of(
                        new Type<Everything>() {},
                        new Everything(true, (byte) 1, (short) 2, 'c', 4, 5, 6.5f, 7.5, 8),
                        -1982767988),
                Arguments.of(new Type<Shape>() {}, new Circle(3), 44775438),
                Arguments.of(new Type<Shape>() {}, new Square(2), -563894144),
                Arguments.of(new Type<Holder<String>>() {}, new Holder<>("x", List.of("y")), -1243070952));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shouldNeverChange(Type<Object> type, Object key, int hash) {
        assertThat(StableHash.of(type).hash(key)).isEqualTo(hash);
        assertThat(StableHash.of(null).hash(key)).as("without a declared type").isEqualTo(hash);
    }

    @Test
    void shouldNotDependOnTheOrderOfComponents() {
        int hash = StableHash.of(Type.of(Route.class)).hash(new Route("A", "B", 7, 9, Color.RED));

        assertThat(StableHash.of(null).hash(new Reordered(7, Color.RED, 9, "B", "A")))
                .isEqualTo(hash);
    }

    @Test
    void shouldNotDependOnTheClassOfACollection() {
        KeyHasher<Object> hasher = StableHash.of(null);

        assertThat(hasher.hash(new ArrayList<>(List.of(1, 2))))
                .isEqualTo(hasher.hash(List.of(1, 2)))
                .isEqualTo(hasher.hash(Collections.unmodifiableList(List.of(1, 2))));
        assertThat(hasher.hash(new TreeSet<>(Set.of(1, 2)))).isEqualTo(hasher.hash(Set.of(2, 1)));
        assertThat(hasher.hash(Arrays.asList("a", null, 3))).isEqualTo(hasher.hash(Arrays.asList("a", null, 3)));
    }

    @Test
    void shouldHashByTheClassOfEachKeyWhenClassesAlternate() {
        KeyHasher<Object> hasher = StableHash.of(null);
        for (int round = 0; round < 3; round++) {
            assertThat(hasher.hash(5))
                    .isEqualTo(StableHash.of(Type.of(Integer.class)).hash(5));
            assertThat(hasher.hash("5"))
                    .isEqualTo(StableHash.of(Type.of(String.class)).hash("5"));
            assertThat(hasher.hash(List.of("5", 5)))
                    .isEqualTo(StableHash.of(new Type<List<Object>>() {}).hash(List.of("5", 5)));
        }
    }

    record Opened(Object any, Comparable<?> some) {}

    @Test
    void shouldHashWhatATypeLeavesOpenByItsClass() {
        KeyHasher<Opened> hasher = StableHash.of(Type.of(Opened.class));

        assertThat(hasher.hash(new Opened("a", 1))).isEqualTo(hasher.hash(new Opened("a", 1)));
        assertThat(hasher.hash(new Opened("a", 1))).isNotEqualTo(hasher.hash(new Opened("a", 2)));
        assertThatThrownBy(() -> hasher.hash(new Opened(new Object(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @SuppressWarnings("ArrayRecordComponent") // what is to be refused
    record WithArray(String name, int[] numbers) {}

    record Endless(Endless next) {}

    static Stream<Object> unstable() {
        return Stream.of(
                new Object(),
                new AtomicLong(1),
                new int[] {1},
                new byte[] {1},
                new String[][] {},
                new WithArray("x", new int[0]),
                List.of(new int[0]),
                new Endless(null),
                Thread.State.class);
    }

    @ParameterizedTest
    @MethodSource("unstable")
    void shouldRefuseKeysWithoutAStableHash(Object key) {
        KeyHasher<Object> open = StableHash.of(null);

        assertThatThrownBy(() -> open.hash(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(register a Serde|use a List, or a record).*");
    }

    @Test
    @DisplayName("KG-3, KG-5: a type without a stable hash is refused at once")
    void shouldRefuseATypeWithoutAStableHashAtOnce() {
        assertThatThrownBy(() -> StableHash.of(Type.of(AtomicLong.class)))
                .hasMessageContaining("java.util.concurrent.atomic.AtomicLong")
                .hasMessageContaining("register a Serde");
        assertThatThrownBy(() -> StableHash.of(new Type<List<byte[]>>() {})).hasMessageContaining("byte[]");
        assertThatThrownBy(() -> StableHash.of(Type.of(WithArray.class)))
                .hasMessageContaining("WithArray, component 'numbers'");
    }

    @Test
    void shouldRefuseANullKey() {
        assertThatThrownBy(() -> StableHash.of(null).hash(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> StableHash.of(Type.of(String.class)).hash(null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static class Base {
        @Override
        public boolean equals(Object other) {
            return other instanceof Base;
        }

        @Override
        public int hashCode() {
            return 77;
        }
    }

    static final class Derived extends Base {}

    @Test
    void shouldUseARegisteredSerdeForSubclassesToo() {
        Serde<Base> serde = new Serde<>() {
            @Override
            public void write(Base value, DataOutput out) {}

            @Override
            public Base read(DataInput in) throws IOException {
                throw new IOException("never read");
            }

            @Override
            public int hash(Base value) {
                return 77;
            }

            @Override
            public boolean immutable() {
                return true;
            }
        };
        KeyHasher<Object> hasher =
                SerdeRegistry.standard().with(Base.class, serde).hasher(null);

        assertThat(hasher.hash(new Derived())).isEqualTo(StableHash.mix(77));
    }

    @Test
    void shouldSpreadConsecutiveKeysEvenlyByTheLeadingBits() {
        int[] groups = new int[128];
        KeyHasher<Integer> hasher = StableHash.of(Type.of(Integer.class));
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 128_000; i++) {
            groups[hasher.hash(i) >>> 25]++;
            hashes.add(hasher.hash(i));
        }

        assertThat(hashes).as("mixing is a bijection").hasSize(128_000);
        assertThat(Arrays.stream(groups).min().getAsInt()).isGreaterThan(850);
        assertThat(Arrays.stream(groups).max().getAsInt()).isLessThan(1_150);
    }
}
