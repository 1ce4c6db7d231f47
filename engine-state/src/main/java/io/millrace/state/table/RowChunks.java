package io.millrace.state.table;

import java.util.Arrays;

/** The chunks of a {@link TimedRows} that has more than one, in order; there is always one. */
final class RowChunks {
    private RowChunk[] chunks = new RowChunk[2];
    private int head;
    private int end;

    RowChunks(RowChunk first) {
        chunks[0] = first;
        end = 1;
    }

    int head() {
        return head;
    }

    int end() {
        return end;
    }

    RowChunk at(int index) {
        return chunks[index];
    }

    /** The last chunk that begins at a time and number or before, or else the first. */
    int behind(long time, long number) {
        int low = head + 1;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            RowChunk chunk = chunks[middle];
            if (chunk.precedesOrIs(chunk.from(), time, number)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    void insert(int index, RowChunk chunk) {
        int at = index;
        if (end == chunks.length) {
            at -= head;
            makeRoom();
        }
        System.arraycopy(chunks, at, chunks, at + 1, end - at);
        chunks[at] = chunk;
        end++;
    }

    private void makeRoom() {
        int count = end - head;
        RowChunk[] wider = count > end / 2 ? new RowChunk[end * 2] : chunks;
        System.arraycopy(chunks, head, wider, 0, count);
        Arrays.fill(wider, count, wider == chunks ? end : count, null);
        head = 0;
        end = count;
        chunks = wider;
    }

    void remove(int index) {
        if (index == head) {
            chunks[head++] = null;
        } else {
            System.arraycopy(chunks, index + 1, chunks, index, end - index - 1);
            chunks[--end] = null;
        }
    }
}
