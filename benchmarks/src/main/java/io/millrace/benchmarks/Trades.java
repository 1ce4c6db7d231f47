package io.millrace.benchmarks;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;

/**
 * Makes trades on the fly, as fast as they are taken: an object per event, keys from a table, ten events per millisecond
 * of event time, up to 31 ms out of order. The same every time.
 */
final class Trades implements Source<Trade> {

    private static final long serialVersionUID = 1;
    private static final int EVENTS_PER_MILLI = 10;
    private static final String[] COUNTRIES = {"US", "UK", "DE", "FR"};

    private final long count;
    private final String[] keys;

    Trades(long count, int keyCount) {
        this.count = count;
        keys = new String[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = "user-" + i;
        }
    }

    @Override
    public SourceReader<Trade> open(SourceContext context) {
        return new Reader();
    }

    /** The trade after a state of the generator; the hand-written loops of the benchmarks use it too. */
    static Trade trade(long random, long index, String[] keys) {
        String key = keys[(int) (((random >>> 32) * keys.length) >>> 32)];
        return new Trade(
                key, random & 1023, COUNTRIES[(int) (random & 3)], index / EVENTS_PER_MILLI - ((random >>> 8) & 31));
    }

    static long nextRandom(long random) {
        long x = random;
        x ^= x << 13;
        x ^= x >>> 7;
        return x ^ (x << 17);
    }

    String[] keys() {
        return keys;
    }

    static final long FIRST_RANDOM = 88_172_645_463_325_252L;

    private final class Reader implements SourceReader<Trade> {

        private long index;
        private long random = FIRST_RANDOM;

        @Override
        public Fetch fetch(Batch<Trade> batch) {
            long i = index;
            long x = random;
            while (!batch.isFull() && i < count) {
                x = nextRandom(x);
                batch.add(trade(x, i++, keys));
            }
            index = i;
            random = x;
            return i < count ? Fetch.MORE : Fetch.END;
        }
    }
}
