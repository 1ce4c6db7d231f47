package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged bytes are an IOException, or a value by chance; they never make the engine allocate what they do not contain.
 */
class HostileInputTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 200);
    private static final long MUCH = 64L << 20;

    /** The longest length, 2^31 - 1, and lengths that are none: 2^31, 2^32 - 1 (as -1 is), and more than five bytes. */
    private static final List<byte[]> LENGTHS = List.of(
            new byte[] {-1, -1, -1, -1, 7},
            new byte[] {-128, -128, -128, -128, 8},
            new byte[] {-1, -1, -1, -1, 15},
            new byte[] {-1, -1, -1, -1, -1, 1});

    static Stream<Arguments> values() {
        return SerdesTest.values();
    }

    private static byte[] sample(Serde<Object> serde, Object value) throws IOException {
        byte[] bytes = SerdesTest.bytes(serde, value);
        return bytes.length <= 4_000 ? bytes : Arrays.copyOf(bytes, 4_000);
    }

    private static void checkThatReadingIsHarmless(Serde<Object> serde, byte[] bytes) {
        long before = allocated();
        try {
            serde.read(new java.io.DataInputStream(new java.io.ByteArrayInputStream(bytes)));
        } catch (IOException expected) {
            assertTrue(expected.getStackTrace().length > 0);
        }
        long allocated = allocated() - before;
        assertTrue(allocated < MUCH, () -> allocated + " bytes were allocated");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldNotBeMisledWhenALengthIsExtreme(Type<?> type, Object value) throws IOException {
        Serde<Object> serde = SerdesTest.serdeOf(type);
        byte[] bytes = sample(serde, value);
        int step = Math.max(1, bytes.length / 100);
        for (int at = 0; at < bytes.length; at += step) {
            for (byte[] length : LENGTHS) {
                ByteArrayOutputStream damaged = new ByteArrayOutputStream();
                damaged.write(bytes, 0, at);
                damaged.writeBytes(length);
                damaged.write(bytes, at + 1, bytes.length - at - 1);
                checkThatReadingIsHarmless(serde, damaged.toByteArray());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldNotBeMisledWhenBytesAreChanged(Type<?> type, Object value) throws IOException {
        Serde<Object> serde = SerdesTest.serdeOf(type);
        byte[] bytes = sample(serde, value);
        for (int seed = 0; seed < SEEDS && bytes.length > 0; seed++) {
            Random random = new Random(seed);
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(Math.min(damaged.length, 300))] = (byte) random.nextInt();
            }
            checkThatReadingIsHarmless(serde, damaged);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static void checkDamage(Type<?> type, byte[] bytes, String message) {
        assertThatThrownBy(() -> SerdesTest.read(SerdesTest.serdeOf(type), bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldSayWhatIsDamaged() {
        checkDamage(Type.of(Boolean.class), bytes(2), "Damaged boolean: 2");
        checkDamage(Type.of(String.class), bytes(9), "no such form: 9");
        checkDamage(Type.of(String.class), bytes(0, -1, -1, -1, -1, 15), "length 4294967295 exceeds");
        checkDamage(Type.of(String.class), bytes(0, -1, -1, -1, -1, -1), "more than five bytes");
        checkDamage(Type.of(java.math.BigInteger.class), bytes(0), "no bytes");
        checkDamage(Type.of(java.time.Instant.class), bytes(0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0), "nanoseconds");
        checkDamage(Type.of(java.time.LocalTime.class), bytes(-1, 0, 0, 0, 0, 0, 0, 0), "Damaged time");
        checkDamage(Type.of(SerdesTest.Level.class), bytes(0, 1, 'X'), "has no constant 'X'");
        checkDamage(new Type<Set<Byte>>() {}, bytes(0, 2, 7, 7), "holds an element twice");
        checkDamage(new Type<Map<Byte, Byte>>() {}, bytes(0, 2, 7, 7, 0, 2, 1, 1), "holds a key twice");
        checkDamage(new Type<Map<Byte, Byte>>() {}, bytes(0, 2, 7, 8, 0, 1, 1), "2 keys, 1 values");
        checkDamage(Type.of(int[].class), bytes(1, 1, 0), "null among primitives");
        checkDamage(Type.of(SerdesTest.Action.class), bytes(0, 1, 'X'), "permits no class named 'X'");
        checkDamage(Type.of(SerdesTest.Flag.class), bytes(5, 0, 1, 'x', 0), "1 bytes too many");
    }
}
