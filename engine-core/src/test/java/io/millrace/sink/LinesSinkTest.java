package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.operator.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class LinesSinkTest {

    private final TestSinkContext context = new TestSinkContext();

    @TempDir
    private Path directory;

    @Test
    void shouldHaveTheLinesInTheFileAfterEachBatch() throws Exception {
        Path file = directory.resolve("out.txt");
        SinkWriter<Object> writer = Sinks.lines(file).open(context);
        writer.begin();
        writer.write(batch("ä€😀", 1));
        String afterTheFirst = Files.readString(file);
        writer.write(batch("", "last"));
        writer.finish();
        writer.close();

        assertThat(afterTheFirst).isEqualTo("ä€😀\n1\n");
        assertThat(Files.readString(file)).isEqualTo("ä€😀\n1\n\nlast\n");
    }

    @Test
    void shouldReplaceAnExistingFileWhenTheJobBegins() throws Exception {
        Path file = Files.writeString(directory.resolve("out.txt"), "what was there before\n");
        SinkWriter<Object> writer = Sinks.lines(file).open(context);
        String afterOpening = Files.readString(file);
        writer.begin();
        writer.write(batch("new"));
        writer.close();

        assertThat(afterOpening).isEqualTo("what was there before\n");

        assertThat(Files.readString(file)).isEqualTo("new\n");
    }

    @Test
    void shouldWriteLinesThatAreLargerThanItsBuffer() throws Exception {
        Path file = directory.resolve("out.txt");
        String large = "x".repeat(200_000);
        SinkWriter<Object> writer = Sinks.lines(file).open(context);
        writer.begin();
        writer.write(batch("a", large, "b", large + large));
        writer.close();

        assertThat(Files.readString(file)).isEqualTo("a\n" + large + "\nb\n" + large + large + "\n");
    }

    @Test
    void shouldKeepTheLinesBeforeAndRefuseTheEventWhenItsTextHasALineFeed() throws Exception {
        Path file = directory.resolve("out.txt");
        SinkWriter<Object> writer = Sinks.lines(file).open(context);
        writer.begin();

        assertThatThrownBy(() -> writer.write(batch("a", "b\nc", "d")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'output' failed on b\\nc")
                .hasMessageContaining("must not contain a line feed; escape it");
        writer.close();
        assertThat(Files.readString(file)).isEqualTo("a\n");
    }

    @Test
    void shouldNameWhatIsWrongWhenTheFileCannotBeMade() {
        Path homeless = directory.resolve("missing").resolve("out.txt");

        assertThatThrownBy(() -> Sinks.lines(homeless).open(context))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + homeless + ": there is no directory " + directory.resolve("missing")
                        + "; make it first");
        assertThatThrownBy(() -> Sinks.lines(directory).open(context))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + directory + ": it is a directory; name a file");
    }

    @Test
    void shouldSayHowManyLinesAreThereWhenTheDiskIsFull() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        SinkWriter<Object> writer = Sinks.lines(full).open(context);
        writer.begin();

        assertThatThrownBy(() -> writer.write(batch("a")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write /dev/full: ")
                .hasMessageEndingWith("; it holds 0 complete lines");
        writer.close();
    }

    @Test
    void shouldWriteToADeviceThatCannotBeForced() throws Exception {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.isWritable(device));
        SinkWriter<Object> writer = Sinks.lines(device).open(context);
        writer.begin();
        writer.write(batch("a"));
        writer.finish();
        writer.close();

        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void shouldHaveOneWriterOnAThreadOfItsOwn() {
        assertThat(Sinks.lines(directory).blocking()).isTrue();
        assertThat(Sinks.lines(directory).maxParallelism()).isEqualTo(1);
    }

    @Test
    void shouldRefuseASecondSinkOnTheSameFile() throws Exception {
        Path file = directory.resolve("out.txt");
        Sink<Object> sink = Sinks.lines(file);
        SinkWriter<Object> first = sink.open(new TestSinkContext());
        try {
            assertThatThrownBy(() -> sink.open(new TestSinkContext()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write " + file + ": another sink is writing it; name a file for each");
        } finally {
            first.close();
        }
        sink.open(new TestSinkContext()).close();
    }
}
