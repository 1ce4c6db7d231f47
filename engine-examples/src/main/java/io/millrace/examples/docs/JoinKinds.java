package io.millrace.examples.docs;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.join.Joined;
import io.millrace.join.Joins;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Two streams that meet, by key and time. */
public final class JoinKinds {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private JoinKinds() {}

    // tag::records
    record Order(String id, double amount, Instant time) {}

    record Payment(String order, double amount, Instant time) {}

    record Due(String order, double open) {
        static Due of(Order order, Payment payment) {
            return new Due(order.id(), order.amount() - (payment == null ? 0 : payment.amount()));
        }
    }
    // end::records

    // tag::auctions
    record Auction(long id, String item, Instant time, Instant expires) {}

    record Bid(long auction, long price, Instant time) {}

    record Won(Auction auction, Bid bid) {}
    // end::auctions

    static Joined<Order, Payment, Due> due(EventStream<Order> orders, EventStream<Payment> payments) {
        // tag::left
        Joined<Order, Payment, Due> due = orders.keyBy(Order::id)
                .join(Joins.with(payments.keyBy(Payment::order)).within(Duration.ofMinutes(-1), Duration.ofMinutes(15)))
                .left("due", Due::of);
        // end::left
        return due;
    }

    static EventStream<Won> won(EventStream<Auction> auctions, EventStream<Bid> bids) {
        // tag::group
        EventStream<Won> won = auctions.keyBy(Auction::id)
                .join(Joins.with(bids.keyBy(Bid::auction)).during(Auction::expires))
                .aggregate("winning", Aggregates.max(Bid::price), Won::new);
        // end::group
        return won;
    }

    static void late(Joined<Order, Payment, Due> due) {
        // tag::late
        due.lateLeft().to("late orders", Sinks.discard());
        due.lateRight().to("late payments", Sinks.discard());
        // end::late
    }

    static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("joins");
        Watermarks<Object> inOrder = Watermarks.ascending();
        Joined<Order, Payment, Due> due = due(
                pipeline.source(
                                "orders",
                                Sources.collection(List.of(
                                        new Order("a", 20, START),
                                        new Order("b", 35, at(1)),
                                        new Order("c", 50, at(2)),
                                        new Order("d", 10, at(40)))))
                        .timestamps(Order::time, inOrder),
                pipeline.source(
                                "payments",
                                Sources.collection(List.of(
                                        new Payment("c", 50, at(1)),
                                        new Payment("a", 15, at(3)),
                                        new Payment("b", 35, at(20)))))
                        .timestamps(Payment::time, inOrder));
        due.to("dues", Sinks.discard());
        late(due);
        won(
                        pipeline.source(
                                        "auctions",
                                        Sources.collection(List.of(
                                                new Auction(1, "vase", START, at(10)),
                                                new Auction(2, "lamp", at(5), at(10)))))
                                .timestamps(Auction::time, inOrder),
                        pipeline.source(
                                        "bids",
                                        Sources.collection(List.of(
                                                new Bid(1, 30, at(2)), new Bid(1, 80, at(10)), new Bid(1, 99, at(11)))))
                                .timestamps(Bid::time, inOrder))
                .to("won", Sinks.discard());
        return pipeline;
    }

    private static Instant at(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    /**
     * Prints what each join tells.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Simulation run = Simulation.of(pipeline()).parallelism(1).run();
        run.output("dues").stream().map(String::valueOf).sorted().forEach(System.out::println);
        run.output("won").stream().map(String::valueOf).sorted().forEach(System.out::println);
    }
}
