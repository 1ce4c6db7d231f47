package io.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sink.PendingLines.PreparedLines;
import io.millrace.state.store.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a snapshot says is prepared, lines that are committed stay where they are. */
class CraftedPreparedTest {

    private static final List<PreparedLines> IMPOSSIBLE = List.of(
            new PreparedLines(-1, 4, 0, 1),
            new PreparedLines(0, -4, 0, 1),
            new PreparedLines(5, 4, 0, 1),
            new PreparedLines(Long.MIN_VALUE, Long.MAX_VALUE, 0, 1),
            new PreparedLines(0, Long.MAX_VALUE, 0, 1),
            new PreparedLines(0, 3, 0, 1),
            new PreparedLines(4, 4, 1, 1),
            new PreparedLines(0, 4, 1, 1),
            new PreparedLines(0, 0, 0, -1));

    @TempDir
    private Path directory;

    private Path file;

    private void refused(List<PreparedLines> prepared) throws IOException {
        file = Files.writeString(directory.resolve("out.txt"), "one\n");
        PendingFiles files = new PendingFiles(FileDisk.INSTANCE, file);
        LinesCommitter committer = new LinesCommitter(FileDisk.INSTANCE, file, files, 1, "the snapshots in some/where");
        try {
            assertThatThrownBy(() -> committer.recover(prepared)).isInstanceOf(IOException.class);
        } finally {
            committer.close();
        }
        assertThat(file).hasContent("one\n");
    }

    @Test
    void shouldLeaveTheFileAsItIsWhenWhatIsPreparedCannotBe() throws IOException {
        for (PreparedLines prepared : IMPOSSIBLE) {
            refused(List.of(prepared));
        }
    }

    @Test
    void shouldLeaveTheFileAsItIsWhenNothingIsSaidToBePrepared() throws IOException {
        refused(List.of());
    }
}
