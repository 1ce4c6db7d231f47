package io.millrace.benchmarks.peers.words;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Printed;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The jobs of the page for those who come from elsewhere, in Kafka Streams. */
final class KafkaStreamsJobs {

    private KafkaStreamsJobs() {}

    record Payment(String card, String order, long cents, Instant time) {}

    record Order(String id, String customer, long cents) {}

    record Due(Order order, Payment payment) {}

    record Customer(String id, String tier) {}

    record Known(Order order, Customer customer) {}

    record Request(String area) {}

    record Driver(String area, String id) {}

    record Surge(long requests, Set<String> drivers) {
        static Surge none() {
            return new Surge(0, Set.of());
        }

        Surge asked() {
            return new Surge(requests + 1, drivers);
        }

        Surge with(String driver) {
            Set<String> all = new HashSet<>(drivers);
            all.add(driver);
            return new Surge(requests, all);
        }
    }

    static void counts(StreamsBuilder builder, Serde<Payment> payment) {
        // tag::counts
        KTable<Windowed<String>, Long> counts = builder.stream(
                        "payments",
                        Consumed.with(Serdes.String(), payment)
                                .withTimestampExtractor((record, partitionTime) ->
                                        ((Payment) record.value()).time().toEpochMilli()))
                .groupBy((key, value) -> value.card(), Grouped.with(Serdes.String(), payment))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofSeconds(15)))
                .count();
        counts.toStream().print(Printed.toSysOut());
        // end::counts
    }

    static KTable<Windowed<String>, Long> sessions(KStream<String, Payment> payments, Serde<Payment> payment) {
        // tag::sessions
        var sprees = payments.groupBy((key, value) -> value.card(), Grouped.with(Serdes.String(), payment))
                .windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofMinutes(10), Duration.ofSeconds(5)))
                .aggregate(
                        () -> 0L,
                        (card, value, sum) -> sum + value.cents(),
                        (card, one, other) -> one + other,
                        Materialized.with(Serdes.String(), Serdes.Long()));
        // end::sessions
        return sprees;
    }

    static KStream<Windowed<String>, Long> trailing(KStream<String, Payment> payments, Serde<Payment> payment) {
        // tag::trailing
        var suspicious = payments.groupBy((key, value) -> value.card(), Grouped.with(Serdes.String(), payment))
                .windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(Duration.ofMinutes(1), Duration.ofSeconds(5)))
                .count()
                .toStream()
                .filter((card, count) -> count != null && count > 3);
        // end::trailing
        return suspicious;
    }

    static KStream<String, Due> join(
            KStream<String, Order> orders,
            KStream<String, Payment> payments,
            Serde<Order> order,
            Serde<Payment> payment) {
        // tag::join
        var due = orders.leftJoin(
                payments.selectKey((key, value) -> value.order()),
                Due::new,
                JoinWindows.ofTimeDifferenceAndGrace(Duration.ofMinutes(15), Duration.ofSeconds(5))
                        .before(Duration.ofMinutes(1)),
                StreamJoined.with(Serdes.String(), order, payment));
        // end::join
        return due;
    }

    static KStream<String, Known> enrich(
            StreamsBuilder builder, KStream<String, Order> orders, Serde<Order> order, Serde<Customer> customer) {
        // tag::table
        KTable<String, Customer> customers = builder.table(
                "customers",
                Consumed.with(Serdes.String(), customer),
                Materialized.as(Stores.persistentVersionedKeyValueStore("customers", Duration.ofHours(1))));
        KStream<String, Known> known = orders.selectKey((key, value) -> value.customer())
                .leftJoin(
                        customers,
                        Known::new,
                        Joined.with(Serdes.String(), order, customer, "enrich", Duration.ofSeconds(5)));
        // end::table
        return known;
    }

    static KTable<Windowed<String>, Surge> coGroup(
            KStream<String, Request> requests,
            KStream<String, Driver> drivers,
            Serde<Request> request,
            Serde<Driver> driver,
            Serde<Surge> both) {
        // tag::cogroup
        var surge = requests.groupBy((key, value) -> value.area(), Grouped.with(Serdes.String(), request))
                .<Surge>cogroup((area, value, soFar) -> soFar.asked())
                .cogroup(
                        drivers.groupBy((key, value) -> value.area(), Grouped.with(Serdes.String(), driver)),
                        (area, value, soFar) -> soFar.with(value.id()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(5), Duration.ofSeconds(5)))
                .aggregate(Surge::none, Materialized.with(Serdes.String(), both));
        // end::cogroup
        return surge;
    }

    static void tiers(KTable<String, Customer> customers, Serde<Customer> customer) {
        // tag::changes
        KTable<String, Long> tiers = customers
                .groupBy((id, value) -> KeyValue.pair(value.tier(), value), Grouped.with(Serdes.String(), customer))
                .count(Materialized.as("tiers"));
        tiers.toStream().print(Printed.toSysOut());
        // end::changes
    }

    static Long gold(KafkaStreams streams) {
        // tag::view
        ReadOnlyKeyValueStore<String, Long> tiers =
                streams.store(StoreQueryParameters.fromNameAndType("tiers", QueryableStoreTypes.keyValueStore()));
        Long gold = tiers.get("gold");
        // end::view
        return gold;
    }
}
