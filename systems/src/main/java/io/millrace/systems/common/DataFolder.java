package io.millrace.systems.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that a program keeps its things in: one that stays, or one that goes with the program.
 *
 * @param path where it is
 * @param stays whether it is there when the program has ended
 */
public record DataFolder(Path path, boolean stays) implements AutoCloseable {

    /**
     * Opens it.
     *
     * @param wanted the one that stays; none for one that goes
     * @return the directory, which is there
     */
    public static DataFolder open(Optional<Path> wanted) {
        return wanted.map(DataFolder::staying).orElseGet(DataFolder::temporary);
    }

    private static DataFolder staying(Path wanted) {
        try {
            return new DataFolder(Files.createDirectories(wanted), true);
        } catch (IOException e) {
            throw Failures.of("make", wanted, e);
        }
    }

    private static DataFolder temporary() {
        try {
            return new DataFolder(Files.createTempDirectory("millrace-system"), false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory: " + e, e);
        }
    }

    @Override
    public void close() {
        if (stays) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Failures.of("delete", path, e);
        }
    }
}
