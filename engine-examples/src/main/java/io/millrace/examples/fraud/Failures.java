package io.millrace.examples.fraud;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in one line why something failed. */
final class Failures {

    private Failures() {}

    /** What reached the program: the message of the innermost cause that was worded for users. */
    static String line(Throwable failure) {
        Throwable worded = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableLineException || cause instanceof IOException) {
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

    /** What the JDK threw when a file was opened or read: its messages are no sentences. */
    static IOException cannotRead(Path file, IOException cause) {
        String reason = cause.getMessage();
        if (cause instanceof CharacterCodingException) {
            reason = "it is not UTF-8";
        } else if (cause instanceof AccessDeniedException) {
            reason = "permission denied";
        }
        return new IOException("cannot read " + file + ": " + reason, cause);
    }
}
