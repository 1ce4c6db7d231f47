package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.store.PositionSerde;
import io.millrace.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PositionSerdeTest {

    @Test
    void shouldReadWhatItWrote() {
        Seeds.check(300, seed -> {
            Object position = position(new SplittableRandom(seed), 0);
            assertThat(read(written(position))).usingRecursiveComparison().isEqualTo(position);
        });
    }

    @Test
    void shouldReadLongBytesAndTexts() throws Exception {
        byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 7);
        String text = "ä€😀".repeat(10_000);

        assertThat(read(written(bytes))).isEqualTo(bytes);
        assertThat(read(written(text))).isEqualTo(text);
    }

    @Test
    void shouldNameTheTypeWhenItCannotBeWritten() {
        assertThatThrownBy(() -> written(List.of(1L, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a position of 2, which is a java.lang.Integer, cannot be written into a snapshot:"
                        + " return a Long, a String, a byte[] or a List of these from SourceReader.position()");
        assertThatThrownBy(() -> written(nested(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nests lists more than 8 deep");
        assertThatThrownBy(() -> written(Arrays.asList(1L, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a position of null cannot be written");
    }

    @Test
    void shouldWriteListsThatAreNestedAsDeepAsAllowed() throws Exception {
        assertThat(read(written(nested(8)))).isEqualTo(nested(8));
    }

    @Test
    void shouldFailAndNeverMisreadWhenTheBytesAreCut() {
        Seeds.check(100, seed -> {
            byte[] bytes = written(position(new SplittableRandom(seed), 0));
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void shouldRefuseBytesThatAreNoPosition() {
        for (byte[] bytes : List.of(
                new byte[] {0},
                new byte[] {5, 0, 0},
                new byte[] {2, -1, 0, 0, 0},
                new byte[] {4, -1, 0, 0, 0},
                new byte[] {3, 127, -1, -1, -1, 1},
                new byte[] {4, 127, -1, -1, -1, 1},
                new byte[] {2, 0, 0, 0, 1, (byte) 0x80})) {
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
        }
        byte[] deep = new byte[100];
        for (int i = 0; i < deep.length; i += 5) {
            deep[i] = 4;
            deep[i + 4] = 1;
        }
        assertThatThrownBy(() -> read(deep)).isInstanceOf(IOException.class).hasMessageContaining("8 deep");
    }

    private static Object nested(int depth) {
        Object position = 1L;
        for (int i = 0; i < depth; i++) {
            position = List.of(position);
        }
        return position;
    }

    private static Object position(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth < 4 ? 4 : 3)) {
            case 0 -> random.nextLong();
            case 1 ->
                random.ints(random.nextInt(10), 0x20, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case 2 -> bytes(random);
            default ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> position(random, depth + 1))
                        .toList();
        };
    }

    private static byte[] bytes(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(10)];
        random.nextBytes(bytes);
        return bytes;
    }

    static Object read(byte[] bytes) throws IOException {
        return PositionSerde.INSTANCE.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    static byte[] written(Object position) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PositionSerde.INSTANCE.write(position, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
