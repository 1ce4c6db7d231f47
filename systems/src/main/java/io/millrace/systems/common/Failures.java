package io.millrace.systems.common;

import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Says in one line why something failed. */
public final class Failures {

    private Failures() {}

    /**
     * What reached the program: the message of the outermost cause that is about a file or a port, or else its own.
     *
     * @param failure what was thrown
     * @return a line
     */
    public static String line(Throwable failure) {
        Throwable worded = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UncheckedIOException || cause instanceof IOException) {
                worded = cause;
                break;
            }
        }
        String message = worded.getMessage() == null ? worded.toString() : worded.getMessage();
        return message.lines().findFirst().orElse(worded.toString());
    }

    /**
     * One for what somebody who has started the program can mend.
     *
     * @param attempt what was tried, such as {@code write}: continues "cannot"
     * @param path on what
     * @param cause what the JDK has thrown
     * @return the exception, which says why, and what to do
     */
    public static UncheckedIOException of(String attempt, Path path, IOException cause) {
        IOException explained = DiskException.of(attempt, path, cause);
        return new UncheckedIOException(explained.getMessage(), explained);
    }
}
