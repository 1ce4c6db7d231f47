package io.millrace.state.store;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what is in the keyed state of one task as records, in blocks that end where a record ends. Confined to the
 * task's thread. Once it has {@linkplain #failure failed} it drops what it is given: the snapshot is void, and the job
 * goes on. No method throws what a serde throws.
 *
 * <p>A state is introduced once, and its records name it by a number. A record is begun, then gets its fields, then is
 * ended:
 *
 * <pre>{@code
 * writer.begin(RecordKind.PUT, number, namespace);
 * writer.field(keys, key);
 * writer.field(values, value);
 * writer.end();
 * }</pre>
 */
public final class RecordWriter {
    private final int blockBytes;
    private final long maxPendingBytes;
    private final BlockSink blocks;
    private final RecordBuffer buffer;
    private final List<StateHeader> headers = new ArrayList<>();
    private Exception failure;
    private int state;
    private int recordStart;
    private long handedOver;

    /**
     * A writer of one file.
     *
     * @param blockBytes how long a block is at least before it is handed over
     * @param maxPendingBytes how much may be waiting to be written before the snapshot is given up
     * @param blocks takes the blocks
     */
    public RecordWriter(int blockBytes, long maxPendingBytes, BlockSink blocks) {
        if (blockBytes < 1 || maxPendingBytes < blockBytes) {
            throw new IllegalArgumentException("Blocks of " + blockBytes + " bytes, of which " + maxPendingBytes
                    + " bytes may wait: choose at least 1 for the one, and no less than that for the other");
        }
        this.blockBytes = blockBytes;
        this.maxPendingBytes = maxPendingBytes;
        this.blocks = blocks;
        this.buffer = new RecordBuffer(blockBytes + blockBytes / 8 + 64, (long) blockBytes + maxPendingBytes);
    }

    /** Introduces a state, whose records follow; returns its number in this file. */
    public int declare(StateHeader header) {
        headers.add(header);
        int number = headers.size() - 1;
        if (failure != null) {
            return number;
        }
        state = number;
        recordStart = buffer.length();
        try {
            buffer.writeByte(RecordKind.DECLARATION);
            buffer.writeField(header.operator());
            buffer.writeField(header.state());
            buffer.writeField(header.kind().name());
            buffer.writeField(header.keyForm());
            buffer.writeField(header.elementForm());
            buffer.writeField(header.valueForm());
        } catch (IOException e) {
            fail(e);
        }
        return number;
    }

    /** Begins a record about a state that has been {@linkplain #declare introduced}. */
    public void begin(RecordKind kind, int number, long namespace) {
        if (failure != null) {
            return;
        }
        state = number;
        recordStart = buffer.length();
        try {
            buffer.writeByte(kind.code);
            buffer.writeVarint(number);
            buffer.writeVarint((namespace << 1) ^ (namespace >> 63));
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The next field of the record: a value as a serde writes it. */
    public <T> void field(Serde<T> serde, T value) {
        if (failure != null) {
            return;
        }
        try {
            int start = buffer.beginField();
            serde.write(value, buffer);
            buffer.endField(start);
        } catch (StackOverflowError e) {
            // the value contains itself, or is nested as deep
            fail(new IOException("the value is nested too deeply to be written", e));
        } catch (Throwable e) {
            // an Error, too: a failure of the snapshot, not of the event
            fail(e);
        }
    }

    /** The next field of the record: a number that is not negative. */
    public void field(long number) {
        if (failure != null) {
            return;
        }
        try {
            int start = buffer.beginField();
            buffer.writeVarint(number);
            buffer.endField(start);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The next field of the record: a range of key groups. */
    public void field(int firstGroup, int lastGroup) {
        if (failure != null) {
            return;
        }
        try {
            int start = buffer.beginField();
            buffer.writeByte(firstGroup);
            buffer.writeByte(lastGroup);
            buffer.endField(start);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Ends the record. */
    public void end() {
        if (failure == null && buffer.length() >= blockBytes) {
            handOver();
        }
    }

    /** Whether what is in no hurry should wait, because much is waiting to be written already. */
    public boolean isCongested() {
        return blocks.pendingBytes() > maxPendingBytes / 2;
    }

    /** Why nothing more is written, or null. */
    public Exception failure() {
        return failure;
    }

    /** Hands over the last block. */
    public void finish() {
        if (failure == null && buffer.length() > 0) {
            handOver();
        }
    }

    /** How many bytes of records have been written. */
    public long bytes() {
        return handedOver + buffer.length();
    }

    private void handOver() {
        handedOver += buffer.length();
        blocks.accept(buffer.bytes(), buffer.length());
        buffer.release();
        long pending = blocks.pendingBytes();
        if (pending > maxPendingBytes) {
            failure = new IOException("The snapshot is given up: " + pending + " bytes wait to be written, "
                    + maxPendingBytes + " may. State changes faster than the store takes it: allow more, or take"
                    + " snapshots less often");
        }
    }

    private void fail(Throwable cause) {
        StateHeader header = headers.get(state);
        buffer.truncate(recordStart);
        failure = new IOException(
                "State '" + header.state() + "' of operator '" + header.operator() + "' cannot be written: "
                        + SafeText.of(cause),
                cause);
    }
}
