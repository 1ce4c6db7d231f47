package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.Person;
import java.util.function.Consumer;

/**
 * What a person did; public, as the serializer of records asks for that.
 *
 * @param person who
 * @param flags one bit for each of what a person can do
 */
public record Role(long person, long flags) {

    static final long REGISTERED = 1;
    static final long SELLS = 2;

    static void of(NexmarkEvent event, Consumer<Role> out) {
        if (event instanceof Person person) {
            out.accept(new Role(person.id(), REGISTERED));
        } else if (event instanceof Auction auction) {
            out.accept(new Role(auction.seller(), SELLS));
        }
    }
}
