package io.millrace.flink;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task has in common with the operators that are chained to it, which Flink makes without knowledge of each other. All of them run on one thread, that of Flink's
 * task, and nobody else does; so that is what it is found by.
 */
final class Chain {

    private static final ThreadLocal<Chain> OF_THREAD = ThreadLocal.withInitial(Chain::new);

    private final Map<ByteBuffer, byte[]> restored = new LinkedHashMap<>();

    /** Null before the task has given anything. */
    private List<byte[]> given;

    /** Null where the task reads from others. */
    private HostedReader reader;

    private Chain() {}

    /** On the thread of the task. */
    static Chain ofThread() {
        return OF_THREAD.get();
    }

    /** Somebody has kept what tasks gave to the checkpoint that all go on from; some of it others have kept, too. */
    void addRestored(Iterable<byte[]> parts) {
        parts.forEach(part -> restored.putIfAbsent(ByteBuffer.wrap(part), part));
    }

    /** All that was kept, each once. */
    @SuppressWarnings("ByteBufferBackingArray") // each wraps an array that is the whole of it
    List<byte[]> restored() {
        return List.copyOf(restored.values());
    }

    /**
     * The barrier has passed the task.
     *
     * @param parts what it has that is not keyed; null when it cannot be given
     */
    void give(byte[] parts) {
        given = parts == null ? List.of() : List.of(parts);
    }

    /** What the task has given last; until it gives anything, what it goes on from. */
    List<byte[]> given() {
        return given == null ? restored() : given;
    }

    void readBy(HostedReader byReader) {
        reader = byReader;
    }

    /** The barrier is about to be sent. Operators get a call of this, readers do not. */
    void barrier(long checkpoint) {
        if (reader != null) {
            reader.barrier(checkpoint);
        }
    }

    /** Flink has the source end, at its end or because the job is to be drained, which nobody has told the reader. */
    void drain() {
        if (reader != null) {
            reader.drain();
        }
    }
}
