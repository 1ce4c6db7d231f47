package io.millrace.source;

import io.millrace.state.serde.SerdeRegistry;
import java.util.Objects;

/**
 * How a {@link JournalSource} keeps its events. Immutable: the options return a changed copy.
 *
 * @param segmentBytes from how many bytes on a file is followed by another one, at least 1,024. Files go as a whole
 * @param maxUnread how many bytes may be on the disk that the job has not read, about, positive: whoever emits beyond that waits, or is refused
 * @param onFull what becomes of events that come then: {@link OnFull#block()} or {@link OnFull#fail()}
 * @param serdes how events are written
 */
public record JournalOptions(long segmentBytes, long maxUnread, OnFull<Object> onFull, SerdeRegistry serdes) {

    private static final long LEAST_SEGMENT = 1_024;

    /** Checks them. */
    public JournalOptions {
        if (segmentBytes < LEAST_SEGMENT) {
            throw new IllegalArgumentException(
                    "a file of a journal has at least " + LEAST_SEGMENT + " bytes, not " + segmentBytes);
        }
        if (maxUnread < 1) {
            throw new IllegalArgumentException("a journal has room for at least 1 byte, not " + maxUnread);
        }
        Objects.requireNonNull(onFull, "what to do when full must not be null");
        Objects.requireNonNull(serdes, "the serdes must not be null");
        if (onFull.kind() != OnFull.Kind.BLOCK && onFull.kind() != OnFull.Kind.FAIL) {
            throw new IllegalArgumentException("a journal loses nothing that it has accepted, so it cannot '" + onFull
                    + "' when it is full: give OnFull.block() or OnFull.fail()");
        }
    }

    /**
     * What there is without options.
     *
     * @return files of 64 MiB, 4 GiB unread, whoever emits beyond that waits, and the built-in serdes
     */
    public static JournalOptions defaults() {
        return new JournalOptions(64L << 20, 4L << 30, OnFull.block(), SerdeRegistry.standard());
    }

    /**
     * Sets the size of files.
     *
     * @param bytes at least 1,024
     * @return the changed options
     */
    public JournalOptions segmentBytes(long bytes) {
        return new JournalOptions(bytes, maxUnread, onFull, serdes);
    }

    /**
     * Sets how much may wait to be read.
     *
     * @param bytes positive
     * @return the changed options
     */
    public JournalOptions maxUnread(long bytes) {
        return new JournalOptions(segmentBytes, bytes, onFull, serdes);
    }

    /**
     * Sets what becomes of events that come when so much waits.
     *
     * @param policy {@link OnFull#block()} or {@link OnFull#fail()}
     * @return the changed options
     */
    public JournalOptions onFull(OnFull<Object> policy) {
        return new JournalOptions(segmentBytes, maxUnread, policy, serdes);
    }

    /**
     * Sets how events are written.
     *
     * @param registry the serdes
     * @return the changed options
     */
    public JournalOptions serdes(SerdeRegistry registry) {
        return new JournalOptions(segmentBytes, maxUnread, onFull, registry);
    }
}
