package io.millrace.micrometer;

import io.micrometer.core.instrument.Tags;

/**
 * What a look at a job has found.
 *
 * @param key of what
 * @param amount how much
 */
record Sample(Key key, Amount amount) {

    /** Of one of a kind: a task, a sink. */
    record Key(Metric metric, Tags tags) {}

    /**
     * How much.
     *
     * @param value the value; of a timer the seconds
     * @param calls of a timer; 0 for all else
     */
    record Amount(double value, long calls) {

        static final Amount NOTHING = new Amount(0, 0);

        Amount plus(Amount other) {
            return new Amount(value + other.value, calls + other.calls);
        }

        /** What only goes up does not go down because of a look that was not quite at one time. */
        Amount atLeast(Amount before) {
            return new Amount(Math.max(value, before.value), Math.max(calls, before.calls));
        }
    }
}
