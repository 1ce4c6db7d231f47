package io.millrace.table;

import java.time.Instant;
import java.util.Objects;

/**
 * The key of a table of windows.
 *
 * @param <K> the keys of the windows
 * @param key the key
 * @param start the beginning of the window
 * @param end the end of the window, itself not included
 */
public record WindowKey<K>(K key, Instant start, Instant end) {

    /** Checks that nothing is null. */
    public WindowKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }
}
