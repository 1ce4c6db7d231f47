package io.millrace.sink;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is said when a file cannot be written. */
final class WriteErrors {

    private WriteErrors() {}

    static IOException of(Path file, IOException cause) {
        return new IOException("cannot write " + file + ": " + reason(file, cause), cause);
    }

    static void checkNoDirectory(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot write " + file + ": it is a directory; name a file");
        }
    }

    private static String reason(Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no directory " + file.toAbsolutePath().getParent() + "; make it first";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        return cause instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : cause.getMessage();
    }
}
