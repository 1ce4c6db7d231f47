package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.Long2LongCounterMap;

/**
 * Query 5. Bids are counted by slide; at the end of each its counts enter the total of the window, and then those of
 * the window's first slide leave it.
 */
final class HotAuctions {

    private static final long SIZE = NexmarkWork.SLIDING.toMillis();
    private static final long SLIDE = NexmarkWork.SLIDE.toMillis();
    private static final int SLIDES = (int) (SIZE / SLIDE);

    private final Results results;
    private final Long2LongCounterMap[] slides = new Long2LongCounterMap[SLIDES];

    /** Drops what comes down to zero. */
    private final Long2LongCounterMap total = new Long2LongCounterMap(0);

    private int current;
    private long end = NexmarkLog.FIRST_MILLIS + SLIDE;

    HotAuctions(Results results) {
        this.results = results;
        for (int i = 0; i < SLIDES; i++) {
            slides[i] = new Long2LongCounterMap(0);
        }
    }

    void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            if (event.time() >= end) {
                endSlide();
            }
            if (event instanceof Bid bid) {
                slides[current].incrementAndGet(bid.auction());
            }
        }
        for (int i = 0; i < SLIDES; i++) {
            endSlide();
        }
    }

    private void endSlide() {
        slides[current].forEach(total::addAndGet);
        if (!total.isEmpty()) {
            results.add(Checksum.of(end - SIZE, total.maxValue(), 0));
        }
        current = (current + 1) % SLIDES;
        slides[current].forEach((auction, bids) -> total.addAndGet(auction, -bids));
        slides[current].clear();
        end += SLIDE;
    }
}
