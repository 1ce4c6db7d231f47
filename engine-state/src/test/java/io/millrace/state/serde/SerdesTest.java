package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SerdesTest {
    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "very";
            }
        }
    }

    sealed interface Event permits Started, Stopped, Other {}

    record Started(String by) implements Event {}

    record Stopped(int code, Event because) implements Event {}

    enum Other implements Event {
        UNKNOWN
    }

    sealed interface Action permits Flag, Block, Kind {}

    record Flag(String id) implements Action {}

    record Block(String user, List<Level> levels) implements Action {}

    sealed interface Kind extends Action permits Soft, Hard {}

    record Soft() implements Kind {}

    enum Hard implements Kind {
        STOP
    }

    record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

    record Person(String name, Optional<LocalDate> born, Map<String, List<Integer>> marks, Level level, Integer age) {}

    record Pair<A, B>(A first, B second) {}

    record Nested(Pair<String, List<Pair<Integer, Level>>> pair, Action action) {}

    private static final String LONG_TEXT = "ä€\ud83d\ude80".repeat(5_000);

    /** A type and a value of it, for every serde there is. */
    static Stream<Arguments> values() {
        List<Arguments> values = new ArrayList<>();
        values.addAll(scalars());
        values.addAll(containers());
        values.addAll(composites());
        return values.stream();
    }

    private static List<Arguments> scalars() {
        return List.of(
                Arguments.of(Type.of(Boolean.class), false),
                Arguments.of(Type.of(boolean.class), true),
                Arguments.of(Type.of(Byte.class), Byte.MIN_VALUE),
                Arguments.of(Type.of(Short.class), Short.MAX_VALUE),
                Arguments.of(Type.of(Character.class), '\uffff'),
                Arguments.of(Type.of(Integer.class), Integer.MIN_VALUE),
                Arguments.of(Type.of(Long.class), Long.MIN_VALUE),
                Arguments.of(Type.of(Float.class), Float.NEGATIVE_INFINITY),
                Arguments.of(Type.of(Double.class), -0.0),
                Arguments.of(Type.of(String.class), ""),
                Arguments.of(Type.of(String.class), LONG_TEXT),
                Arguments.of(Type.of(String.class), "lone \ud83d surrogate, and pair \ud83d\ude80"),
                Arguments.of(Type.of(String.class), "\ude80"),
                Arguments.of(Type.of(Level.class), Level.HIGH),
                Arguments.of(Type.of(BigInteger.class), BigInteger.TWO.pow(1000).negate()),
                Arguments.of(Type.of(BigInteger.class), BigInteger.ZERO),
                Arguments.of(Type.of(BigDecimal.class), new BigDecimal("-1234567890123456789.500")),
                Arguments.of(Type.of(BigDecimal.class), BigDecimal.valueOf(1, -20)),
                Arguments.of(Type.of(Instant.class), Instant.MIN),
                Arguments.of(Type.of(Instant.class), Instant.MAX),
                Arguments.of(Type.of(Duration.class), Duration.ofSeconds(Long.MIN_VALUE, 1)),
                Arguments.of(Type.of(LocalDate.class), LocalDate.MIN),
                Arguments.of(Type.of(LocalTime.class), LocalTime.MAX),
                Arguments.of(Type.of(LocalDateTime.class), LocalDateTime.MAX),
                Arguments.of(Type.of(OffsetDateTime.class), OffsetDateTime.MAX),
                Arguments.of(
                        Type.of(ZonedDateTime.class), ZonedDateTime.parse("2024-10-27T02:30+01:00[Europe/Berlin]")),
                Arguments.of(Type.of(ZoneId.class), ZoneId.of("Asia/Tokyo")),
                Arguments.of(Type.of(ZoneId.class), ZoneOffset.ofHours(-3)),
                Arguments.of(Type.of(ZoneOffset.class), ZoneOffset.ofHoursMinutes(5, 45)),
                Arguments.of(Type.of(Year.class), Year.of(-44)),
                Arguments.of(Type.of(YearMonth.class), YearMonth.of(1969, 7)),
                Arguments.of(Type.of(Period.class), Period.of(1, -2, 3)),
                Arguments.of(Type.of(UUID.class), new UUID(-1, 5)));
    }

    private static List<Arguments> containers() {
        Map<String, Integer> nullable = new HashMap<>();
        nullable.put(null, 1);
        nullable.put("b", null);
        return List.of(
                Arguments.of(new Type<Optional<String>>() {}, Optional.of("x")),
                Arguments.of(new Type<Optional<String>>() {}, Optional.empty()),
                Arguments.of(new Type<List<String>>() {}, List.of()),
                Arguments.of(new Type<List<String>>() {}, Arrays.asList("a", null, "b")),
                Arguments.of(new Type<ArrayList<Long>>() {}, new ArrayList<>(List.of(1L, 2L))),
                Arguments.of(new Type<Set<Integer>>() {}, Set.of(1, 2, 3)),
                Arguments.of(new Type<Map<String, Integer>>() {}, nullable),
                Arguments.of(new Type<Map<String, Map<Long, byte[]>>>() {}, Map.of("a", Map.of())),
                Arguments.of(Type.of(byte[].class), new byte[] {1, 2, 3}),
                Arguments.of(Type.of(byte[].class), new byte[10_000]),
                Arguments.of(Type.of(int[].class), new int[] {1, -2}),
                Arguments.of(Type.of(long[].class), new long[0]),
                Arguments.of(Type.of(double[][].class), new double[][] {{1}, {}, {2, 3}}),
                Arguments.of(Type.of(String[].class), new String[] {"a", null}),
                Arguments.of(new Type<List<String>[]>() {}, new List<?>[] {List.of("a")}));
    }

    private static List<Arguments> composites() {
        Person person = new Person(
                "Ada", Optional.of(LocalDate.of(1815, 12, 10)), Map.of("maths", List.of(1, 1)), Level.HIGH, null);
        return List.of(
                Arguments.of(
                        Type.of(Primitives.class), new Primitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 6.5f, 7.5)),
                Arguments.of(Type.of(Person.class), person),
                Arguments.of(Type.of(Person.class), new Person(null, Optional.empty(), null, null, 3)),
                Arguments.of(new Type<Pair<String, Level>>() {}, new Pair<>("x", Level.LOW)),
                Arguments.of(
                        Type.of(Nested.class),
                        new Nested(new Pair<>("a", List.of(new Pair<>(1, Level.LOW))), new Flag("T1"))),
                Arguments.of(Type.of(Action.class), new Block("U1", List.of(Level.HIGH))),
                Arguments.of(Type.of(Action.class), new Soft()),
                Arguments.of(Type.of(Action.class), Hard.STOP),
                Arguments.of(new Type<List<Action>>() {}, List.of(new Soft(), Hard.STOP, new Flag("x"))));
    }

    static byte[] bytes(Serde<Object> serde, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(value, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    static Object read(Serde<Object> serde, byte[] bytes) throws IOException {
        return serde.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldReadWhatItWrote(Type<Object> type, Object value) throws IOException {
        Serde<Object> serde = Serdes.of(type);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes(serde, value)));

        Object read = serde.read(in);

        assertThat(read).usingRecursiveComparison().isEqualTo(value);
        assertThat(read).isInstanceOf(type.rawClass());
        assertThat(in.available()).isZero();
        assertThat(serde.hash(read)).isEqualTo(serde.hash(value));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldFailWhenTheInputEndsAnywhere(Type<Object> type, Object value) throws IOException {
        Serde<Object> serde = Serdes.of(type);
        byte[] bytes = bytes(serde, value);
        int step = Math.max(1, bytes.length / 50);
        for (int length = 0; length < bytes.length; length += step) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(serde, truncated))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldReadWhatItWroteByItsForm(Type<Object> type, Object value) throws IOException {
        Serde<Object> serde = Serdes.of(type);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes(serde, value)));

        Object read = serde.readerOf(serde.form()).read(in);

        assertThat(read).usingRecursiveComparison().isEqualTo(value);
        assertThat(in.available()).isZero();
    }

    @Test
    void shouldKnowWhichTypesAreImmutable() {
        assertThat(Serdes.of(Type.of(String.class)).immutable()).isTrue();
        assertThat(Serdes.of(Type.of(Primitives.class)).immutable()).isTrue();
        assertThat(Serdes.of(new Type<Pair<String, Level>>() {}).immutable()).isTrue();
        assertThat(Serdes.of(new Type<Pair<String, int[]>>() {}).immutable()).isFalse();
        assertThat(Serdes.of(new Type<Optional<byte[]>>() {}).immutable()).isFalse();
        assertThat(Serdes.of(new Type<List<String>>() {}).immutable()).isFalse();
        assertThat(Serdes.of(Type.of(Action.class)).immutable()).isFalse();
        assertThat(Serdes.of(Type.of(Kind.class)).immutable()).isTrue();
        assertThat(SerdeRegistry.standard().isImmutable(Type.of(Thread.class))).isFalse();
    }

    record WithThread(Thread thread) {}

    static Stream<Arguments> unknown() {
        return Stream.of(
                Arguments.of(Type.of(Thread.class), "java.lang.Thread: make it a record"),
                Arguments.of(Type.of(Object.class), "java.lang.Object"),
                Arguments.of(
                        Type.of(WithThread.class), "WithThread, component 'thread': No serde for java.lang.Thread"),
                Arguments.of(Type.of(List.class), "declare it with new Type<"),
                Arguments.of(Type.of(Pair.class), "declare it with new Type<"),
                Arguments.of(new Type<Map<String, Thread>>() {}, "java.lang.Thread"),
                Arguments.of(Type.of(Event.class), "contains itself: register a Serde"));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void shouldSayWhatToDoWhenThereIsNoSerde(Type<?> type, String message) {
        assertThatThrownBy(() -> Serdes.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldPreferARegisteredSerde() throws IOException {
        Serde<Thread> serde = new ScalarSerde<>(
                "thread", (thread, out) -> out.writeUTF(thread.getName()), in -> new Thread(in.readUTF()), t -> 0);
        SerdeRegistry registry = SerdeRegistry.standard().with(Thread.class, serde);
        Serde<WithThread> composite = registry.serde(Type.of(WithThread.class));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        composite.write(new WithThread(new Thread("spare")), new DataOutputStream(bytes));

        WithThread read = composite.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.thread.getName()).isEqualTo("spare");
        assertThatThrownBy(() -> registry.with(null, serde)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepTheOrderOfSetsAndMaps() throws IOException {
        Serde<Object> serde = serdeOf(new Type<Set<Integer>>() {});
        Set<Integer> set = new LinkedHashSet<>(List.of(9, 1, 5));

        assertThat(new ArrayList<>((Set<?>) read(serde, bytes(serde, set)))).isEqualTo(List.of(9, 1, 5));
        assertThat(Collections.unmodifiableSet(set)).isEqualTo(read(serde, bytes(serde, set)));
    }

    @SuppressWarnings("unchecked") // only values of the type are written
    static Serde<Object> serdeOf(Type<?> type) {
        return (Serde<Object>) Serdes.of(type);
    }
}
