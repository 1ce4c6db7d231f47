package io.millrace.benchmarks.micro;

import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.ValueState;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A running count of each key, emitted at each event, by a function of the user's with a value of state: nanoseconds
 * per event of a job in one task, which starts without state.
 *
 * <p>{@code java -jar benchmarks.jar KeyedState -prof gc}. Of the bytes per event the event takes 40 and the count that
 * the function boxes up to 24.
 */
public class KeyedStateBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 23;
    private static final int READ = Part.of(EVENTS);

    /** How many keys there are. */
    @Param({"1", "1000", "1000000"})
    public int keys;

    private TradeLog log;
    private Outcome expected;

    /** Makes the trades, and counts them. */
    @Setup
    public void prepare() {
        log = new TradeLog(keys);
        Map<String, long[]> counts = new HashMap<>();
        long sum = 0;
        for (long index = 0; index < READ; index++) {
            sum += ++counts.computeIfAbsent(log.trade(index).user(), unused -> new long[1])[0];
        }
        expected = new Outcome(READ, sum);
    }

    /** One job. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome runningCount() {
        Pipeline pipeline = Pipeline.create("keyed-state");
        pipeline.source("trades", new TradeSource(log, READ))
                .keyBy(Trade::user)
                .process("running-count", RunningCount::new)
                .to("sum", new TallySink<>((Long count) -> count));
        return checked(run(pipeline, 1), expected);
    }

    private static final class RunningCount extends KeyedProcess<String, Trade, Long> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Trade trade, KeyedContext<String> context, Emitter<Long> out) {
            Long counted = count.getOr(0L) + 1;
            count.set(counted);
            out.emit(counted);
        }
    }
}
