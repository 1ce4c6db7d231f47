package io.millrace.graph;

import static java.time.Duration.ofSeconds;

import io.millrace.graph.PortableGraphTest.Order;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.SideOutput;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;

/** What pipelines that are sent elsewhere have in them: processes of a user. */
final class PortableProcesses {

    private PortableProcesses() {}

    /** Has state of each kind. */
    static final class Totals extends KeyedProcess<Object, Order, String> {
        static final SideOutput<Order> LARGE = SideOutput.of("large", Order.class);

        private final long limit;
        private final ValueState<Long> total =
                value(ValueSpec.of("total", Long.class).ttl(Ttl.processingTime(ofSeconds(100_000))));

        Totals() {
            this(3);
        }

        Totals(long limit) {
            this.limit = limit;
        }

        @Override
        protected void process(Order order, KeyedContext<Object> context, Emitter<String> out) {
            long sum = order.amount() + (total.get() == null ? 0 : total.get());
            total.set(sum);
            out.emit(context.key() + " " + sum);
            if (order.amount() > limit) {
                context.emit(LARGE, order);
            }
        }
    }

    static final class Pairs extends ConnectedProcess<String, Order, Order, String> {
        private final ValueState<Order> latest = value("latest", Order.class);

        @Override
        protected void left(Order order, KeyedContext<String> context, Emitter<String> out) {
            out.emit("left");
            latest.set(order);
        }

        @Override
        protected void right(Order order, KeyedContext<String> context, Emitter<String> out) {
            out.emit("right");
        }
    }

    static final class Both extends ConnectedProcess<Void, Order, Integer, Integer> {
        private final int limit;

        Both(int limit) {
            this.limit = limit;
        }

        @Override
        protected void left(Order order, KeyedContext<Void> context, Emitter<Integer> out) {
            out.emit(order.amount() + limit);
        }

        @Override
        protected void right(Integer amount, KeyedContext<Void> context, Emitter<Integer> out) {
            out.emit(amount);
        }
    }

    /** What it emits does not depend on which comes first. */
    static final class Ruled extends RulesProcess<String, Order, Order, String> {
        private final MapState<String, Order> rules = shared("rules", String.class, Order.class);

        @Override
        protected void process(Order order, KeyedContext<String> context, Emitter<String> out) {
            out.emit(order.user());
        }

        @Override
        protected void rule(Order rule, RuleContext context) {
            rules.put(rule.user(), rule);
        }
    }
}
