package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.SplitStream;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.sink.Sinks;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Small verbs in a job with one task, beside loops by hand: nanoseconds per event. A verb should have 0.8 times the rate of
 * its loop at least, the timestamps included. Each is checked against the loop.
 */
public class SmallVerbBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 21;
    private static final int READ = Part.of(EVENTS);
    private static final int LIST = 100;
    private static final long WITHIN = 1_000;

    /** How many users there are. */
    @Param({"1000", "100000"})
    public int keys;

    private TradeLog log;
    private SmallVerbLoops loops;
    private Outcome once;
    private Outcome all;
    private Outcome some;
    private Outcome lists;

    /** Makes the trades, and what is to come of them. */
    @Setup
    public void prepare() {
        log = new TradeLog(keys);
        loops = new SmallVerbLoops(log, READ);
        once = loops.dedup(WITHIN);
        all = loops.reorder();
        some = loops.ofCondition();
        lists = loops.batch(LIST);
    }

    /** Events that satisfy a condition, of a split. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome split() {
        Pipeline pipeline = Pipeline.create("split");
        SplitStream<Trade> split =
                pipeline.source("trades", new TradeSource(log, READ)).split();
        split.take(trade -> trade.amount() < 512).to("sum", tally());
        split.rest().to("rest", Sinks.discard());
        return checked(run(pipeline, 1), some);
    }

    /** The same by hand. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome splitByHand() {
        return checked(loops.ofCondition(), some);
    }

    /** One event of a user in a second. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome dedup() {
        Pipeline pipeline = Pipeline.create("dedup");
        timed(pipeline).keyBy(Trade::user).dedup("once", ofMillis(WITHIN)).to("sum", tally());
        return checked(run(pipeline, 1), once);
    }

    /** The same by hand, with a map that forgets nobody. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome dedupByHand() {
        return checked(loops.dedup(WITHIN), once);
    }

    /** The events of each user in the order of time. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome reorder() {
        Pipeline pipeline = Pipeline.create("reorder");
        timed(pipeline).keyBy(Trade::user).reorder("ordered").to("sum", tally());
        return checked(run(pipeline, 1), all);
    }

    /** All events in the order of time by hand, with one heap. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome reorderByHand() {
        return checked(loops.reorder(), all);
    }

    /** Lists of a hundred. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome batch() {
        Pipeline pipeline = Pipeline.create("batch");
        pipeline.source("trades", new TradeSource(log, READ))
                .batch("lists", LIST, ofSeconds(10))
                .to("sum", new TallySink<>(list -> list.size()));
        return checked(run(pipeline, 1), lists);
    }

    /** The same by hand. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome batchByHand() {
        return checked(loops.batch(LIST), lists);
    }

    private EventStream<Trade> timed(Pipeline pipeline) {
        return pipeline.source("trades", new TradeSource(log, READ))
                .timestamps(
                        Timestamps.millis(Trade::time),
                        Watermarks.boundedOutOfOrderness(ofMillis(TradeLog.MAX_DISORDER_MILLIS)));
    }

    private static TallySink<Trade> tally() {
        return new TallySink<>(trade -> (long) trade.amount());
    }
}
