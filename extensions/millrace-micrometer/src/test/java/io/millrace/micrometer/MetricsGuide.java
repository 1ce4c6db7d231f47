package io.millrace.micrometer;

import com.sun.net.httpserver.HttpServer;
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
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** What the guide shows: a job, and a page for Prometheus. */
final class MetricsGuide {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private MetricsGuide() {}

    /**
     * Runs the program.
     *
     * @param arguments not used
     * @throws Exception if there is no free port
     */
    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        Pipeline pipeline = Pipeline.create("readings");
        pipeline.source("numbers", Sources.generate(index -> index).count(10_000))
                .timestamps(START::plusSeconds, Watermarks.ascending())
                .keyBy(number -> number % 10)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("counts", Aggregates.count())
                .to("out", Sinks.discard());
        // tag::bind
        try (Engine engine = Engine.create()) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            MillraceMetrics.of(engine).bindTo(registry);
            HttpServer server = serve(registry);
            Job job = engine.start(pipeline, JobOptions.parallelism(1));
            // end::bind
            job.join();
            show(server, out);
            server.stop(0);
        }
    }

    // tag::serve
    private static HttpServer serve(PrometheusMeterRegistry registry) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        return server;
    }
    // end::serve

    /** Scrapes twice: what is new is there at the second time. */
    private static void show(HttpServer server, PrintStream out) throws Exception {
        URI page = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/metrics");
        HttpClient client = HttpClient.newHttpClient();
        client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
        String text = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
        text.lines()
                .filter(line -> line.startsWith("millrace_task_events") || line.contains("\"finished\""))
                .forEach(out::println);
    }
}
