package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a server of Prometheus answers that scrapes a job which runs. */
@Timeout(120)
class PrometheusServerTest {

    private static final String P99 =
            "histogram_quantile(0.99, sum by (le) (millrace_operator_gap_seconds_values_total))";

    @TempDir
    private Path directory;

    private final int port = ServerProcess.freePort();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void shouldAnswerWhatThePanelsAsk() throws Exception {
        String program = ServerProcess.program("prometheus", "prometheus").toString();
        HttpServer page = page();
        try (SensorJob sensors = new SensorJob(directory);
                ServerProcess server = new ServerProcess(command(program, page), Map.of(), port, directory)) {
            MillraceMetrics.of(sensors.engine()).bindTo(registry);
            sensors.takeIn();
            server.start();
            SensorJob.until(() -> values("sum(millrace_task_events_in_total{task=\"readings\"})")
                    .equals(List.of(104.0)));

            assertThat(values("millrace_job_state == 1")).containsExactly(1.0);
            assertThat(values(P99))
                    .singleElement()
                    .satisfies(p99 -> assertThat(p99).isBetween(500.0, 1_000.0));
            for (String expression : PrometheusTest.expressions()) {
                assertThat(answer(concrete(expression)).path("status").asString())
                        .as(expression)
                        .isEqualTo("success");
            }
        } finally {
            page.stop(0);
        }
    }

    private HttpServer page() throws IOException {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/metrics", exchange -> {
            byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        page.start();
        return page;
    }

    private List<String> command(String program, HttpServer page) throws IOException {
        Path config = Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 200ms}
                scrape_configs: [{job_name: millrace, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
                """.formatted(
                        page.getAddress().getPort()));
        return List.of(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    /** As Grafana puts it. */
    private static String concrete(String expression) {
        return expression
                .replaceFirst("^label_values\\((.*),[^,]*\\)$", "$1")
                .replaceAll("\\$__\\w+", "1m")
                .replaceAll("\\$\\{?\\w+}?", ".*");
    }

    private List<Double> values(String query) {
        return answer(query)
                .path("data")
                .path("result")
                .valueStream()
                .map(series -> Double.valueOf(series.path("value").path(1).asString()))
                .toList();
    }

    private JsonNode answer(String query) {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            return new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
