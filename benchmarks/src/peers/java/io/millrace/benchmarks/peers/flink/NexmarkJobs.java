package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.Bid;
import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkWork;
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

    private static DataStream<Bid> bids(DataStream<NexmarkEvent> stream) {
        return stream.flatMap(
                (NexmarkEvent event, Collector<Bid> out) -> {
                    if (event instanceof Bid bid) {
                        out.collect(bid);
                    }
                },
                BID);
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
