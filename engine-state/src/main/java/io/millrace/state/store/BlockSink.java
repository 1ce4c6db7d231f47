package io.millrace.state.store;

/** Takes the blocks that a {@link RecordWriter} fills, and has them written by somebody else. Never blocks. */
public interface BlockSink {

    /** Takes a block over. */
    void accept(byte[] bytes, int length);

    /** How many bytes have been taken over and are still in memory. */
    long pendingBytes();
}
