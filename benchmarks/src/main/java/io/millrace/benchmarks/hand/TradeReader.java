package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;

/**
 * The trades one by one, read in blocks as from a file or a socket. An event is an object for the loops too, as it is
 * for everyone else: without the block the compiler would see through the log and do the work on its bits.
 */
final class TradeReader {

    /** How many trades a block has, at most. */
    static final int BLOCK = 512;

    private final TradeLog log;
    private final int step;
    private final long end;
    private final Trade[] block = new Trade[BLOCK];
    private long read;
    private int count;
    private int at;

    TradeReader(TradeLog log, long end) {
        this(log, 0, 1, end);
    }

    /** Every so manyth trade, from one on. */
    TradeReader(TradeLog log, long first, int step, long end) {
        this.log = log;
        this.read = first;
        this.step = step;
        this.end = end;
    }

    boolean hasNext() {
        if (at == count) {
            nextBlock();
        }
        return at < count;
    }

    Trade next() {
        return block[at++];
    }

    /** Reads the next block; how much of it there is, {@link #blockSize} tells. */
    Trade[] nextBlock() {
        count = log.read(read, step, end, block);
        read += (long) count * step;
        at = 0;
        return block;
    }

    int blockSize() {
        return count;
    }
}
