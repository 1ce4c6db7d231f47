package io.millrace.benchmarks.snapshot;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.SystemClock;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Trades for a number of keys, as fast as they are taken: each key once, and then any key at random. Somebody else says
 * how many there may be by now. It measures the time between two fetches, which is what the task does with a batch, and
 * whatever else it does in that step.
 */
final class Updates implements Source<Trade> {

    private static final long serialVersionUID = 1;
    private static final int EVENTS_PER_MILLI = 1000;
    private static final long HIGHEST_NANOS = 60_000_000_000L;

    private final String[] keys;
    private transient volatile long limit;
    private transient volatile long made;
    private transient volatile long firstFetchNanos;
    private transient volatile boolean inSnapshot;
    private transient volatile Steps steps = new Steps();
    private transient volatile SourceContext context;

    /** How long steps took, while a snapshot was being taken and while none was. */
    static final class Steps {
        final Histogram inSnapshot = new ConcurrentHistogram(HIGHEST_NANOS, 3);
        final Histogram outside = new ConcurrentHistogram(HIGHEST_NANOS, 3);
    }

    Updates(String[] keys) {
        this.keys = keys;
    }

    /** From any thread: allows so many events since the beginning of time. */
    void allow(long events) {
        limit = events;
        SourceContext reading = context;
        if (reading != null) {
            reading.wake();
        }
    }

    /** How many events there have been. */
    long made() {
        return made;
    }

    /** When the reader that was opened last was asked for events first, or 0. */
    long firstFetchNanos() {
        return firstFetchNanos;
    }

    /** Before a job starts. */
    void forget() {
        made = 0;
        firstFetchNanos = 0;
        inSnapshot = false;
    }

    /** The snapshot that has begun is over. */
    void snapshotEnded() {
        inSnapshot = false;
    }

    /** Begins to measure. */
    Steps measure() {
        steps = new Steps();
        return steps;
    }

    @Override
    public SourceReader<Trade> open(SourceContext opened) {
        context = opened;
        return new Reader(opened.startPosition() == null ? 0 : (long) opened.startPosition());
    }

    private final class Reader implements SourceReader<Trade> {

        private long index;
        private long lastFetch;

        Reader(long index) {
            this.index = index;
        }

        @Override
        public Fetch fetch(Batch<Trade> batch) {
            long now = SystemClock.INSTANCE.nanos();
            if (firstFetchNanos == 0) {
                firstFetchNanos = now;
            }
            if (lastFetch != 0) {
                Steps current = steps;
                (inSnapshot ? current.inSnapshot : current.outside).recordValue(now - lastFetch);
            }
            long end = limit;
            long i = index;
            while (i < end && !batch.isFull()) {
                batch.add(trade(i++));
            }
            index = i;
            made = i;
            lastFetch = i < end ? now : 0;
            return i < end ? Fetch.MORE : Fetch.WAIT;
        }

        private Trade trade(long i) {
            long random = mix(i);
            int key = i < keys.length ? (int) i : (int) (((random >>> 32) * keys.length) >>> 32);
            return new Trade(keys[key], random & 1023, "DE", i / EVENTS_PER_MILLI);
        }

        @Override
        public Object position() {
            inSnapshot = true;
            return index;
        }
    }

    private static long mix(long index) {
        long x = (index + 1) * 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
