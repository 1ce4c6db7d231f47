package io.millrace.window;

import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.Objects;

/**
 * What a window gave for a key. Immutable as far as its value is; none of its parts is null. As an event it has the
 * timestamp {@code end} minus one millisecond, whenever it was emitted.
 *
 * @param <K> the keys
 * @param <R> the values
 * @param key the key
 * @param start the beginning of the window; of a session, the time of its first event
 * @param end the end of the window, itself not included; of a session, the time of its last event and the gap
 * @param value what the aggregate made of the events
 * @param pane which one of the results of this key and window it is: early, on time or late, how many came before, and
 *     whether it is the last
 */
public record WindowResult<K, R>(K key, Instant start, Instant end, R value, PaneInfo pane) {

    /** Checks that nothing is null. */
    public WindowResult {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(pane, "pane");
    }

    /**
     * An id of this result: the start and the end of the window, the index of its pane, and the text of its key. It is the
     * same whenever the job runs through the same events in event time, and no other result of the same windows has it.
     * For sinks that write a result again after a crash, in place of itself.
     *
     * @return the id; unique as far as the texts of keys are
     */
    public String id() {
        return start + "/" + end + "/" + pane.index() + "/" + key;
    }
}
