package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class LinesSourceTest {

    @TempDir
    private Path directory;

    @Test
    void shouldNumberLinesAndNameTheFile() throws Exception {
        Path file = write("one\r\n\ntwo");

        assertThat(Reading.all(Sources.numberedLines(file), null, 10))
                .containsExactly(new Line(file, 1, "one"), new Line(file, 2, ""), new Line(file, 3, "two"));
        assertThat(new Line(Path.of("a.csv"), 3, "x,y")).hasToString("a.csv, line 3: x,y");
    }

    @Test
    void shouldReadAcrossItsBufferWhenTheFileIsLarge() throws Exception {
        List<String> lines = IntStream.range(0, 300)
                .mapToObj(i -> i % 100 == 0 ? "ä".repeat(200_000) : "line " + i)
                .toList();
        Path file = write(String.join("\n", lines) + "\n");

        assertThat(Reading.all(Sources.lines(file), null, 64)).isEqualTo(lines);
    }

    @Test
    void shouldReturnNothingButTheEndWhenTheFileIsEmpty() throws Exception {
        assertThat(Reading.all(Sources.lines(write("")), null, 4)).isEmpty();
    }

    @Test
    void shouldDeclareThatItBlocks() {
        assertThat(Sources.lines(directory).blocking()).isTrue();
        assertThat(Sources.lines(directory).live()).isFalse();
        assertThat(Sources.lines(directory).maxParallelism()).isEqualTo(1);
    }

    @Test
    void shouldNameTheFileWhenItIsMissing() {
        Path missing = directory.resolve("missing.csv");

        assertThatThrownBy(() -> Sources.lines(missing).open(new TestSourceContext()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read " + missing + ": there is no such file");
        assertThatThrownBy(() -> Sources.lines(Path.of("missing.csv")).open(new TestSourceContext()))
                .hasMessage("cannot read missing.csv: there is no such file (looked for "
                        + Path.of("missing.csv").toAbsolutePath() + ")");
    }

    @Test
    void shouldNameTheFileWhenItIsADirectory() {
        assertThatThrownBy(() -> Sources.lines(directory).open(new TestSourceContext()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read " + directory + ": it is a directory; name a file");
    }

    @Test
    void shouldRefuseToResumeWhenThePositionIsNone() throws Exception {
        Source<String> source = Sources.lines(write("one\ntwo\n"));

        for (List<Long> position : List.of(List.of(-1L, 0L, 0L), List.of(4L, -1L, 0L), List.of(4L, 5L, 0L))) {
            assertThatThrownBy(() -> source.open(new TestSourceContext(position)))
                    .isInstanceOf(UnfitSnapshotException.class)
                    .hasMessageContaining("source 'input' cannot go on at " + position);
        }
    }

    @Test
    void shouldFailNamingTheLineWhenTheTextIsNotUtf8() throws Exception {
        Path file = directory.resolve("latin1.txt");
        Files.write(file, "one\ncafé\n".getBytes(StandardCharsets.ISO_8859_1));
        SourceReader<String> reader = Sources.lines(file).open(new TestSourceContext());
        try {
            assertThatThrownBy(() -> reader.fetch(new Batch<>(4)))
                    .hasMessageContaining("'input'")
                    .hasMessageContaining(
                            file + ", line 2: byte 4 of the line (0xE9) is not UTF-8; convert the file to UTF-8");
        } finally {
            reader.close();
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("lines.txt"), text);
    }
}
