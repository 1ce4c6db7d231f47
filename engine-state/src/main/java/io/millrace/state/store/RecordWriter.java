package io.millrace.state.store;

/**
 * Writes what is in the keyed state of one task as records, in blocks. Confined to the task's thread. Once it has
 * {@linkplain #failure failed} it drops what it is given: the snapshot is void, and the job goes on.
 */
public final class RecordWriter {
    private final int blockBytes;
    private final long maxPendingBytes;
    private final BlockSink blocks;

    /**
     * A writer of one file.
     *
     * @param blockBytes how long a block is at least before it is handed over
     * @param maxPendingBytes how much may be waiting to be written before the snapshot is given up
     * @param blocks takes the blocks
     */
    public RecordWriter(int blockBytes, long maxPendingBytes, BlockSink blocks) {
        this.blockBytes = blockBytes;
        this.maxPendingBytes = maxPendingBytes;
        this.blocks = blocks;
    }

    /** Whether what is in no hurry should wait, because much is waiting to be written already. */
    public boolean isCongested() {
        return blocks.pendingBytes() > maxPendingBytes / 2;
    }

    /** Why nothing more is written, or null. */
    public Exception failure() {
        return null;
    }

    /** Hands over the last block. */
    public void finish() {
        blocks.accept(new byte[blockBytes], 0);
    }

    /** How many bytes of records have been written. */
    public long bytes() {
        return 0;
    }
}
