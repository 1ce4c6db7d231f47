package io.millrace.window.golden;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.util.List;

/** Keeps state of each kind, with and without a time to live, and timers, some of which are due. */
final class Ledger extends KeyedProcess<String, Trade, String> {

    static final ValueSpec<Trade> LAST = ValueSpec.of("last", Trade.class);
    static final ValueSpec<Double> TOTAL =
            ValueSpec.of("total", Double.class).ttl(Ttl.eventTime(Duration.ofMillis(500)));
    static final ListSpec<Trade> RECENT = ListSpec.of("recent", Trade.class);
    static final MapSpec<Trade.Kind, Long> KINDS = MapSpec.of("kinds", Trade.Kind.class, Long.class);

    private static final int RECENT_TRADES = 5;

    private final ValueState<Trade> last = value(LAST);
    private final ValueState<Double> total = value(TOTAL);
    private final ListState<Trade> recent = list(RECENT);
    private final MapState<Trade.Kind, Long> kinds = map(KINDS);
    private final AggregatingState<Trade, Long> count = aggregating("count", Aggregates.count());
    private final Timer quiet = eventTimer("quiet", (context, out) -> out.emit(context.key() + " is quiet"));
    private final Timer review = eventTimer("review", this::review);

    @Override
    protected void process(Trade trade, KeyedContext<String> context, Emitter<String> out) {
        Trade before = last.get();
        out.emit(trade.user() + " after " + (before == null ? "nothing" : before.number()) + ", total "
                + total.getOr(0.0) + ", recent "
                + recent.elements().stream().map(Trade::number).toList() + ", sold "
                + kinds.get(Trade.Kind.SELL) + ", count " + count.get());
        last.set(trade);
        total.set(total.getOr(0.0) + trade.amount());
        recent.add(trade);
        recent.removeIf(old -> recent.size() > RECENT_TRADES
                && old.number() == recent.elements().get(0).number());
        kinds.put(trade.kind(), 1 + (kinds.contains(trade.kind()) ? kinds.get(trade.kind()) : 0));
        count.add(trade);
        quiet.set(trade.time().plusMillis(90));
        if (review.time() == null) {
            review.set(trade.time().plusSeconds(1));
        }
        forget(trade);
    }

    private void forget(Trade trade) {
        if (trade.number() % 13 == 0) {
            last.clear();
            kinds.clear();
        }
        if (trade.number() % 19 == 0) {
            recent.clear();
            count.clear();
        }
        if (trade.number() % 7 == 0) {
            kinds.remove(Trade.Kind.SELL);
            quiet.clear();
        }
    }

    private void review(KeyedContext<String> context, Emitter<String> out) {
        List<Long> numbers = recent.elements().stream().map(Trade::number).toList();
        out.emit("review of " + context.key() + ": " + numbers);
    }
}
