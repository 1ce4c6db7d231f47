package io.millrace.state.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A call to the disk that has failed: says what was tried, on what, why that failed, and what can be done. What the
 * system has said is the cause.
 */
public final class DiskException extends IOException {

    private static final String DIRECTORY = "it is a directory; name a file";

    /** What systems say, in words that say what to do. */
    private static final Map<String, String> REASONS = Map.of(
            "No space left on device", "no space left on device; make room on that disk",
            "There is not enough space on the disk", "no space left on device; make room on that disk",
            "Disk quota exceeded", "the quota of the disk is used up; make room, or have it raised",
            "Read-only file system", "the file system is read-only; choose a place that can be written",
            "Too many open files", "too many files are open; allow this process more, or have it do less at once",
            "File name too long", "the name is too long; choose a shorter one",
            "Too many levels of symbolic links", "links lead back to themselves; look where they lead",
            "Is a directory", DIRECTORY,
            "Not a directory", "a part of the path is a file and not a directory; choose another place");

    /** Parts of what is said of failures that stay. */
    private static final List<String> PERMANENT = List.of(
            DIRECTORY, "is read-only", "the name is too long", "links lead back", "is a file and not a directory");

    private static final String NO_REMEDY = "see whether the disk is there and in order";

    private DiskException(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * Explains a failure; one that is explained already stays as it is.
     *
     * @param attempt what was tried, such as {@code write}: continues "cannot"
     * @param path on what
     * @param cause what was thrown
     * @return what to throw
     */
    public static DiskException of(String attempt, Path path, IOException cause) {
        return cause instanceof DiskException explained
                ? explained
                : new DiskException("cannot " + attempt + " " + path + ": " + reason(path, cause), cause);
    }

    /**
     * Refuses a directory where a file is to be; systems say so late, or not at all.
     *
     * @param attempt what is tried
     * @param file what should be none
     * @throws DiskException when it is a directory
     */
    public static void checkIsNoDirectory(String attempt, Path file) throws DiskException {
        if (Files.isDirectory(file)) {
            throw new DiskException("cannot " + attempt + " " + file + ": " + DIRECTORY, null);
        }
    }

    /**
     * Refuses what is there and is no file: a pipe would be waited for, for ever.
     *
     * @param attempt what is tried
     * @param file what should be a file, if it is there
     * @throws DiskException when it is something else
     */
    static void checkIsFile(String attempt, Path file) throws DiskException {
        checkIsNoDirectory(attempt, file);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DiskException(
                    "cannot " + attempt + " " + file + ": it is a pipe or a device and no file; move it away", null);
        }
    }

    /**
     * A failure that is no call's of the system.
     *
     * @param attempt what was tried, such as {@code write}: continues "cannot"
     * @param path on what
     * @param reason why it failed, and what can be done
     * @return what to throw
     */
    public static DiskException because(String attempt, Path path, String reason) {
        return new DiskException("cannot " + attempt + " " + path + ": " + reason, null);
    }

    /**
     * Whether trying again would not help before somebody has changed something: a file that is not there, say.
     *
     * @return false for what may pass by itself, such as a disk that is full
     */
    public boolean isPermanent() {
        return getCause() == null
                || getCause() instanceof NoSuchFileException
                || getCause() instanceof AccessDeniedException
                || getCause() instanceof NotDirectoryException
                || getCause() instanceof DirectoryNotEmptyException
                || getCause() instanceof FileAlreadyExistsException
                || PERMANENT.stream().anyMatch(getMessage()::contains);
    }

    /** Whether the right to do something is missing, explained or not. */
    static boolean isDenial(IOException failure) {
        return failure instanceof AccessDeniedException
                || (failure instanceof DiskException && failure.getCause() instanceof AccessDeniedException);
    }

    private static String reason(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return missing(path);
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied; give the user that runs this program the right to, or choose another place";
        }
        if (cause instanceof NotDirectoryException) {
            return "it is no directory; choose another place";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "a file of that name is there already; choose another place";
        }
        if (cause instanceof DirectoryNotEmptyException) {
            return "the directory is not empty; see who else keeps files there";
        }
        if (cause instanceof AtomicMoveNotSupportedException) {
            return "that disk cannot rename a file at once; choose a place on another one";
        }
        if (cause instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        if (cause instanceof ClosedChannelException) {
            return "it has been closed";
        }
        return asTheSystemSays(cause);
    }

    private static String missing(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null || Files.isDirectory(parent)
                ? "there is no such file" + (path.isAbsolute() ? "" : " (looked for " + path.toAbsolutePath() + ")")
                : "there is no directory " + parent + "; make it first";
    }

    private static String asTheSystemSays(IOException cause) {
        String said = cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
        if (said == null || said.isBlank()) {
            return "the system gives no reason (" + cause.getClass().getSimpleName() + "); " + NO_REMEDY;
        }
        return REASONS.entrySet().stream()
                .filter(known -> said.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(said + "; " + NO_REMEDY);
    }
}
