package io.millrace.benchmarks.peers.jet;

import static com.hazelcast.jet.impl.JetEvent.jetEvent;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.impl.JetEvent;
import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeWork;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The trades of a user that meet within a reach. A processor, since the functions of a pipeline do not see event time, which says
 * what has been of use; its windows would cut apart what is near.
 */
final class MeetingTradesP extends AbstractProcessor {

    private static final int NUMBER_BITS = 32;

    private final long reach;
    private final Map<String, Sides> users = new HashMap<>();
    private final FlatMapper<JetEvent<Trade>, JetEvent<Met>> meeting = flatMapper(event -> meet(event.payload()));
    private long number;
    private long swept = Long.MIN_VALUE;

    /** The trades of a user by time and, of one time, by their number. */
    private static final class Sides {

        private final TreeMap<Long, Trade> left = new TreeMap<>();
        private final TreeMap<Long, Trade> right = new TreeMap<>();

        private boolean forget(long before) {
            left.headMap(before).clear();
            right.headMap(before).clear();
            return left.isEmpty() && right.isEmpty();
        }
    }

    MeetingTradesP(long reachMillis) {
        reach = reachMillis;
    }

    @Override
    @SuppressWarnings("unchecked") // the planner has put this behind a stage of trades with timestamps
    protected boolean tryProcess(int ordinal, Object item) {
        return meeting.tryProcess((JetEvent<Trade>) item);
    }

    private Traverser<JetEvent<Met>> meet(Trade trade) {
        Sides sides = users.computeIfAbsent(trade.user(), user -> new Sides());
        long key = key(trade.time()) + number++;
        if (TradeWork.isLeft(trade)) {
            sides.left.put(key, trade);
            return inReach(sides.right, trade).map(other -> event(trade, other));
        }
        sides.right.put(key, trade);
        return inReach(sides.left, trade).map(other -> event(other, trade));
    }

    private Traverser<Trade> inReach(NavigableMap<Long, Trade> others, Trade trade) {
        return Traversers.traverseIterable(
                others.subMap(key(trade.time() - reach), true, key(trade.time() + reach + 1), false)
                        .values());
    }

    private static JetEvent<Met> event(Trade left, Trade right) {
        return jetEvent(Math.max(left.time(), right.time()), Met.of(left, right));
    }

    private static long key(long time) {
        return time << NUMBER_BITS;
    }

    @Override
    public boolean tryProcessWatermark(Watermark watermark) {
        if (watermark.timestamp() - 2 * reach > swept) {
            swept = watermark.timestamp();
            users.values().removeIf(sides -> sides.forget(key(swept - reach)));
        }
        return tryEmit(watermark);
    }
}
