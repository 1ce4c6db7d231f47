package io.millrace.benchmarks.micro;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.Workload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Latency through a pipeline of three rules for fraud, two of them windows by user, all of which alert at once: from
 * when a trade is due until its alert is at the sink where the alerts of all rules come together. So that each trade is
 * a sample, the rule that counts the trades of a user alerts at every one: at real limits there are a few alerts in a
 * thousand trades, too few for a percentile of 99.99, and the way of an alert is the same.
 *
 * <p>{@code java -jar benchmarks.jar FraudLatency}
 */
public class FraudLatencyBenchmark extends PacedBenchmark {

    private static final int WORKERS = 2;

    private Engine engine;
    private TradeLog trades;

    /** Makes the trades and starts the engine. */
    @Setup
    public void open() {
        trades = new TradeLog(Workload.FRAUD.users());
        engine = Engine.withWorkers(WORKERS);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Runs the schedule. */
    @Benchmark
    public long dueToAlert(Percentiles percentiles) {
        engine.start(PacedFraud.pipeline(schedule(), trades), JobOptions.parallelism(WORKERS))
                .join();
        return percentiles.take(Delays.take(), events());
    }
}
