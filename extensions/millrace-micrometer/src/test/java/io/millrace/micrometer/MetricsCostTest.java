package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What it costs to have all metrics scraped every second: one job that never ends, in one JVM, with a scrape each second and without, in turns. By the processor time that the whole
 * JVM spends per event, which both processors are busy with: other programs on the machine disturb it less than events a second. A measurement: run when it is told how
 * many pairs of turns there are to be.
 */
@EnabledIfSystemProperty(named = "millrace.cost", matches = "[1-9]\\d*")
class MetricsCostTest {

    private static final int TURN_SECONDS = 2;
    private static final double MOST = 0.02;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void shouldCostNextToNothing() throws Exception {
        int pairs = Integer.getInteger("millrace.cost");
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
            assertThat(measure(pairs, engine, job, scraper)).isLessThan(MOST);
            job.cancel();
        } finally {
            scraper.shutdownNow();
        }
    }

    /** By which share fewer events are taken in for the same processor time. */
    private static double measure(int pairs, Engine engine, Job job, ScheduledExecutorService scraper)
            throws Exception {
        double[] costs = new double[pairs];
        long scrapes = 0;
        AtomicLong cpuNanos = new AtomicLong();
        turn(job);
        turn(job);
        for (int pair = 0; pair < pairs; pair++) {
            // The other way round each second time: what the machine does besides may grow or shrink.
            double first = pair % 2 == 0 ? turn(job) : 0;
            double with;
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            try (MillraceMetrics metrics = MillraceMetrics.of(engine)) {
                metrics.bindTo(registry);
                var scraping =
                        scraper.scheduleAtFixedRate(() -> cpuNanos.addAndGet(cpuOf(registry)), 0, 1, TimeUnit.SECONDS);
                with = turn(job);
                scraping.cancel(false);
                scrapes += TURN_SECONDS;
            }
            double without = pair % 2 == 0 ? first : turn(job);
            costs[pair] = 1 - with / without;
            System.out.printf("%,.0f events per second of a processor without, %,.0f with%n", without, with);
        }
        System.out.printf(
                "median of %d pairs: %.1f %% less with a scrape each second, which takes %.2f ms of a processor%n",
                pairs, median(costs) * 100, cpuNanos.get() / 1e6 / scrapes);
        return median(costs);
    }

    /** The time that a processor is with one scrape. */
    private static long cpuOf(PrometheusMeterRegistry registry) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        registry.scrape();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    /** How many events are taken in for a second of one processor. */
    private static double turn(Job job) throws InterruptedException {
        long events = job.metrics().eventsIn("numbers");
        long cpu = PROCESS.getProcessCpuTime();
        new CountDownLatch(1).await(TURN_SECONDS, TimeUnit.SECONDS);
        return (job.metrics().eventsIn("numbers") - events) * 1e9 / (PROCESS.getProcessCpuTime() - cpu);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
