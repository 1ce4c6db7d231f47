package io.millrace.examples.fraud;

import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
        String message = worded.getMessage() == null ? worded.toString() : worded.getMessage();
        return message.lines().findFirst().orElse(worded.toString());
    }

    /** What the JDK threw when a file was opened or read: its messages are no sentences. */
    static IOException cannotRead(Path file, IOException cause) {
        return cause instanceof CharacterCodingException
                ? DiskException.because("read", file, "it is not UTF-8")
                : DiskException.of("read", file, cause);
    }
}
