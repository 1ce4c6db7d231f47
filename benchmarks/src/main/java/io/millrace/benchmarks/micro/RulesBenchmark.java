package io.millrace.benchmarks.micro;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.source.Sources;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * A count by user that is held against a limit of the trade's country, of which there are a few, in a job with one task:
 * nanoseconds per event. The limits are fixed, or come as rules that are broadcast.
 *
 * <p>{@code java -jar benchmarks.jar RulesBenchmark -prof gc}. Of the bytes per event the event takes 40.
 */
public class RulesBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 22;
    private static final int READ = Part.of(EVENTS);
    private static final int USERS = 1_000;
    private static final long LIMIT = EVENTS;
    private static final String[] COUNTRIES = {"US", "UK", "DE", "FR"};

    private record Limit(String country, long trades) {}

    private TradeLog log;

    /** Makes the trades. */
    @Setup
    public void prepare() {
        log = new TradeLog(USERS);
    }

    private static final class Fixed extends KeyedProcess<String, Trade, Trade> {

        private final Map<String, Long> limits = new LinkedHashMap<>();
        private final ValueState<Long> count = value("count", Long.class);

        Fixed() {
            for (String country : COUNTRIES) {
                limits.put(country, LIMIT);
            }
        }

        @Override
        protected void process(Trade trade, KeyedContext<String> context, Emitter<Trade> out) {
            long trades = count.getOr(0L) + 1;
            count.set(trades);
            Long limit = limits.get(trade.country());
            if (limit == null || trades <= limit) {
                out.emit(trade);
            }
        }
    }

    private static final class Ruled extends RulesProcess<String, Trade, Limit, Trade> {

        private final MapState<String, Long> limits = shared("limits", String.class, Long.class);
        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void rule(Limit limit, RuleContext context) {
            limits.put(limit.country(), limit.trades());
        }

        @Override
        protected void process(Trade trade, KeyedContext<String> context, Emitter<Trade> out) {
            long trades = count.getOr(0L) + 1;
            count.set(trades);
            Long limit = limits.get(trade.country());
            if (limit == null || trades <= limit) {
                out.emit(trade);
            }
        }
    }

    /** Limits that are there from the beginning. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome fixed() {
        Pipeline pipeline = Pipeline.create("fixed");
        trades(pipeline).process("limits", Fixed::new).to("passed", new TallySink<>(trade -> 1));
        return passed(pipeline);
    }

    /** Limits that come by a stream. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome broadcast() {
        Pipeline pipeline = Pipeline.create("rules");
        trades(pipeline)
                .connect(pipeline.source(
                                "rules",
                                Sources.generate(index -> new Limit(COUNTRIES[(int) index], LIMIT))
                                        .count(COUNTRIES.length))
                        .broadcast())
                .process("limits", Ruled::new)
                .to("passed", new TallySink<>(trade -> 1));
        return passed(pipeline);
    }

    private KeyedStream<String, Trade> trades(Pipeline pipeline) {
        return pipeline.source("trades", new TradeSource(log, READ)).keyBy(Trade::user);
    }

    private Outcome passed(Pipeline pipeline) {
        return checked(run(pipeline, 1), new Outcome(READ, READ));
    }
}
