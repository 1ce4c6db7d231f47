package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;

/** The results of tumbling windows: the counts above a limit. */
final class CountedWindows implements SharedWindows.Ending {

    private final Users users;
    private final long limit;
    private final long rule;
    private final Results results = new Results();

    /** @param rule what is added to a count */
    CountedWindows(Users users, long limit, long rule) {
        this.users = users;
        this.limit = limit;
        this.rule = rule;
    }

    @Override
    public void window(long start, int[] counts) {
        for (int slot = 0; slot < counts.length; slot++) {
            if (counts[slot] > limit) {
                results.add(Checksum.of(users.user(slot), start, rule + counts[slot]));
            }
        }
    }

    @Override
    public void finish() {
        results.tally();
    }
}
