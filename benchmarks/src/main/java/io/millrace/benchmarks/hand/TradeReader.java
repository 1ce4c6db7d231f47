package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;

/**
 * The trades one by one, read in blocks as from a file or a socket. An event is an object for the loops too, as it is for everyone
 * else: without the block the compiler would see through the log and do the work on its bits.
 */
final class TradeReader {

    private static final int BLOCK = 512;

    private final TradeLog log;
    private final long end;
    private final Trade[] block = new Trade[BLOCK];
    private long read;
    private int count;
    private int at;

    TradeReader(TradeLog log, long end) {
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

    Trade next() {
        return block[at++];
    }
}
