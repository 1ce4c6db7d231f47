package io.millrace.micrometer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures what it costs to have all metrics scraped every second: one job that never ends, in one JVM, with a scrape each second and without, in
 * turns. Prints the events a second of each turn and the medians. Not a test: run by its main method.
 */
final class MetricsCost {

    private static final int TURN_SECONDS = 5;

    private MetricsCost() {}

    /**
     * Measures.
     *
     * @param arguments how many pairs of turns; 10 unless given
     * @throws Exception if it is interrupted
     */
    public static void main(String[] arguments) throws Exception {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        Pipeline pipeline = Pipeline.create("cost");
        pipeline.source("numbers", Sources.generate(index -> index))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                .keyBy(number -> number % 1_000)
                .window(Windows.tumbling(Duration.ofSeconds(10)))
                .aggregate("counts", Aggregates.count())
                .to("out", Sinks.discard());
        ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, JobOptions.parallelism(2).withLatency())) {
            measure(pairs, engine, job, scraper);
            job.cancel();
        } finally {
            scraper.shutdownNow();
        }
    }

    private static void measure(int pairs, Engine engine, Job job, ScheduledExecutorService scraper) throws Exception {
        double[] without = new double[pairs];
        double[] with = new double[pairs];
        turn(job);
        turn(job);
        for (int pair = 0; pair < pairs; pair++) {
            without[pair] = turn(job);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            try (MillraceMetrics metrics = MillraceMetrics.of(engine)) {
                metrics.bindTo(registry);
                var scrapes = scraper.scheduleAtFixedRate(registry::scrape, 0, 1, TimeUnit.SECONDS);
                with[pair] = turn(job);
                scrapes.cancel(false);
                System.out.printf(
                        "%,.0f without, %,.0f with %d meters%n",
                        without[pair], with[pair], registry.getMeters().size());
            }
        }
        double cost = 1 - median(with) / median(without);
        System.out.printf(
                "medians: %,.0f events a second without, %,.0f with a scrape each second: %.1f %% less%n",
                median(without), median(with), cost * 100);
    }

    private static double turn(Job job) throws InterruptedException {
        long events = job.metrics().eventsIn("numbers");
        long begun = System.nanoTime();
        new CountDownLatch(1).await(TURN_SECONDS, TimeUnit.SECONDS);
        return (job.metrics().eventsIn("numbers") - events) * 1e9 / (System.nanoTime() - begun);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
