package io.millrace.benchmarks.peers.words;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.CoGroupFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.evictors.TimeEvictor;
import org.apache.flink.streaming.api.windowing.triggers.CountTrigger;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** The jobs of the page for those who come from elsewhere, in Flink. */
@SuppressWarnings("SameNameButDifferent") // each function of Flink has a Context of its own
final class FlinkJobs {

    private FlinkJobs() {}

    record Payment(String card, String order, long cents, Instant time) {}

    record Order(String id, long cents, Instant time) {}

    record Paid(Order order, Payment payment) {}

    record Rule(String id, long limit) {}

    record Score(Payment payment, double risk) {}

    record Request(String area, Instant time) {}

    record Driver(String area, String id, Instant time) {}

    record Surge(String area, long requests, long drivers) {}

    record Auction(String id, Instant time, Instant expires) {}

    record Bid(String auction, long cents, Instant time) {}

    record Winner(Auction auction, Bid bid) {}

    record CardCount(String card, long start, long count) {}

    static void counts(DataStream<Payment> payments) {
        // tag::counts
        OutputTag<Payment> late = new OutputTag<>("late") {};
        SingleOutputStreamOperator<CardCount> counts = payments.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Payment>forBoundedOutOfOrderness(Duration.ofSeconds(5))
                                .withTimestampAssigner(
                                        (payment, previous) -> payment.time().toEpochMilli()))
                .keyBy(Payment::card)
                .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
                .allowedLateness(Duration.ofSeconds(10))
                .sideOutputLateData(late)
                .aggregate(new CountPayments(), new WithCardAndWindow());
        counts.print();
        counts.getSideOutput(late).print();
        // end::counts
    }

    static DataStream<CardCount> sessions(DataStream<Payment> timed) {
        // tag::sessions
        var sprees = timed.keyBy(Payment::card)
                .window(EventTimeSessionWindows.withGap(Duration.ofMinutes(10)))
                .aggregate(new SumCents(), new WithCardAndWindow());
        // end::sessions
        return sprees;
    }

    static DataStream<String> trailing(DataStream<Payment> timed) {
        // tag::trailing
        var suspicious = timed.keyBy(Payment::card)
                .window(GlobalWindows.create())
                .trigger(CountTrigger.of(1))
                .evictor(TimeEvictor.of(Duration.ofMinutes(1)))
                .process(new AlarmIfMoreThanThree());
        // end::trailing
        return suspicious;
    }

    static DataStream<Paid> join(DataStream<Order> orders, DataStream<Payment> payments) {
        // tag::join
        var paid = orders.keyBy(Order::id)
                .intervalJoin(payments.keyBy(Payment::order))
                .between(Duration.ofMinutes(-1), Duration.ofMinutes(15))
                .process(new ToPaid());
        // end::join
        return paid;
    }

    static DataStream<Surge> coGroup(DataStream<Request> requests, DataStream<Driver> drivers) {
        // tag::cogroup
        var surge = requests.coGroup(drivers)
                .where(Request::area)
                .equalTo(Driver::area)
                .window(TumblingEventTimeWindows.of(Duration.ofMinutes(5)))
                .apply(new ToSurge());
        // end::cogroup
        return surge;
    }

    static DataStream<Winner> winners(DataStream<Auction> auctions, DataStream<Bid> bids) {
        // tag::group
        var winners =
                auctions.keyBy(Auction::id).connect(bids.keyBy(Bid::auction)).process(new HighestUntilExpiry());
        // end::group
        return winners;
    }

    // tag::highest
    static final class HighestUntilExpiry extends KeyedCoProcessFunction<String, Auction, Bid, Winner> {
        private transient ValueState<Auction> open;
        private transient ListState<Bid> bids;

        @Override
        public void open(OpenContext context) {
            open = getRuntimeContext().getState(new ValueStateDescriptor<>("open", Auction.class));
            bids = getRuntimeContext().getListState(new ListStateDescriptor<>("bids", Bid.class));
        }

        @Override
        public void processElement1(Auction auction, Context context, Collector<Winner> out) throws Exception {
            open.update(auction);
            context.timerService().registerEventTimeTimer(auction.expires().toEpochMilli());
        }

        @Override
        public void processElement2(Bid bid, Context context, Collector<Winner> out) throws Exception {
            bids.add(bid);
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Winner> out) throws Exception {
            Auction auction = open.value();
            Bid highest = null;
            for (Bid bid : bids.get()) {
                boolean meets =
                        !bid.time().isBefore(auction.time()) && !bid.time().isAfter(auction.expires());
                highest = meets && (highest == null || bid.cents() > highest.cents()) ? bid : highest;
            }
            out.collect(new Winner(auction, highest));
            open.clear();
            bids.clear();
        }
    }
    // end::highest

    static DataStream<String> rules(DataStream<Payment> payments, DataStream<Rule> rules) {
        // tag::rules
        MapStateDescriptor<String, Rule> byId =
                new MapStateDescriptor<>("rules", Types.STRING, TypeInformation.of(Rule.class));
        DataStream<String> alarms =
                payments.keyBy(Payment::card).connect(rules.broadcast(byId)).process(new CheckRules(byId));
        // end::rules
        return alarms;
    }

    static DataStream<Score> scores(DataStream<Payment> payments) {
        // tag::calls
        var scores = AsyncDataStream.orderedWait(payments, new AskForScore(), 50, TimeUnit.MILLISECONDS, 64);
        // end::calls
        return scores;
    }

    private static final class CountPayments implements AggregateFunction<Payment, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Payment payment, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }

    private static final class SumCents implements AggregateFunction<Payment, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Payment payment, Long sum) {
            return sum + payment.cents();
        }

        @Override
        public Long getResult(Long sum) {
            return sum;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }

    private static final class WithCardAndWindow extends ProcessWindowFunction<Long, CardCount, String, TimeWindow> {
        @Override
        public void process(String card, Context context, Iterable<Long> counts, Collector<CardCount> out) {
            out.collect(new CardCount(
                    card, context.window().getStart(), counts.iterator().next()));
        }
    }

    private static final class AlarmIfMoreThanThree
            extends ProcessWindowFunction<Payment, String, String, GlobalWindow> {
        @Override
        public void process(String card, Context context, Iterable<Payment> payments, Collector<String> out) {
            int count = 0;
            for (Payment payment : payments) {
                count += payment == null ? 0 : 1;
            }
            if (count > 3) {
                out.collect(count + " payments with card " + card);
            }
        }
    }

    private static final class ToPaid extends ProcessJoinFunction<Order, Payment, Paid> {
        @Override
        public void processElement(Order order, Payment payment, Context context, Collector<Paid> out) {
            out.collect(new Paid(order, payment));
        }
    }

    private static final class ToSurge implements CoGroupFunction<Request, Driver, Surge> {
        @Override
        public void coGroup(Iterable<Request> requests, Iterable<Driver> drivers, Collector<Surge> out) {
            String area = null;
            long asked = 0;
            for (Request request : requests) {
                area = request.area();
                asked++;
            }
            Set<String> free = new HashSet<>();
            for (Driver driver : drivers) {
                area = driver.area();
                free.add(driver.id());
            }
            out.collect(new Surge(area, asked, free.size()));
        }
    }

    private static final class CheckRules extends KeyedBroadcastProcessFunction<String, Payment, Rule, String> {
        private final MapStateDescriptor<String, Rule> byId;

        CheckRules(MapStateDescriptor<String, Rule> byId) {
            this.byId = byId;
        }

        @Override
        public void processElement(Payment payment, ReadOnlyContext context, Collector<String> out) throws Exception {
            for (Map.Entry<String, Rule> rule : context.getBroadcastState(byId).immutableEntries()) {
                if (payment.cents() > rule.getValue().limit()) {
                    out.collect(rule.getKey());
                }
            }
        }

        @Override
        public void processBroadcastElement(Rule rule, Context context, Collector<String> out) throws Exception {
            context.getBroadcastState(byId).put(rule.id(), rule);
        }
    }

    private static final class AskForScore implements AsyncFunction<Payment, Score> {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // one that fails ends by the timeout
        public void asyncInvoke(Payment payment, ResultFuture<Score> result) {
            ask(payment).thenAccept(score -> result.complete(Collections.singleton(score)));
        }

        @Override
        public void timeout(Payment payment, ResultFuture<Score> result) {
            result.complete(Collections.singleton(new Score(payment, 0)));
        }

        private static CompletableFuture<Score> ask(Payment payment) {
            return CompletableFuture.completedFuture(new Score(payment, 1));
        }
    }
}
