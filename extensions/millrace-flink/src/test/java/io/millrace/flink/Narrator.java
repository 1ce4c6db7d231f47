package io.millrace.flink;

import java.util.Locale;

/** Tells whoever looks on what happens, one line each, by seconds since the beginning. */
final class Narrator {

    private static final double NANOS = 1e9;

    private final long start = System.nanoTime();

    @SuppressWarnings("AnnotateFormatMethod") // which annotations of others would do
    void tell(String format, Object... arguments) {
        String line = String.format(Locale.ROOT, format, arguments);
        System.out.printf(Locale.ROOT, "%5.1f s  %s%n", (System.nanoTime() - start) / NANOS, line);
    }
}
