package io.millrace.state.table;

/** Rows in chunks, by time and number: where they stand, and how they move as others come and go. Knows nothing of snapshots. */
abstract class ChunkedRows extends RowChunk {
    /** Null while these rows are the only chunk themselves, as those of most keys are. */
    private RowChunks chunks;

    private int size;

    /** How often rows have been added or removed. */
    private int changes;

    ChunkedRows(int room) {
        super(room);
    }

    final int count() {
        return size;
    }

    final int changes() {
        return changes;
    }

    final int head() {
        return chunks == null ? 0 : chunks.head();
    }

    final int end() {
        return chunks == null ? 1 : chunks.end();
    }

    final RowChunk chunk(int index) {
        return chunks == null ? this : chunks.at(index);
    }

    final RowChunk first() {
        return chunk(head());
    }

    final RowChunk last() {
        return chunk(end() - 1);
    }

    /** The last chunk that begins at a time and number or before, or else the first. */
    final int chunkBehind(long time, long number) {
        return chunks == null ? 0 : chunks.behind(time, number);
    }

    /** Adds a row behind those of its time. */
    final void addRow(long time, long number, int tag, int mark, Object value) {
        if (last().append(time, number, tag, mark, value)) {
            size++;
            changes++;
        } else {
            int chunk = chunkBehind(time, Long.MAX_VALUE);
            insertRow(chunk, chunk(chunk).behind(time), time, number, tag, mark, value);
        }
    }

    final void insertRow(int chunkIndex, int index, long time, long number, int tag, int mark, Object value) {
        RowChunk chunk = chunk(chunkIndex);
        if (index == chunk.to() && chunk.hasNoRoomBehind() && chunkIndex == end() - 1) {
            chunks().insert(end(), new RowChunk(RowChunk.MOST));
            last().insert(0, time, number, tag, mark, value);
        } else if (!chunk.isFull()) {
            chunk.insert(index, time, number, tag, mark, value);
        } else {
            RowChunk lower = chunks().at(chunkIndex);
            RowChunk upper = lower.split();
            chunks.insert(chunkIndex + 1, upper);
            boolean below = index <= lower.to();
            RowChunk target = below ? lower : upper;
            int at = below ? index : index - lower.to() + upper.from();
            target.insert(at, time, number, tag, mark, value);
        }
        size++;
        changes++;
    }

    /** From now on there are other chunks than these rows themselves. */
    private RowChunks chunks() {
        if (chunks == null) {
            chunks = new RowChunks(new RowChunk(this));
        }
        return chunks;
    }

    final void removeRow(int chunkIndex, int index) {
        RowChunk chunk = chunk(chunkIndex);
        chunk.remove(index);
        size--;
        changes++;
        removeIfEmpty(chunk, chunkIndex);
    }

    /** Removes the rows of the first chunk before an index. */
    final void removeOfFirst(int to) {
        RowChunk chunk = first();
        size -= to - chunk.from();
        chunk.dropBefore(to);
        changes++;
        removeIfEmpty(chunk, head());
    }

    private void removeIfEmpty(RowChunk chunk, int index) {
        if (chunk.hasNoRow() && size > 0) {
            chunks.remove(index);
        }
    }
}
