package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of OTLP gets by HTTP, in its own format. */
@Timeout(60)
class OtlpTest {

    @TempDir
    private Path directory;

    @Test
    void shouldSendWhatTheJobHasCounted() throws Exception {
        BlockingQueue<ExportMetricsServiceRequest> requests = new LinkedBlockingQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/metrics", exchange -> {
            requests.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try (SensorJob sensors = new SensorJob(directory)) {
            MockClock clock = new MockClock();
            OtlpMeterRegistry registry = new OtlpMeterRegistry(configOf(receiver), clock);
            MillraceMetrics metrics = MillraceMetrics.of(sensors.engine());
            metrics.bindTo(registry);
            sensors.takeIn();
            metrics.look();
            clock.addSeconds(60);
            registry.close();

            Map<String, Metric> received = metrics(requests.take());
            assertThat(received.get("millrace.task.events.in").getSum().getIsMonotonic())
                    .isTrue();
            NumberDataPoint readings =
                    pointOf(received.get("millrace.task.events.in").getSum().getDataPointsList(), "task", "readings");
            assertThat(readings.getAsDouble()).isEqualTo((double) sensors.eventsIn("readings"));
            assertThat(tags(readings)).containsEntry("pipeline", "sensors").containsEntry("subtask", "0");
            assertThat(received.get("millrace.task.time").getUnit()).isEqualTo("seconds");
            assertThat(pointOf(received.get("millrace.job.state").getGauge().getDataPointsList(), "state", "running")
                            .getAsDouble())
                    .isEqualTo(1);
            assertThat(received.get("millrace.operator.late")
                            .getSum()
                            .getDataPoints(0)
                            .getAsDouble())
                    .isEqualTo(1);
        } finally {
            receiver.stop(0);
        }
    }

    private static OtlpConfig configOf(HttpServer receiver) {
        String url = "http://" + receiver.getAddress().getAddress().getHostAddress() + ":"
                + receiver.getAddress().getPort() + "/v1/metrics";
        return key -> key.equals("otlp.url") ? url : null;
    }

    private static Map<String, Metric> metrics(ExportMetricsServiceRequest request) {
        return request.getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .collect(Collectors.toMap(
                        Metric::getName,
                        metric -> metric,
                        (one, other) -> one.toBuilder().mergeFrom(other).build()));
    }

    private static NumberDataPoint pointOf(Collection<NumberDataPoint> points, String key, String value) {
        List<NumberDataPoint> found = points.stream()
                .filter(point -> value.equals(tags(point).get(key)))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Map<String, String> tags(NumberDataPoint point) {
        return point.getAttributesList().stream()
                .collect(
                        Collectors.toMap(KeyValue::getKey, tag -> tag.getValue().getStringValue()));
    }
}
