package io.millrace.testing;

/**
 * Repeats a test over seeds, and names the seed of the first failure. The system property {@code millrace.seeds} sets how
 * many seeds every such test uses, to run fewer in a hurry or many more over night, {@code millrace.firstSeed} at which to
 * begin, for runs side by side; {@code millrace.seed} runs one.
 */
public final class Seeds {

    private Seeds() {}

    /**
     * Runs a test with the seeds 0, 1, 2 and so on, unless the system property says where to begin.
     *
     * @param count how many, unless the system property says otherwise
     * @param test the test
     * @throws AssertionError when a run fails, with its seed in the message and the failure as its cause
     */
    public static void check(int count, SeedTest test) {
        Long only = Long.getLong("millrace.seed");
        long first = only == null ? Long.getLong("millrace.firstSeed", 0) : only;
        long seeds = only == null ? Integer.getInteger("millrace.seeds", count) : 1;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                test.run(seed);
            } catch (Throwable e) {
                throw new AssertionError(
                        "failed with seed " + seed + " (repeat with -Dmillrace.seed=" + seed + "): " + e, e);
            }
        }
    }

    /** A test that is decided by a seed. */
    @FunctionalInterface
    public interface SeedTest {

        /**
         * Runs once.
         *
         * @param seed what decides everything that is left to chance
         * @throws Exception fails the test
         */
        void run(long seed) throws Exception;
    }
}
