package io.millrace.runtime;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a thread is, for messages about threads that are stuck. */
final class StackText {

    private static final int FRAMES = 12;

    private StackText() {}

    static String of(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n    "));
    }
}
