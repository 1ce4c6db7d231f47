package io.millrace.benchmarks.hand;

import java.util.Arrays;
import java.util.concurrent.Phaser;

/**
 * Moves {@link KeyedTrade trades} to the threads that have their users, in rounds: all write their blocks, wait for
 * each other, and take what is theirs. Two sets of parts in turn need but one wait for each round. As the threads read
 * every nth trade, block i of each is of the same time: to take the blocks in their order keeps time in order.
 */
final class Exchange {

    private static final int BLOCKS = 32;

    private final long rounds;
    private final Part[][] parts;
    private final Phaser written;

    /** Writes the next block, which may be empty. */
    interface Writer {
        void write(Part part);
    }

    /** What one thread writes in a round: trades by the thread that they go to, and where the blocks end there. */
    static final class Part {

        private final int slotBits;
        private final long[][] trades;
        private final int[][] ends;
        private final int[] sizes;

        Part(int threads, int slots) {
            slotBits = Integer.numberOfTrailingZeros(slots);
            trades = new long[threads][BLOCKS * TradeReader.BLOCK];
            ends = new int[BLOCKS][threads];
            sizes = new int[threads];
        }

        void add(int slot, long trade) {
            int to = (int) (((long) slot * sizes.length) >> slotBits);
            trades[to][sizes[to]++] = trade;
        }
    }

    /**
     * @param slots of users, a power of two: each thread has as many
     * @param events of all threads
     */
    Exchange(int threads, int slots, long events) {
        if (slots > KeyedTrade.SLOTS) {
            throw new IllegalArgumentException(
                    "a trade has room for " + KeyedTrade.SLOTS + " slots of users, not for " + slots);
        }
        long perRound = (long) BLOCKS * TradeReader.BLOCK * threads;
        rounds = (events + perRound - 1) / perRound;
        written = new Phaser(threads);
        parts = new Part[2][threads];
        for (Part[] set : parts) {
            for (int thread = 0; thread < threads; thread++) {
                set[thread] = new Part(threads, slots);
            }
        }
    }

    /** What one thread does, until there are no more trades. */
    void run(int thread, Writer writer, FlatSessions sessions) {
        try {
            for (int round = 0; round < rounds; round++) {
                Part[] set = parts[round & 1];
                write(set[thread], writer);
                written.arriveAndAwaitAdvance();
                take(thread, set, sessions);
            }
            sessions.finish();
        } finally {
            // Lets the others run out when this thread has failed.
            written.arriveAndDeregister();
        }
    }

    private static void write(Part part, Writer writer) {
        Arrays.fill(part.sizes, 0);
        for (int block = 0; block < BLOCKS; block++) {
            writer.write(part);
            System.arraycopy(part.sizes, 0, part.ends[block], 0, part.sizes.length);
        }
    }

    private static void take(int thread, Part[] set, FlatSessions sessions) {
        int[] from = new int[set.length];
        for (int block = 0; block < BLOCKS; block++) {
            for (int i = 0; i < set.length; i++) {
                int end = set[i].ends[block][thread];
                sessions.addAll(set[i].trades[thread], from[i], end);
                from[i] = end;
            }
            sessions.advance();
        }
    }
}
