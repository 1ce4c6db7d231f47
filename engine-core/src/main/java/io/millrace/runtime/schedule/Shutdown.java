package io.millrace.runtime.schedule;

import java.util.Arrays;

/** Knows about the end of the JVM, in which shutdown hooks may wait for an engine. */
public final class Shutdown {

    private static final Thread NO_HOOK = new Thread(() -> {});

    private Shutdown() {}

    /** Whether shutdown hooks run. */
    public static boolean isUnderWay() {
        try {
            Runtime.getRuntime().removeShutdownHook(NO_HOOK);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /**
     * Whether the JVM shuts down since somebody wants it to, by a signal or {@code System.exit}, and not since the last
     * thread of the program has ended.
     */
    public static boolean isWanted() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown")
                        && frame.getMethodName().equals("exit"));
    }

    /** Whether a thread has called {@code System.exit}, which returns never, and ends when all shutdown hooks have. */
    public static boolean isAwaitedBy(Thread thread) {
        if (isUnderWay()) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit")) {
                    return true;
                }
            }
        }
        return false;
    }
}
