package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/** Query 3. Persons may appear behind their first auctions. */
final class LocalSellers {

    private final Results results;
    private final Long2ObjectHashMap<Person> persons = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<List<Auction>> auctions = new Long2ObjectHashMap<>();

    LocalSellers(Results results) {
        this.results = results;
    }

    void run(NexmarkReader events) {
        while (events.hasNext()) {
            NexmarkEvent event = events.next();
            if (event instanceof Person person && NexmarkWork.isNear(person)) {
                persons.put(person.id(), person);
                auctions.getOrDefault(person.id(), List.of()).forEach(auction -> add(auction, person));
            } else if (event instanceof Auction auction && auction.category() == NexmarkWork.CATEGORY) {
                auctions.computeIfAbsent(auction.seller(), seller -> new ArrayList<>())
                        .add(auction);
                Person seller = persons.get(auction.seller());
                if (seller != null) {
                    add(auction, seller);
                }
            }
        }
    }

    private void add(Auction auction, Person seller) {
        results.add(Checksum.of(auction.id(), seller.id(), seller.name().hashCode()));
    }
}
