package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import org.agrona.collections.LongHashSet;

/** Query 8. */
final class NewSellers {

    private static final long SIZE = NexmarkWork.TUMBLING.toMillis();

    private final Results results;
    private final LongHashSet persons = new LongHashSet();
    private final LongHashSet sellers = new LongHashSet();
    private long end = NexmarkLog.FIRST_MILLIS + SIZE;

    NewSellers(Results results) {
        this.results = results;
    }

    void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            if (event.time() >= end) {
                endWindow();
            }
            if (event instanceof Person person) {
                persons.add(person.id());
            } else if (event instanceof Auction auction) {
                sellers.add(auction.seller());
            }
        }
        endWindow();
    }

    private void endWindow() {
        LongHashSet.LongIterator ids = persons.iterator();
        while (ids.hasNext()) {
            long person = ids.nextValue();
            if (sellers.contains(person)) {
                results.add(Checksum.of(person, end - SIZE, 0));
            }
        }
        persons.clear();
        sellers.clear();
        end += SIZE;
    }
}
