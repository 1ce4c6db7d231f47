package io.millrace.benchmarks.latency;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a JVM has measured.
 *
 * @param nanos how late events were
 * @param why lines for people; none where nobody asked
 */
record Paced(Histogram nanos, List<String> why) {

    private static final String BETWEEN = " ";

    /** On one line. */
    String line() {
        byte[] text = String.join("\n", why).getBytes(StandardCharsets.UTF_8);
        return Percentiles.encode(nanos) + BETWEEN + Base64.getEncoder().encodeToString(text);
    }

    /**
     * From one line.
     *
     * @param line as {@link #line} makes it; blanks at its end do not matter
     */
    static Paced of(String line) {
        String[] parts = line.split(BETWEEN, -1);
        String text = parts.length < 2 ? "" : new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return new Paced(Percentiles.decode(parts[0]), text.lines().toList());
    }
}
