package io.millrace.view;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.state.ValueState;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Money that goes from one account to another, and a view of how much each has: at any time the sum is zero. */
final class Transfers {

    /** What the view is called. */
    static final String VIEW = "balances";

    private Transfers() {}

    /** @param time in milliseconds */
    record Transfer(int from, int to, int amount, long time) {}

    record Leg(int account, int amount, long time) {}

    record Balance(int account, long total, long time) {}

    private static final class Adding extends KeyedProcess<Integer, Leg, Balance> {
        private final ValueState<Long> total = value("total", Long.class);

        @Override
        protected void process(Leg leg, KeyedContext<Integer> context, Emitter<Balance> out) {
            total.set(total.getOr(0L) + leg.amount());
            out.emit(new Balance(leg.account(), total.get(), leg.time()));
        }
    }

    /** @param failures how many failures there are to come: each is met by the next transfer */
    static Pipeline pipeline(Source<Transfer> source, Duration behind, AtomicInteger failures) {
        Pipeline pipeline = Pipeline.create("transfers");
        pipeline.source("transfers", source)
                .timestamps(Timestamps.millis(Transfer::time), Watermarks.boundedOutOfOrderness(behind))
                .flatMap(each -> {
                    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return List.of(
                            new Leg(each.from(), -each.amount(), each.time()),
                            new Leg(each.to(), each.amount(), each.time()));
                })
                .keyBy(Leg::account, Integer.class)
                .process("adding", Adding::new)
                .keyBy(Balance::account, Integer.class)
                .view(VIEW, balance -> balance.total() == 0 ? null : balance.total(), Long.class)
                .to("out", Sinks.discard());
        return pipeline;
    }
}
