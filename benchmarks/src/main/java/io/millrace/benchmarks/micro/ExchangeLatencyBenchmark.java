package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.engine.MillraceRival;
import io.millrace.benchmarks.rival.Delays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Latency through one key exchange: from when an event is due until a sink has seen the running count of its key; the
 * job of {@code io.millrace.benchmarks.Latency}, with two workers.
 *
 * <p>{@code java -jar benchmarks.jar ExchangeLatency}; with {@code -p rate=1000} there is time between events for
 * workers to park, which shows what that costs.
 */
public class ExchangeLatencyBenchmark extends PacedBenchmark {

    private MillraceRival millrace;

    /** The engine starts with the first job. */
    @Setup
    public void open() {
        millrace = new MillraceRival();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        millrace.close();
    }

    /** Runs the schedule. */
    @Benchmark
    public long dueToCounted(Percentiles percentiles) {
        millrace.pace(schedule());
        return percentiles.take(Delays.take(), events());
    }
}
