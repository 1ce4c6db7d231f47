package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.sumLong;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.join.Joins;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.sink.Sinks;
import io.millrace.state.MapState;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Jobs that are written in other engines' words, too. */
final class ComingFrom {

    private ComingFrom() {}

    // tag::payment
    record Payment(String card, long cents, Instant time) {}
    // end::payment

    static EventStream<Payment> timed(EventStream<Payment> payments) {
        return payments.timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)));
    }

    static EventStream<WindowResult<String, Long>> counts(EventStream<Payment> payments) {
        // tag::counts
        WindowedResults<String, Payment, Long> counts = payments.timestamps(
                        Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Payment::card)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .allowedLateness(Duration.ofSeconds(10))
                .aggregate("payments-per-minute", count());
        counts.to("counts", Sinks.print());
        counts.late().to("late", Sinks.print());
        // end::counts
        return counts;
    }

    static EventStream<WindowResult<String, Long>> sessions(EventStream<Payment> timed) {
        // tag::sessions
        var sprees = timed.keyBy(Payment::card)
                .window(Windows.session(Duration.ofMinutes(10)))
                .aggregate("sprees", sumLong(Payment::cents));
        // end::sessions
        return sprees;
    }

    record Order(String id, String customer, long cents, Instant time) {}

    record Remittance(String order, long cents, Instant time) {}

    record Due(Order order, Remittance payment) {}

    record Rule(String id, long limit) {}

    record Score(double risk) {
        static final Score UNKNOWN = new Score(0);
    }

    static EventStream<Due> join(EventStream<Order> orders, EventStream<Remittance> payments) {
        // tag::join
        var due = orders.keyBy(Order::id)
                .join(Joins.with(payments.keyBy(Remittance::order))
                        .within(Duration.ofMinutes(-1), Duration.ofMinutes(15)))
                .left("due", Due::new);
        // end::join
        return due;
    }

    record Customer(String id, String tier, Instant time) {}

    record Known(Order order, Customer customer) {}

    static EventStream<Known> known(EventStream<Order> orders, EventStream<Customer> changes) {
        // tag::table
        Table<String, Customer> customers =
                changes.keyBy(Customer::id).join(Tables.latest("customers", Customer.class));
        var known = orders.keyBy(Order::customer)
                .join(customers.asOfEventTime(Duration.ofHours(1)))
                .left("known", Known::new);
        // end::table
        return known;
    }

    record Request(String area, Instant time) {}

    record Driver(String area, String id, Instant time) {}

    record Surge(long requests, long drivers) {}

    static EventStream<WindowResult<String, Surge>> surge(EventStream<Request> requests, EventStream<Driver> drivers) {
        // tag::cogroup
        var surge = requests.keyBy(Request::area)
                .window(Windows.tumbling(Duration.ofMinutes(5)))
                .coGroup(drivers.keyBy(Driver::area))
                .aggregate("surge", count(), countDistinct(Driver::id), Surge::new);
        // end::cogroup
        return surge;
    }

    record Auction(String id, Instant time, Instant expires) {}

    record Bid(String auction, long cents, Instant time) {}

    record Winner(Auction auction, Bid bid) {}

    static EventStream<Winner> winners(EventStream<Auction> auctions, EventStream<Bid> bids) {
        // tag::group
        var winners = auctions.keyBy(Auction::id)
                .join(Joins.with(bids.keyBy(Bid::auction)).during(Auction::expires))
                .aggregate("winners", max(Bid::cents), Winner::new);
        // end::group
        return winners;
    }

    static Table<String, Long> tiers(Table<String, Customer> customers) {
        // tag::changes
        Table<String, Long> tiers = customers.groupBy(Customer::tier).aggregate("customers by tier", count());
        tiers.changes().to("tiers", Sinks.print());
        // end::changes
        return tiers;
    }

    static Long gold(Table<String, Long> tiers, Engine engine, Pipeline pipeline) {
        // tag::view
        tiers.view("tiers");
        Job job = engine.start(pipeline);

        Long gold = job.view("tiers", String.class, Long.class).get("gold");
        // end::view
        return gold;
    }

    static EventStream<String> rules(EventStream<Payment> payments, EventStream<Rule> rules) {
        // tag::rules
        var alarms = payments.keyBy(Payment::card).connect(rules.broadcast()).process("rules", CheckRules::new);
        // end::rules
        return alarms;
    }

    // tag::check-rules
    static final class CheckRules extends RulesProcess<String, Payment, Rule, String> {
        private final MapState<String, Rule> rules = shared("rules", String.class, Rule.class);

        @Override
        protected void process(Payment payment, KeyedContext<String> context, Emitter<String> out) throws Exception {
            for (Map.Entry<String, Rule> rule : rules.entries()) {
                if (payment.cents() > rule.getValue().limit()) {
                    out.emit(rule.getKey() + ": " + payment);
                }
            }
        }

        @Override
        protected void rule(Rule rule, RuleContext context) throws Exception {
            rules.put(rule.id(), rule);
        }
    }
    // end::check-rules

    static EventStream<Score> scores(EventStream<Payment> payments, Fn<Payment, CompletionStage<Score>> ask) {
        // tag::calls
        var scores = payments.mapAsync("score", ask)
                .inFlight(64)
                .timeout(Duration.ofMillis(50))
                .orElse(Score.UNKNOWN);
        // end::calls
        return scores;
    }
}
