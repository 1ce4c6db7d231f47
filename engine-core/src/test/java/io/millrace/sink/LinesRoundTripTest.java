package io.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.source.Sources;
import io.millrace.state.store.FileDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written as lines is read back as the same lines, or refused. */
class LinesRoundTripTest {

    private static final String[] PIECES = {
        "", "a", "word ", "\r", "\r\r", "\uFEFF", "ä", "€", "😀", "\uFFFD", "?", "\u0085", "\u2028", "\u0000"
    };
    private static final String[] HALVES = {"\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83Dx", "x\uDE00"};

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatWasWritten() {
        Seeds.check(150, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> texts = new ArrayList<>();
            for (int line = random.nextInt(12); line >= 0; line--) {
                texts.add(text(random));
            }
            Path file = directory.resolve("lines-" + seed);
            SinkWriter<Object> writer = Sinks.lines(file).open(new TestSinkContext());
            writer.begin();
            for (String text : texts) {
                writer.write(batch(text));
            }
            writer.close();
            assertThat(read(file)).isEqualTo(texts);

            Path pending = directory.resolve("pending-" + seed);
            try (PendingLines lines = new PendingLines(FileDisk.INSTANCE, pending, 0)) {
                for (String text : texts) {
                    lines.append(LineBuffer.lineOf(text));
                }
                lines.prepare(1);
            }
            assertThat(pending).hasSameBinaryContentAs(file);
        });
    }

    @Test
    void shouldWriteAFileThatItHasReadByteForByte() throws Exception {
        Path file = Files.writeString(directory.resolve("unix.txt"), "a\n\r\r\nb\r\r\n\n ä \n");
        Path copy = directory.resolve("copy.txt");
        SinkWriter<Object> writer = Sinks.lines(copy).open(new TestSinkContext());
        writer.begin();
        for (Object line : read(file)) {
            writer.write(batch(line.toString()));
        }
        writer.close();

        assertThat(copy).hasSameBinaryContentAs(file);
    }

    @Test
    void shouldNameOperatorAndEventWhenATextHasHalfOfASurrogatePair() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String half = HALVES[random.nextInt(HALVES.length)];
            String text = text(random).replace("\uFEFF", "") + half + text(random);
            Path file = directory.resolve("halves-" + seed);
            SinkWriter<Object> writer = Sinks.lines(file).open(new TestSinkContext());
            writer.begin();

            assertThatThrownBy(() -> writer.write(batch(text)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("'output' failed on ")
                    .hasMessageContaining("has half of a surrogate pair, U+D")
                    .hasMessageContaining("which UTF-8 cannot hold; mend the text where it was cut, or escape it");
            writer.close();
            assertThat(file).isEmptyFile();
        });
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static List<?> read(Path file) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("lines", Sources.lines(file)).to("read", Sinks.discard());
        return Simulation.of(pipeline).run().output("read");
    }

    private static Batch<Object> batch(String text) {
        Batch<Object> batch = new Batch<>(1);
        batch.add(text);
        batch.timestamp(0, EventTime.NONE);
        return batch;
    }
}
