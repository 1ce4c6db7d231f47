package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.millrace.testing.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OwnNamesTest {

    private final OwnNames names = new OwnNames();

    @Test
    void shouldHaveDotsForWhatIsNeitherLetterNorDigit() {
        assertThat(names.counter("cache hits").name()).isEqualTo("millrace.operator.cache.hits");
        assertThat(names.gauge("reply-micros_p99").name()).isEqualTo("millrace.operator.reply.micros.p99");
        assertThat(names.histogram("gap seconds").name()).isEqualTo("millrace.operator.gap.seconds");
        assertThat(names.values("gap seconds").name()).isEqualTo("millrace.operator.gap.seconds.values");
        assertThat(names.sum("gap seconds").name()).isEqualTo("millrace.operator.gap.seconds.sum");
    }

    @Test
    void shouldHaveTheKindBehindANameThatThereIsAlready() {
        names.counter("open");

        assertThat(names.gauge("open").name()).isEqualTo("millrace.operator.open.gauge");
        assertThat(names.counter("Open").name()).isEqualTo("millrace.operator.Open.counter");
        assertThat(names.counter("open.").name()).isEqualTo("millrace.operator.open.counter.2");
        assertThat(names.counter("late").name()).isEqualTo("millrace.operator.late.counter");
        assertThat(names.gauge("state size bytes").name()).isEqualTo("millrace.operator.state.size.bytes.gauge");
    }

    @Test
    void shouldNotEndInWhatPrometheusCutsOff() {
        assertThat(names.counter("requests total").name()).isEqualTo("millrace.operator.requests");
        assertThat(names.gauge("build info").name()).isEqualTo("millrace.operator.build");
        assertThat(names.gauge("_total").name()).isEqualTo("millrace.operator.of.its.own");
    }

    @Test
    void shouldNeverGiveTwoMetricsOneNameWhateverTheyAreCalled() {
        List<String> parts = List.of("a", "A", "b", "total", "info", "1", "count", "sum", "state", "size", "bytes");
        List<String> between = List.of(" ", ".", "-", "_", "__");
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            OwnNames some = new OwnNames();
            Map<String, Metric> byName = new HashMap<>();
            Metric.TAKEN.forEach(metric -> byName.put(nameOf(metric), metric));
            for (int i = 0; i < 60; i++) {
                StringBuilder raw = new StringBuilder(parts.get(random.nextInt(parts.size())));
                for (int more = random.nextInt(3); more > 0; more--) {
                    raw.append(between.get(random.nextInt(between.size())))
                            .append(parts.get(random.nextInt(parts.size())));
                }
                Metric metric = metric(some, random.nextInt(5), raw.toString());
                String name = nameOf(metric);

                assertThat(name).matches("[a-zA-Z_][a-zA-Z0-9_]*");
                assertThat(byName.merge(name, metric, (first, second) -> first)).isEqualTo(metric);
            }
        });
    }

    private static String nameOf(Metric metric) {
        Meter.Type type = metric.kind() == Metric.Kind.GAUGE ? Meter.Type.GAUGE : Meter.Type.COUNTER;
        return new PrometheusNamingConvention()
                .name(metric.name(), type, metric.unit().isEmpty() ? null : metric.unit());
    }

    private static Metric metric(OwnNames names, int kind, String raw) {
        return switch (kind) {
            case 0 -> names.counter(raw);
            case 1 -> names.gauge(raw);
            case 2 -> names.histogram(raw);
            case 3 -> names.sum(raw);
            default -> names.values(raw);
        };
    }
}
