package io.millrace.benchmarks.micro;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.MillraceRival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import io.millrace.function.Fn;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A chain of maps in one task: nanoseconds per event, clean and polluted, that is, after five other pipelines with
 * other events, functions, keys and aggregates have run in the same JVM. Other people's pipelines must not cost more
 * than a tenth.
 *
 * <p>{@code java -jar benchmarks.jar ChainBenchmark -prof gc}. Events were made beforehand and no map makes an object:
 * all bytes per event are the engine's.
 */
public class ChainBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 24;
    private static final int READ = Part.of(EVENTS);
    private static final int OBJECTS = 1 << 10;
    private static final int OTHER_EVENTS = 1 << 20;
    private static final List<Workload> OTHERS =
            List.of(Workload.STATELESS, Workload.SESSION, Workload.FRAUD, Workload.NEXMARK_Q1, Workload.NEXMARK_Q5);

    /** Each of them a function of its own. */
    private static final List<Fn<Trade, Trade>> STEPS = List.of(
            trade -> TradeWork.step(trade, 0),
            trade -> TradeWork.step(trade, 1),
            trade -> TradeWork.step(trade, 2),
            trade -> TradeWork.step(trade, 3),
            trade -> TradeWork.step(trade, 4),
            trade -> TradeWork.step(trade, 5),
            trade -> TradeWork.step(trade, 6),
            trade -> TradeWork.step(trade, 7),
            trade -> TradeWork.step(trade, 8),
            trade -> TradeWork.step(trade, 9));

    /** How many maps there are. */
    @Param({"1", "3", "10"})
    public int maps;

    /** Whether other pipelines have run. */
    @Param({"false", "true"})
    public boolean polluted;

    private final Trade[] trades = new Trade[OBJECTS];
    private Outcome expected;

    /** Makes the trades, and pollutes. */
    @Setup
    public void prepare() {
        new TradeLog(1).read(0, 1, OBJECTS, trades);
        long sum = 0;
        for (Trade trade : trades) {
            sum += (long) afterSteps(trade).amount();
        }
        expected = new Outcome(READ, sum * (READ / OBJECTS));
        if (polluted) {
            pollute();
        }
    }

    private Trade afterSteps(Trade trade) {
        Trade stepped = trade;
        for (int step = 0; step < maps; step++) {
            stepped = TradeWork.step(stepped, step);
        }
        return stepped;
    }

    private static void pollute() {
        try (MillraceRival millrace = new MillraceRival()) {
            OTHERS.forEach(other -> millrace.run(other, OTHER_EVENTS, 1));
        }
        Tally.take();
    }

    /** One job with all maps. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome chain() {
        Pipeline pipeline = Pipeline.create("chain");
        EventStream<Trade> stream = pipeline.source("trades", new ReadySource<>(trades, READ));
        for (Fn<Trade, Trade> step : STEPS.subList(0, maps)) {
            stream = stream.map(step);
        }
        stream.to("sum", new AmountSink());
        return checked(run(pipeline, 1), expected);
    }
}
