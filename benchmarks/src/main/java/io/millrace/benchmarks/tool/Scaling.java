package io.millrace.benchmarks.tool;

import io.millrace.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What two processors do more than one, with loops that share nothing: processors may be two halves of one core. */
final class Scaling {

    private static final int ROUNDS = 3;
    private static final long STEPS = 100_000_000;
    private static final AtomicLong RESULT = new AtomicLong();

    private Scaling() {}

    /** The median of some rounds: work in the same time by two loops, divided by that of one. */
    static double measure() throws InterruptedException {
        seconds(2);
        List<Double> gains = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            gains.add(2 * seconds(1) / seconds(2));
        }
        return Spread.median(gains).middle();
    }

    private static double seconds(int threads) throws InterruptedException {
        long start = SystemClock.INSTANCE.nanos();
        List<Thread> spinning = new ArrayList<>();
        for (int i = 1; i <= threads; i++) {
            long seed = i;
            Thread thread = new Thread(() -> RESULT.addAndGet(spin(seed)));
            thread.start();
            spinning.add(thread);
        }
        for (Thread thread : spinning) {
            thread.join();
        }
        return (SystemClock.INSTANCE.nanos() - start) / 1e9;
    }

    private static long spin(long seed) {
        long x = seed;
        for (long i = 0; i < STEPS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
