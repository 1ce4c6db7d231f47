package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The bids on an auction while it is open, by hand, since an interval join has bounds that are the same for all: each of them
 * as it comes, or the winning one when the auction expires. A bid that comes before its auction waits until event time says
 * that it was too early.
 */
final class MeetingBids extends KeyedCoProcessFunction<Long, Auction, Bid, Sold> {

    private static final long serialVersionUID = 1;

    private final boolean winning;
    private transient ValueState<Auction> open;
    private transient ValueState<Bid> best;
    private transient ListState<Bid> early;

    MeetingBids(boolean winning) {
        this.winning = winning;
    }

    @Override
    public void open(OpenContext context) {
        open = getRuntimeContext().getState(new ValueStateDescriptor<>("open", TypeInformation.of(Auction.class)));
        best = getRuntimeContext().getState(new ValueStateDescriptor<>("best", TypeInformation.of(Bid.class)));
        early = getRuntimeContext().getListState(new ListStateDescriptor<>("early", TypeInformation.of(Bid.class)));
    }

    @Override
    public void processElement1(Auction auction, Context context, Collector<Sold> out) throws Exception {
        open.update(auction);
        context.timerService().registerEventTimeTimer(auction.expires());
        for (Bid bid : early.get()) {
            meet(auction, bid, out);
        }
        early.clear();
    }

    @Override
    public void processElement2(Bid bid, Context context, Collector<Sold> out) throws Exception {
        Auction auction = open.value();
        if (auction != null) {
            meet(auction, bid, out);
        } else if (bid.time() > context.timerService().currentWatermark()) {
            early.add(bid);
            context.timerService().registerEventTimeTimer(bid.time());
        }
    }

    private void meet(Auction auction, Bid bid, Collector<Sold> out) throws Exception {
        if (bid.time() < auction.time() || bid.time() > auction.expires()) {
            return;
        }
        if (!winning) {
            out.collect(sold(auction, bid));
            return;
        }
        Bid before = best.value();
        if (before == null || NexmarkWork.WINNING.compare(bid, before) > 0) {
            best.update(bid);
        }
    }

    private static Sold sold(Auction auction, Bid bid) {
        return new Sold(auction.id(), auction.category(), auction.seller(), bid.bidder(), bid.price());
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Sold> out) throws Exception {
        List<Bid> left = new ArrayList<>();
        for (Bid bid : early.get()) {
            if (bid.time() > time) {
                left.add(bid);
            }
        }
        early.update(left);
        Auction auction = open.value();
        if (auction != null && auction.expires() <= time) {
            Bid won = best.value();
            if (won != null) {
                out.collect(sold(auction, won));
            }
            open.clear();
            best.clear();
        }
    }
}
