package io.millrace.examples.docs;

import io.millrace.BroadcastStream;
import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.SideOutput;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Two streams that one operator reads, and rules that change while the job runs. */
final class PaymentRules {

    // tag::events
    record Order(String id, double amount, Instant time) {}

    record Payment(String order, String user, double amount, Instant time) {}

    record Rule(String id, double limit, boolean candidate, boolean removed, Instant time) {}
    // end::events

    // tag::pairing
    static final class Pairing extends ConnectedProcess<String, Order, Payment, String> {
        private final ValueState<Order> order = value("order", Order.class);
        private final Timer unpaid = eventTimer("unpaid", this::tellUnpaid);

        @Override
        protected void left(Order placed, KeyedContext<String> context, Emitter<String> out) {
            order.set(placed);
            unpaid.set(placed.time().plusSeconds(900));
        }

        @Override
        protected void right(Payment payment, KeyedContext<String> context, Emitter<String> out) {
            if (order.get() != null) {
                out.emit("paid " + context.key());
                unpaid.clear();
            }
        }

        private void tellUnpaid(KeyedContext<String> context, Emitter<String> out) {
            out.emit("unpaid " + context.key());
        }
    }
    // end::pairing

    // tag::checking
    static final class Checking extends RulesProcess<String, Payment, Rule, String> {
        static final SideOutput<String> SHADOW = SideOutput.of("shadow", String.class);

        private final MapState<String, Rule> rules = shared("rules", String.class, Rule.class);
        private final ValueState<Double> total = value("total", Double.class);

        @Override
        protected void rule(Rule rule, RuleContext context) {
            if (rule.removed()) {
                rules.remove(rule.id());
            } else {
                rules.put(rule.id(), rule);
            }
        }

        @Override
        protected void process(Payment payment, KeyedContext<String> context, Emitter<String> out) {
            total.set(total.getOr(0.0) + payment.amount());
            for (Map.Entry<String, Rule> entry : rules.entries()) {
                Rule rule = entry.getValue();
                if (total.get() > rule.limit()) {
                    String alert = rule.id() + " " + context.key();
                    if (rule.candidate()) {
                        context.emit(SHADOW, alert);
                    } else {
                        out.emit(alert);
                    }
                }
            }
        }
    }
    // end::checking

    private PaymentRules() {}

    static Pipeline pipeline(List<Order> placed, List<Payment> paid, List<Rule> told) {
        Pipeline pipeline = Pipeline.create("payments");
        EventStream<Order> orders = pipeline.source("orders", Sources.collection(placed))
                .typed(Order.class)
                .timestamps(Order::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .typed(Order.class);
        EventStream<Payment> payments = pipeline.source("payments", Sources.collection(paid))
                .typed(Payment.class)
                .timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .typed(Payment.class);
        EventStream<Rule> news = pipeline.source("rules", Sources.collection(told))
                .typed(Rule.class)
                .timestamps(Rule::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .typed(Rule.class);
        // tag::connect
        orders.keyBy(Order::id)
                .connect(payments.keyBy(Payment::order))
                .inEventTimeOrder()
                .process("pairing", Pairing::new)
                .to("paid", Sinks.discard());
        // end::connect
        // tag::rules
        BroadcastStream<Rule> rules = news.broadcast();
        EventStream<String> alerts =
                payments.keyBy(Payment::user).connect(rules).inEventTimeOrder().process("checking", Checking::new);
        alerts.to("alerts", Sinks.discard());
        alerts.sideOutput(Checking.SHADOW).to("shadow", Sinks.discard());
        // end::rules
        return pipeline;
    }
}
