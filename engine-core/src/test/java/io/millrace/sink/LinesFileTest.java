package io.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesFileTest {

    @TempDir
    private Path directory;

    @Test
    void shouldTakeBackTheTornLineWhenTheDiskIsFullAfterAnyByte() throws Exception {
        String content = "first\nsecond\n\nfourth\n";
        for (int room = 0; room < content.length(); room++) {
            Path path = directory.resolve("room-" + room);
            String kept = content.substring(0, content.lastIndexOf('\n', room - 1) + 1);
            try (LinesFile file = new LinesFile(path, limited(path, room))) {
                assertThatThrownBy(() -> writeAll(file, content))
                        .isInstanceOf(IOException.class)
                        .hasMessage(
                                "cannot write " + path + ": no space left on device; make room on that disk; it holds "
                                        + kept.lines().count() + " complete lines");
            }
            assertThat(Files.readString(path))
                    .as("with room for %d bytes", room)
                    .isEqualTo(kept);
        }
    }

    @Test
    void shouldWriteNothingMoreWhenFlushedAfterAFailure() throws Exception {
        Path path = directory.resolve("out.txt");
        try (LinesFile file = new LinesFile(path, limited(path, 3))) {
            assertThatThrownBy(() -> writeAll(file, "a\nbcd\n")).isInstanceOf(IOException.class);
            file.flush();
        }
        assertThat(Files.readString(path)).isEqualTo("a\n");
    }

    @Test
    void shouldKeepTheInterruptWhenItIsInterruptedAmidALine() throws Exception {
        Path path = directory.resolve("out.txt");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try (LinesFile file = new LinesFile(path, new LimitedChannel(channel, 3, () -> {
            channel.close();
            Thread.currentThread().interrupt();
            return new ClosedByInterruptException();
        }))) {
            assertThatThrownBy(() -> writeAll(file, "a\nbcd\n"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write " + path + ": interrupted; it holds 1 complete lines");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readString(path)).isEqualTo("a\n");
    }

    private static void writeAll(LinesFile file, String content) throws IOException {
        for (String line : content.lines().toList()) {
            file.append(line.getBytes(StandardCharsets.UTF_8));
        }
        file.flush();
    }

    private static FileChannel limited(Path path, int room) throws IOException {
        return new LimitedChannel(
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                room,
                () -> new IOException("No space left on device"));
    }
}
