package io.millrace.examples.fraud;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.Latency;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.GeneratorSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the program shows when it is given no file: a scenario small enough to be followed, then generated load, as fast
 * as it goes for the throughput, and at a rate that leaves room for the latency.
 */
final class Demonstration {

    private static final long SEED = 2024;
    private static final long FULL_SPEED_COUNT = 3_000_000;
    private static final long MODERATE_RATE = 100_000;
    private static final int SECONDS = 3;

    private final FraudOptions options;
    private final PrintStream out;
    private final PrintStream err;

    Demonstration(FraudOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    void run() {
        try (Engine engine = Engine.create().stopOnShutdown(FileRun.PATIENCE)) {
            showScenario(engine);
            if (options.rate() > 0) {
                runAtRate(engine, options.rate());
            } else if (runAtFullSpeed(engine)) {
                runAtRate(engine, MODERATE_RATE);
            }
        }
    }

    private void showScenario(Engine engine) {
        out.println("Five transactions:");
        for (Transaction transaction : Scenario.TRANSACTIONS) {
            out.println("  " + transaction.time() + "  " + transaction.id() + "  user " + transaction.user() + "  "
                    + transaction.amount().toPlainString() + " in " + transaction.country());
        }
        List<Alert> alerts = scenarioAlerts(engine);
        out.println();
        out.println("raise " + alerts.size() + " alerts:");
        alerts.forEach(alert -> out.println("  " + AlertText.of(alert)));
        out.println();
    }

    private List<Alert> scenarioAlerts(Engine engine) {
        CollectSink<Alert> alerts = Sinks.collect();
        Pipeline pipeline = Pipeline.create("scenario");
        FraudPipeline.detect(
                        pipeline.source("transactions", Sources.collection(Scenario.TRANSACTIONS)),
                        options.outOfOrderness())
                .alerts()
                .to("alerts", alerts);
        Run.of(engine, pipeline, JobOptions.parallelism(1), new Tally(), err);
        return alerts.values().stream()
                .sorted(Comparator.comparing(Alert::time).thenComparing(Alert::rule))
                .toList();
    }

    /** Whether it was not stopped. */
    private boolean runAtFullSpeed(Engine engine) {
        out.println("Generated transactions of " + users() + " users, as fast as it goes:");
        Tally tally = new Tally();
        print(run(engine, Sources.generate(new TransactionGenerator(SEED)).count(FULL_SPEED_COUNT), tally, null));
        out.println();
        return tally.transactions() == FULL_SPEED_COUNT;
    }

    private void runAtRate(Engine engine, long rate) {
        out.println("Generated transactions of " + users() + " users, at "
                + String.format(Locale.ROOT, "%,d/s for %d s:", rate, SECONDS));
        AlertLatency latency = new AlertLatency(SystemClock.INSTANCE, rate);
        GeneratorSource<Transaction> transactions = Sources.generate(new TransactionGenerator(~SEED))
                .count(rate * SECONDS)
                .rate((double) rate);
        print(run(engine, latency.scheduled(transactions), new Tally(), latency));
        out.println("  latency from when a transaction was due to its alert: " + text(latency.summary()));
    }

    private Run run(Engine engine, Source<Transaction> transactions, Tally tally, AlertLatency latency) {
        Pipeline pipeline = Pipeline.create("load");
        FraudPipeline.detect(pipeline.source("transactions", transactions).peek(tally::count), options.outOfOrderness())
                .alerts()
                .to("alerts", Sinks.callback(alert -> {
                    tally.count(alert);
                    if (latency != null) {
                        latency.record(alert);
                    }
                }));
        return Run.of(engine, pipeline, JobOptions.parallelism(options.parallelism()), tally, err);
    }

    private void print(Run run) {
        out.println("  " + run.throughput());
        out.println("  " + run.alerts());
    }

    private static String users() {
        return String.format(Locale.ROOT, "%,d", TransactionGenerator.USERS);
    }

    private static String text(Latency latency) {
        return "p50 " + text(latency.p50()) + ", p99 " + text(latency.p99()) + ", p99.9 " + text(latency.p999());
    }

    private static String text(Duration duration) {
        return String.format(Locale.ROOT, "%.3f ms", duration.toNanos() / 1e6);
    }
}
