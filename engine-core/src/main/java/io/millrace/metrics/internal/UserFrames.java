package io.millrace.metrics.internal;

import java.util.Arrays;
import java.util.List;

/** Tells the user's own frames of a stack trace from those of the engine and the JDK. */
public final class UserFrames {

    private static final List<String> JDK = List.of("java.", "jdk.", "sun.");
    private static final List<String> ENGINE = List.of(
            "io.millrace.call.",
            "io.millrace.edge.",
            "io.millrace.operator.",
            "io.millrace.runtime.",
            "io.millrace.source.",
            "io.millrace.sink.",
            "io.millrace.state.",
            "io.millrace.time.",
            "io.millrace.window.");

    private UserFrames() {}

    /** What is left from the first frame of the user's on; all of it where there is none. */
    public static StackTraceElement[] from(StackTraceElement[] trace) {
        for (int i = 0; i < trace.length; i++) {
            if (!isOf(JDK, trace[i]) && !isOf(ENGINE, trace[i])) {
                return Arrays.copyOfRange(trace, i, trace.length);
            }
        }
        return trace;
    }

    /** Whether it has a frame of the user's. */
    public static boolean isIn(StackTraceElement[] trace) {
        return Arrays.stream(trace).anyMatch(frame -> !isOf(JDK, frame) && !isOf(ENGINE, frame));
    }

    /** The first frame of the user's, or else the first one of the engine's; the trace is not empty. */
    public static StackTraceElement first(StackTraceElement[] trace) {
        StackTraceElement user = from(trace)[0];
        return isOf(JDK, user)
                ? Arrays.stream(trace)
                        .filter(frame -> !isOf(JDK, frame))
                        .findFirst()
                        .orElse(user)
                : user;
    }

    private static boolean isOf(List<String> packages, StackTraceElement frame) {
        return packages.stream().anyMatch(frame.getClassName()::startsWith);
    }
}
