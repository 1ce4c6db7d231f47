package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import java.util.HashMap;
import java.util.Map;

/**
 * The results of sliding windows from the counts of each slide: these enter running totals, and leave them when the
 * window has moved past.
 */
final class SlidingTotals implements SharedWindows.Ending {

    private final Users users;
    private final long size;
    private final long slide;
    private final int[] totals;
    private final Map<Long, int[]> panes = new HashMap<>();
    private final Results results = new Results();
    private long next;

    SlidingTotals(Users users, long size, long slide) {
        this.users = users;
        this.size = size;
        this.slide = slide;
        totals = new int[users.limit()];
    }

    @Override
    public void window(long start, int[] pane) {
        while (!panes.isEmpty() && next < start) {
            endSlide();
        }
        next = start;
        panes.put(start, pane);
        for (int slot = 0; slot < totals.length; slot++) {
            totals[slot] += pane[slot];
        }
        endSlide();
    }

    @Override
    public void finish() {
        while (!panes.isEmpty()) {
            endSlide();
        }
        results.tally();
    }

    private void endSlide() {
        next += slide;
        long start = next - size;
        for (int slot = 0; slot < totals.length; slot++) {
            if (totals[slot] != 0) {
                results.add(Checksum.of(users.user(slot), start, totals[slot]));
            }
        }
        int[] leaving = panes.remove(start);
        if (leaving != null) {
            for (int slot = 0; slot < totals.length; slot++) {
                totals[slot] -= leaving[slot];
            }
        }
    }
}
