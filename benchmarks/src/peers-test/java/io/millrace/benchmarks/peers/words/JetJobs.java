package io.millrace.benchmarks.peers.words;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.Tuple2;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactory;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The jobs of the page for those who come from elsewhere, in Hazelcast Jet. */
final class JetJobs {

    private JetJobs() {}

    record Payment(String card, long cents, Instant time) implements Serializable {}

    record Order(String id, String customer, long cents) implements Serializable {}

    record Customer(String id, String tier) implements Serializable {}

    record Known(Order order, Customer customer) implements Serializable {}

    record Request(String area) implements Serializable {}

    record Driver(String area, String id) implements Serializable {}

    record Winner(String auction, long cents) implements Serializable {}

    record Score(double risk) implements Serializable {}

    sealed interface AuctionEvent extends Serializable {
        String auction();
    }

    record Auction(String auction, Instant time, Instant expires) implements AuctionEvent {}

    record Bid(String auction, long cents, Instant time) implements AuctionEvent {}

    static void counts(Pipeline pipeline, StreamSource<Payment> payments) {
        // tag::counts
        StreamStage<KeyedWindowResult<String, Long>> counts = pipeline.readFrom(payments)
                .withTimestamps(payment -> payment.time().toEpochMilli(), 5_000)
                .window(WindowDefinition.tumbling(60_000))
                .groupingKey(Payment::card)
                .aggregate(AggregateOperations.counting());
        counts.writeTo(Sinks.logger());
        // end::counts
    }

    static StreamStage<KeyedWindowResult<String, Long>> sessions(StreamStage<Payment> timed) {
        // tag::sessions
        var sprees = timed.window(WindowDefinition.session(600_000))
                .groupingKey(Payment::card)
                .aggregate(AggregateOperations.summingLong(Payment::cents));
        // end::sessions
        return sprees;
    }

    static StreamStage<String> trailing(StreamStage<Payment> timed) {
        // tag::trailing
        var suspicious = timed.groupingKey(Payment::card)
                .mapStateful(60_000, LastMinute::new, LastMinute::alarmIfMoreThanThree, (last, card, time) -> null);
        // end::trailing
        return suspicious;
    }

    static StreamStage<KeyedWindowResult<String, Tuple2<Long, Set<String>>>> coGroup(
            StreamStage<Request> requests, StreamStage<Driver> drivers) {
        // tag::cogroup
        StreamStage<KeyedWindowResult<String, Tuple2<Long, Set<String>>>> surge = requests.window(
                        WindowDefinition.tumbling(300_000))
                .groupingKey(Request::area)
                .aggregate2(
                        AggregateOperations.counting(),
                        drivers.groupingKey(Driver::area),
                        AggregateOperations.mapping(Driver::id, AggregateOperations.<String>toSet()));
        // end::cogroup
        return surge;
    }

    static StreamStage<Winner> winners(StreamStage<AuctionEvent> auctionsAndBids) {
        // tag::group
        var winners = auctionsAndBids
                .groupingKey(AuctionEvent::auction)
                .mapStateful(Duration.ofDays(7).toMillis(), OpenAuction::new, OpenAuction::add, OpenAuction::winner);
        // end::group
        return winners;
    }

    static StreamStage<Known> known(StreamStage<Order> orders) {
        // tag::table
        StreamStage<Known> known = orders.mapUsingIMap(
                "customers", Order::customer, (Order order, Customer customer) -> new Known(order, customer));
        // end::table
        return known;
    }

    static Long view(StreamStage<KeyedWindowResult<String, Long>> counts, HazelcastInstance hazelcast) {
        // tag::view
        counts.writeTo(Sinks.map("counts", KeyedWindowResult::key, KeyedWindowResult::result));

        Long ofCard = hazelcast.<String, Long>getMap("counts").get("4711");
        // end::view
        return ofCard;
    }

    static StreamStage<Score> scores(StreamStage<Payment> payments, ServiceFactory<?, Scorer> scorer) {
        // tag::calls
        var scores = payments.mapUsingServiceAsync(scorer, 64, true, Scorer::ask);
        // end::calls
        return scores;
    }

    interface Scorer {
        CompletableFuture<Score> ask(Payment payment);
    }

    private static final class LastMinute implements Serializable {

        private static final long serialVersionUID = 1;

        private final Deque<Instant> times = new ArrayDeque<>();

        private String alarmIfMoreThanThree(String card, Payment payment) {
            times.removeIf(time -> !time.isAfter(payment.time().minusSeconds(60)));
            times.add(payment.time());
            return times.size() > 3 ? times.size() + " payments with card " + card : null;
        }
    }

    private static final class OpenAuction implements Serializable {

        private static final long serialVersionUID = 1;

        private long highest;

        private Winner add(String auction, AuctionEvent event) {
            if (event instanceof Bid bid) {
                highest = Math.max(highest, bid.cents());
            }
            return null;
        }

        private Winner winner(String auction, long watermark) {
            return highest == 0 ? null : new Winner(auction, highest);
        }
    }
}
