package io.millrace.systems.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in one line why something failed. */
public final class Failures {

    private Failures() {}

    /**
     * What reached the program: the message of the innermost cause that is about a file or a port, or else its own.
     *
     * @param failure what was thrown
     * @return a line
     */
    public static String line(Throwable failure) {
        Throwable worded = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UncheckedIOException || cause instanceof FileSystemException) {
                worded = cause;
                break;
            }
        }
        String message = worded instanceof FileSystemException system ? text(system) : worded.getMessage();
        message = message == null ? worded.toString() : message;
        return message.lines().findFirst().orElse(worded.toString());
    }

    /** What the JDK threw, which otherwise may say no more than the name of the file. */
    private static String text(FileSystemException failure) {
        String reason = failure.getReason();
        if (failure instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (failure instanceof NoSuchFileException) {
            reason = "there is no such file or directory";
        }
        return failure.getFile() + ": " + (reason == null ? failure.getClass().getSimpleName() : reason);
    }

    /**
     * One for what somebody who has started the program can mend.
     *
     * @param message what is wrong, and what to do
     * @param cause what the JDK has thrown
     * @return the exception
     */
    public static UncheckedIOException told(String message, IOException cause) {
        return new UncheckedIOException(message, cause);
    }
}
