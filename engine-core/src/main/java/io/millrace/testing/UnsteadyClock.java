package io.millrace.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** The clock of simulations that follow each other: its time of day is set forward and back at random, unless it is to be steady. */
final class UnsteadyClock {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final int PASSES_BETWEEN_SETTINGS = 8;
    private static final long FURTHEST_SETTING = 3_600_000;

    final ManualClock clock = ManualClock.startingAt(START);
    private SplittableRandom random = new SplittableRandom(0);
    private long setByMillis;
    private boolean steady;

    void keepSteady() {
        steady = true;
    }

    /** A simulation begins. */
    void begin(long seed) {
        random = new SplittableRandom(~seed);
    }

    void pass(long nanos) {
        clock.advance(Duration.ofNanos(nanos));
        if (!steady && random.nextInt(PASSES_BETWEEN_SETTINGS) == 0) {
            long target = random.nextLong(-FURTHEST_SETTING, FURTHEST_SETTING + 1);
            clock.jump(Duration.ofMillis(target - setByMillis));
            setByMillis = target;
        }
    }
}
