package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;

/** NEXMark's events one by one, as {@link TradeReader} reads trades. */
final class NexmarkReader {

    private static final int BLOCK = 512;

    private final NexmarkLog log;
    private final long end;
    private final NexmarkEvent[] block = new NexmarkEvent[BLOCK];
    private long read;
    private int count;
    private int at;

    NexmarkReader(NexmarkLog log, long end) {
        this.log = log;
        this.end = end;
    }

    boolean hasNext() {
        if (at == count) {
            count = log.read(read, end, block);
            read += count;
            at = 0;
        }
        return at < count;
    }

    NexmarkEvent next() {
        return block[at++];
    }
}
