package io.millrace.benchmarks.micro;

import io.millrace.Pipeline;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * The edge: events per second from a source on a worker to a sink on a thread of its own, which touches each of them.
 *
 * <p>{@code java -jar benchmarks.jar EdgeBenchmark -prof gc}. Events were made beforehand: all bytes are the engine's.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EdgeBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 24;
    private static final int READ = Part.of(EVENTS);
    private static final int OBJECTS = 1 << 10;

    private final Trade[] trades = new Trade[OBJECTS];
    private long expected;

    /** Makes the trades. */
    @Setup
    public void prepare() {
        new TradeLog(1).read(0, 1, OBJECTS, trades);
        long sum = 0;
        for (Trade trade : trades) {
            sum += trade.time();
        }
        expected = sum * (READ / OBJECTS);
    }

    /** One job. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long sourceToSink() {
        SumSink sink = new SumSink(new LongAdder());
        Pipeline pipeline = Pipeline.create("edge");
        pipeline.source("trades", new ReadySource<>(trades, READ)).to("sum", sink);
        run(pipeline, 1);
        return checked(sink.sum.sum(), expected);
    }

    /** Blocking, which is what gives it a thread. */
    private record SumSink(LongAdder sum) implements Sink<Trade> {

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public SinkWriter<Trade> open(SinkContext context) {
            return batch -> {
                long added = 0;
                for (int row = 0; row < batch.size(); row++) {
                    added += batch.value(row).time();
                }
                sum.add(added);
            };
        }
    }
}
