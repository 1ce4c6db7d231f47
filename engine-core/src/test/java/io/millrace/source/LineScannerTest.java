package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineScannerTest {

    private static final Path FILE = Path.of("some.txt");
    private static final String[] PIECES = {
        "\n", "\r\n", "\r", "a", "bc", "0123456789abcdef", "é", "€", "😀", "\uFFFD", "\u0000", "\u008A", "\uFEFF"
    };

    @Test
    void shouldAgreeWithANaiveSplitWhateverTheBuffer() {
        Seeds.check(3_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String text = text(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            LineScanner scanner = scanner(bytes, random.nextInt(1, 20), 1_000, random);

            assertThat(read(scanner)).isEqualTo(naiveSplit(text));
            assertThat(scanner.position().offset()).isEqualTo(text.equals("\uFEFF") ? 0 : bytes.length);
            assertThat(scanner.number()).isEqualTo(naiveSplit(text).size());
        });
    }

    @Test
    void shouldGoOnWithTheRestWhenStartedAtTheEndOfAnyLine() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = text(random).getBytes(StandardCharsets.UTF_8);
            List<LinePosition> positions = new ArrayList<>();
            List<String> lines = read(scanner(bytes, 8, 1_000, random), positions);
            for (int i = 0; i < positions.size(); i++) {
                LinePosition from = positions.get(i);
                byte[] rest = Arrays.copyOfRange(bytes, (int) from.offset(), bytes.length);
                FileSample sample = new FileSample();
                sample.read(bytes, 0, (int) from.offset());
                sample.passed(bytes, (int) from.offset());
                LineScanner resumed = new LineScanner(FILE, new Trickle(rest, random), from, sample, 5, 1_000);
                assertThat(resumed.position()).isEqualTo(from);
                List<LinePosition> positionsAgain = new ArrayList<>();
                assertThat(read(resumed, positionsAgain)).isEqualTo(lines.subList(i + 1, lines.size()));
                assertThat(positionsAgain).isEqualTo(positions.subList(i + 1, positions.size()));
                assertThat(resumed.number()).isEqualTo(lines.size());
            }
        });
    }

    @Test
    void shouldNameTheLineWhenItIsTooLong() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (String end : List.of("", "\n", "\r\n", "\nabc")) {
            byte[] fits = ("a\n" + "x".repeat(30) + end).getBytes(StandardCharsets.UTF_8);
            byte[] tooLong = ("a\n" + "x".repeat(31) + end).getBytes(StandardCharsets.UTF_8);

            assertThat(read(scanner(fits, 4, 30, random))).contains("x".repeat(30));
            LineScanner scanner = scanner(tooLong, 4, 30, random);
            do {
                while (scanner.poll() != null && scanner.problem() == null) {
                    // as far as the one that is too long
                }
            } while (scanner.problem() == null && scanner.fill());
            assertThat(scanner.number()).isEqualTo(2);
            assertThat(scanner.problem()).contains("the line is longer than 30 bytes");
        }
    }

    @Test
    void shouldGoOnBehindLinesThatAreTooLong() {
        Seeds.check(1_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int longest = random.nextInt(4, 30);
            String text = text(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            LineScanner scanner = new LineScanner(
                    FILE,
                    new Trickle(bytes, random),
                    LinePosition.START,
                    new FileSample(),
                    random.nextInt(1, 9),
                    longest);
            List<LinePosition> positions = new ArrayList<>();
            List<String> lines = read(scanner, positions);
            List<String> whole = naiveSplit(text);
            assertThat(lines).hasSameSizeAs(whole);
            for (int i = 0; i < lines.size(); i++) {
                boolean fits = whole.get(i).getBytes(StandardCharsets.UTF_8).length <= longest;
                assertThat(whole.get(i)).startsWith(lines.get(i));
                assertThat(lines.get(i).length() == whole.get(i).length()).isEqualTo(fits);
            }
            assertThat(scanner.position().offset()).isEqualTo(text.equals("\uFEFF") ? 0 : bytes.length);
        });
    }

    @Test
    void shouldNameTheByteWhenTheTextIsNotUtf8() throws IOException {
        byte[][] malformed = {{(byte) 0xE9}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}};
        for (byte[] bytes : malformed) {
            byte[] text = ByteBuffer.allocate(10 + bytes.length)
                    .put("1\n2\n\uFFFDx".getBytes(StandardCharsets.UTF_8))
                    .put(bytes)
                    .put("y\n".getBytes(StandardCharsets.UTF_8))
                    .array();

            LineScanner scanner = scanner(text, 16, 100, new SplittableRandom(1));
            assertThat(read(scanner)).hasSize(3);
            assertThat(scanner.problem()).contains(String.format("byte 5 of the line (0x%02X) is not UTF-8", bytes[0]));
        }
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 2_000 : 40); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static List<String> naiveSplit(String text) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int feed = content.indexOf('\n'); feed >= 0; feed = content.indexOf('\n', from)) {
            String line = content.substring(from, feed);
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            from = feed + 1;
        }
        if (from < content.length()) {
            lines.add(content.substring(from));
        }
        return lines;
    }

    private static LineScanner scanner(byte[] bytes, int bufferSize, int longest, SplittableRandom random) {
        return new LineScanner(
                FILE, new Trickle(bytes, random), LinePosition.START, new FileSample(), bufferSize, longest);
    }

    private static List<String> read(LineScanner scanner) throws IOException {
        return read(scanner, new ArrayList<>());
    }

    private static List<String> read(LineScanner scanner, List<LinePosition> positions) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            for (String line = scanner.poll(); line != null; line = scanner.poll()) {
                lines.add(line);
                positions.add(scanner.position());
            }
        } while (scanner.fill());
        return lines;
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle implements ReadableByteChannel {

        private final ByteBuffer bytes;
        private final SplittableRandom random;

        private Trickle(byte[] bytes, SplittableRandom random) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.random = random;
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int most = Math.min(target.remaining(), bytes.remaining());
            int count = random.nextInt(1, Math.min(most, 12) + 1);
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
