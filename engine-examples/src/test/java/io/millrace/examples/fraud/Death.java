package io.millrace.examples.fraud;

import java.util.SplittableRandom;

/**
 * When a process is killed.
 *
 * @param since from when on the time counts
 * @param millis how long
 */
record Death(Since since, long millis) {

    /** What has to have happened before. Where the machine is slow, it takes its time. */
    enum Since {
        /** The process has been started. */
        START(50, 700),
        /** It has begun to go on from a snapshot, or else to take one. */
        RECOVERY(0, 100),
        /** It has begun to take a snapshot. */
        SNAPSHOT(0, 1_300);

        private final long soonest;
        private final long latest;

        Since(long soonest, long latest) {
            this.soonest = soonest;
            this.latest = latest;
        }
    }

    static Death random(SplittableRandom random) {
        Since since = Since.values()[random.nextInt(Since.values().length)];
        return new Death(since, random.nextLong(since.soonest, since.latest));
    }

    @Override
    public String toString() {
        return millis + " ms since " + since;
    }
}
