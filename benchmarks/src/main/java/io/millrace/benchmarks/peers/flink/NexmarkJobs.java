package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
import io.millrace.benchmarks.nexmark.Person;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Workload;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;

/** The queries over NEXMark's events. As of trades, only the fields that are used go through an exchange. */
final class NexmarkJobs {

    /** Generic, which only costs where events of all types are exchanged. None of the queries does. */
    private static final TypeInformation<NexmarkEvent> EVENT = TypeInformation.of(NexmarkEvent.class);

    private static final TypeInformation<Bid> BID = TypeInformation.of(Bid.class);
    private static final TypeInformation<Person> PERSON = TypeInformation.of(Person.class);
    private static final TypeInformation<Role> ROLE = TypeInformation.of(Role.class);
    private static final TypeInformation<Answer> ANSWER = TypeInformation.of(Answer.class);

    private final StreamExecutionEnvironment env;
    private final Workload query;
    private final long events;

    NexmarkJobs(StreamExecutionEnvironment env, Workload query, long events) {
        this.env = env;
        this.query = query;
        this.events = events;
    }

    void build() {
        switch (query) {
            case NEXMARK_Q0 -> bids(untimed()).sinkTo(bidSink());
            case NEXMARK_Q1 -> bids(untimed()).map(NexmarkWork::converted, BID).sinkTo(bidSink());
            case NEXMARK_Q2 ->
                bids(untimed())
                        .filter(NexmarkWork::selects)
                        .sinkTo(new TallySink<>(bid -> Checksum.of(bid.auction(), bid.price(), 0)));
            case NEXMARK_Q3 -> localSellers();
            case NEXMARK_Q4 -> averagePrices();
            case NEXMARK_Q6 ->
                sold(true, -1)
                        .keyBy(Sold::seller, Types.LONG)
                        .process(new PricesOfSellers(), ANSWER)
                        .sinkTo(answers());
            case NEXMARK_Q9 ->
                sold(true, -1)
                        .sinkTo(new TallySink<>(sold -> Checksum.of(sold.auction(), sold.bidder(), sold.price())));
            case NEXMARK_Q20 ->
                sold(false, NexmarkWork.CATEGORY)
                        .sinkTo(new TallySink<>(
                                sold -> Checksum.of(sold.auction(), sold.bidder(), sold.price() + sold.seller())));
            case NEXMARK_Q5 -> hotAuctions();
            case NEXMARK_Q7 -> highestBid();
            case NEXMARK_Q8 -> newSellers();
            case NEXMARK_Q11 -> sessions();
            default -> throw new IllegalArgumentException(query + " is not over NEXMark's events");
        }
    }

    private static TallySink<Bid> bidSink() {
        return new TallySink<>(bid -> Checksum.of(bid.auction(), bid.bidder(), bid.price()));
    }

    private void localSellers() {
        DataStream<NexmarkEvent> all = untimed();
        auctions(all, NexmarkWork.CATEGORY)
                .keyBy(Auction::seller, Types.LONG)
                .connect(only(all, Person.class, PERSON)
                        .filter(NexmarkWork::isNear)
                        .keyBy(Person::id, Types.LONG))
                .process(new MeetingSellers(), ANSWER)
                .sinkTo(answers());
    }

    private void averagePrices() {
        sold(true, -1)
                .keyBy(sold -> (long) sold.category(), Types.LONG)
                .window(TumblingEventTimeWindows.of(NexmarkWork.TUMBLING))
                .aggregate(
                        new Average(),
                        new WithWindow<Long, Answer>(Answer::new),
                        TypeInformation.of(long[].class),
                        ANSWER)
                .sinkTo(answers());
    }

    /** Bids with their auctions, those of one category or all (-1). */
    private DataStream<Sold> sold(boolean winning, int category) {
        DataStream<NexmarkEvent> all = timed();
        return auctions(all, category)
                .keyBy(Auction::id, Types.LONG)
                .connect(bids(all).keyBy(Bid::auction, Types.LONG))
                .process(new MeetingBids(winning), TypeInformation.of(Sold.class));
    }

    private static DataStream<Auction> auctions(DataStream<NexmarkEvent> all, int category) {
        DataStream<Auction> auctions = only(all, Auction.class, TypeInformation.of(Auction.class));
        return category < 0 ? auctions : auctions.filter(auction -> auction.category() == category);
    }

    private static <T extends NexmarkEvent> DataStream<T> only(
            DataStream<NexmarkEvent> all, Class<T> kind, TypeInformation<T> type) {
        return all.flatMap(
                (NexmarkEvent event, Collector<T> out) -> {
                    if (kind.isInstance(event)) {
                        out.collect(kind.cast(event));
                    }
                },
                type);
    }

    private void hotAuctions() {
        long slide = NexmarkWork.SLIDE.toMillis();
        long beforeSlide = NexmarkWork.SLIDING.toMillis() - slide;
        bids(timed())
                .map(Bid::auction, Types.LONG)
                .keyBy(auction -> auction, Types.LONG)
                .window(SlidingEventTimeWindows.of(NexmarkWork.SLIDING, NexmarkWork.SLIDE))
                .aggregate(new Count<>())
                .windowAll(TumblingEventTimeWindows.of(NexmarkWork.SLIDE))
                .aggregate(new Highest(), new AllWithWindow(-beforeSlide), Types.LONG, ANSWER)
                .sinkTo(answers());
    }

    private void highestBid() {
        bids(timed())
                .map(Bid::price, Types.LONG)
                .windowAll(TumblingEventTimeWindows.of(NexmarkWork.TUMBLING))
                .aggregate(new Highest(), new AllWithWindow(0), Types.LONG, ANSWER)
                .sinkTo(answers());
    }

    private void newSellers() {
        timed().flatMap((NexmarkEvent event, Collector<Role> out) -> Role.of(event, out::collect), ROLE)
                .keyBy(Role::person, Types.LONG)
                .window(TumblingEventTimeWindows.of(NexmarkWork.TUMBLING))
                .aggregate(new Roles(), new WithWindow<>(Answer::new), Types.LONG, ANSWER)
                .filter(answer -> answer.third() == (Role.REGISTERED | Role.SELLS))
                .map(answer -> new Answer(answer.first(), answer.second(), 0), ANSWER)
                .sinkTo(answers());
    }

    private void sessions() {
        bids(timed())
                .map(Bid::bidder, Types.LONG)
                .keyBy(bidder -> bidder, Types.LONG)
                .window(EventTimeSessionWindows.withGap(NexmarkWork.GAP))
                .aggregate(new Count<>(), new WithWindow<>(Answer::new), Types.LONG, ANSWER)
                .sinkTo(answers());
    }

    private static TallySink<Answer> answers() {
        return new TallySink<>(Answer::checksum);
    }

    private static DataStream<Bid> bids(DataStream<NexmarkEvent> all) {
        return only(all, Bid.class, BID);
    }

    private DataStream<NexmarkEvent> timed() {
        return events(WatermarkStrategy.<NexmarkEvent>forMonotonousTimestamps()
                .withTimestampAssigner((event, before) -> event.time()));
    }

    private DataStream<NexmarkEvent> untimed() {
        return events(WatermarkStrategy.noWatermarks());
    }

    private DataStream<NexmarkEvent> events(WatermarkStrategy<NexmarkEvent> watermarks) {
        NumberedSource<NexmarkEvent> source = NumberedSource.of(Logs.nexmark(), events, env.getParallelism());
        return env.fromSource(source, watermarks, "events", EVENT);
    }
}
