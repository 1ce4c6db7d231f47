package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;

/** Query 7. */
final class HighestBid {

    private static final long SIZE = NexmarkWork.TUMBLING.toMillis();
    private static final long NONE = -1;

    private final Results results;
    private long end = NexmarkLog.FIRST_MILLIS + SIZE;
    private long highest = NONE;

    HighestBid(Results results) {
        this.results = results;
    }

    void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            if (event.time() >= end) {
                endWindow();
            }
            if (event instanceof Bid bid) {
                highest = Math.max(highest, bid.price());
            }
        }
        endWindow();
    }

    private void endWindow() {
        if (highest != NONE) {
            results.add(Checksum.of(end - SIZE, highest, 0));
        }
        highest = NONE;
        end += SIZE;
    }
}
