package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.LastPrices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** The average price of a seller's last auctions: those that expire at one time wait for each other, and go by their ids. */
final class PricesOfSellers extends KeyedProcessFunction<Long, Sold, Answer> {

    private static final long serialVersionUID = 1;

    private transient MapState<Long, List<Sold>> closings;
    private transient ValueState<LastPrices> last;

    @Override
    public void open(OpenContext context) {
        closings = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("closings", Types.LONG, Types.LIST(TypeInformation.of(Sold.class))));
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", TypeInformation.of(LastPrices.class)));
    }

    @Override
    public void processElement(Sold sold, Context context, Collector<Answer> out) throws Exception {
        List<Sold> atOnce = closings.get(context.timestamp());
        if (atOnce == null) {
            atOnce = new ArrayList<>(1);
            context.timerService().registerEventTimeTimer(context.timestamp());
        }
        atOnce.add(sold);
        closings.put(context.timestamp(), atOnce);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Answer> out) throws Exception {
        List<Sold> atOnce = closings.get(time);
        closings.remove(time);
        LastPrices prices = last.value() == null ? new LastPrices() : last.value();
        atOnce.sort(Comparator.comparingLong(Sold::auction));
        for (Sold sold : atOnce) {
            prices.add(sold.price());
            out.collect(new Answer(context.getCurrentKey(), prices.average(), prices.size()));
        }
        last.update(prices);
    }
}
