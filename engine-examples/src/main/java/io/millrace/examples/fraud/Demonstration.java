package io.millrace.examples.fraud;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
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
    private static final Duration FULL_SPEED = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);
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
            } else {
                runAtFullSpeed(engine);
            }
        }
    }

    void showScenario(Engine engine) {
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

    /** One job: at the rate it has been warmed up by what came before, and keeps as many users. */
    private void runAtFullSpeed(Engine engine) {
        out.println("Generated transactions of " + users() + " users, as fast as it goes for " + FULL_SPEED.toSeconds()
                + " s, then at " + rate(MODERATE_RATE) + ":");
        AlertLatency latency = new AlertLatency(MODERATE_RATE);
        Tally tally = new Tally();
        Rates rates = new Rates();
        long start = SystemClock.INSTANCE.nanos();
        try (Job job = engine.start(load(latency, tally), jobOptions())) {
            boolean followed = follow(job, tally, rates, start);
            out.println(
                    "  transactions: " + String.format(Locale.ROOT, "%,d; ", tally.transactions()) + rates.summary());
            if (followed) {
                latency.pace();
            }
            job.join();
            out.println("  " + Run.alerts(tally, job.metrics().late()));
        }
        print(latency);
    }

    /** Tells what comes of each second, until the time is over or the job is; returns whether the former. */
    private boolean follow(Job job, Tally tally, Rates rates, long start) {
        long nanos = 0;
        while (nanos < FULL_SPEED.toNanos()) {
            boolean ended = job.join(LOOK);
            nanos = SystemClock.INSTANCE.nanos() - start;
            rates.look(nanos, tally.transactions()).forEach(line -> out.println("  " + line));
            if (ended) {
                return false;
            }
        }
        return true;
    }

    private void runAtRate(Engine engine, long rate) {
        out.println("Generated transactions of " + users() + " users, at " + rate(rate) + ":");
        AlertLatency latency = new AlertLatency(rate);
        latency.pace();
        Tally tally = new Tally();
        Run run = Run.of(engine, load(latency, tally), jobOptions(), tally, err);
        out.println("  " + run.throughput());
        out.println("  " + run.alerts());
        print(latency);
    }

    private Pipeline load(AlertLatency latency, Tally tally) {
        Pipeline pipeline = Pipeline.create("load");
        Source<Transaction> transactions = latency.source(new TransactionGenerator(SEED), SECONDS);
        FraudPipeline.detect(pipeline.source("transactions", transactions).peek(tally::count), options.outOfOrderness())
                .alerts()
                .to("alerts", Sinks.callback(alert -> {
                    tally.count(alert);
                    latency.record(alert);
                }));
        return pipeline;
    }

    private JobOptions jobOptions() {
        return JobOptions.parallelism(options.parallelism());
    }

    private void print(AlertLatency latency) {
        if (latency.summary().events() > 0) {
            out.println("  latency from when a transaction was due to its alert: " + text(latency.summary()));
        }
        if (latency.steady().events() > 0) {
            out.println("  without the first second, in which more code is compiled: " + text(latency.steady()));
        }
    }

    private static String rate(long rate) {
        return String.format(Locale.ROOT, "%,d/s for %d s", rate, SECONDS);
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
