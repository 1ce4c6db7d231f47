package io.millrace.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFolderTest {

    private static final int LOOKS = 2_000;

    @TempDir
    private Path directory;

    @Test
    void shouldPassOverFilesThatGoWhileItLooks() throws Exception {
        Path stays = Files.createFile(
                Files.createDirectory(directory.resolve("deep")).resolve("stays"));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> renaming = CompletableFuture.runAsync(() -> renameUntil(over));
        try {
            for (int look = 0; look < LOOKS; look++) {
                assertThat(LiveFolder.files(directory)).contains(stays);
            }
        } finally {
            over.set(true);
            renaming.join();
        }
    }

    private void renameUntil(AtomicBoolean over) {
        try {
            Path file = Files.createFile(directory.resolve("deep").resolve(".pending"));
            for (int name = 0; !over.get(); name++) {
                file = Files.move(file, file.resolveSibling("file-" + name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldFindNothingWhereThereIsNoFolderYet() throws Exception {
        assertThat(LiveFolder.files(directory.resolve("none"))).isEmpty();
    }
}
