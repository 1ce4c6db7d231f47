package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What Prometheus gets of a job that has everything, and what the dashboard and the guide say of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class PrometheusTest {

    private static final Path GUIDE = Path.of("../../docs/guides/micrometer.md");
    private static final Pattern NAME = Pattern.compile("\\bmillrace_[a-z0-9_]+");
    private static final Pattern SELECTED = Pattern.compile("(millrace_[a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPED = Pattern.compile("by\\s*\\(([^)]*)\\)\\s*\\(.*?(millrace_[a-z0-9_]+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(millrace\\.[a-z.]+)` \\|");

    @TempDir
    private static Path directory;

    private final MockClock clock = new MockClock();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    private SensorJob sensors;
    private PrometheusText text;

    @BeforeAll
    void scrape() {
        sensors = new SensorJob(directory);
        MillraceMetrics.of(sensors.engine()).bindTo(registry);
        sensors.takeIn();
        clock.addSeconds(1);
        PrometheusText.of(registry);
        text = PrometheusText.of(registry);
    }

    @AfterAll
    void close() {
        sensors.close();
    }

    @Test
    void shouldHaveTheCountsOfTheJob() {
        assertThat(text.sum("millrace_jobs")).isEqualTo(1);
        assertThat(text.sum("millrace_task_events_in_total", Map.of("task", "readings")))
                .isEqualTo((double) sensors.eventsIn("readings"))
                .isEqualTo(104);
        assertThat(text.sum("millrace_operator_late_total", Map.of("operator", "counts")))
                .isEqualTo(1);
        assertThat(text.sum("millrace_operator_skipped_total", Map.of("operator", "checked")))
                .isEqualTo(1);
        assertThat(text.sum("millrace_operator_dead_letters_total", Map.of("operator", "sensible")))
                .isEqualTo(1);
        assertThat(text.sum("millrace_operator_ahead_total")).isEqualTo(1);
        assertThat(text.sum("millrace_operator_sensors_total", Map.of("operator", "gaps")))
                .isEqualTo(2);
        assertThat(text.sum("millrace_operator_gap_seconds_values_total", Map.of("le", "1")))
                .isZero();
        assertThat(text.sum("millrace_operator_gap_seconds_values_total", Map.of("le", "500")))
                .isEqualTo(97);
        assertThat(text.sum("millrace_operator_gap_seconds_values_total", Map.of("le", "+Inf")))
                .isEqualTo(99);
        assertThat(text.sum("millrace_operator_gap_seconds_sum_total")).isBetween(1_295.0, 1_297.0);
        assertThat(text.sum("millrace_snapshot_seconds")).isEqualTo(1);
        assertThat(text.sum("millrace_snapshot_bytes_total"))
                .isEqualTo((double) sensors.job().metrics().snapshots().bytes())
                .isPositive();
    }

    @Test
    void shouldHaveWhatIsAsOfNow() {
        assertThat(text.sum("millrace_job_state", Map.of("state", "running"))).isEqualTo(1);
        assertThat(text.sum("millrace_job_state")).isEqualTo(1);
        assertThat(text.sum("millrace_operator_gap_seconds", Map.of("quantile", "1")))
                .isBetween(600.0, 601.0);
        assertThat(text.sum("millrace_sink_committed_snapshot", Map.of("sink", "out")))
                .isEqualTo(1);
        assertThat(text.sum("millrace_source_lag_records", Map.of("source", "readings")))
                .isZero();
        assertThat(text.sum("millrace_task_watermark_lag_seconds", Map.of("task", "gaps", "subtask", "0")))
                .isGreaterThan(60_000_000);
    }

    @Test
    void shouldBeAskedForByTheDashboardAsItIs() throws IOException {
        Map<String, Set<String>> labels = text.labels();
        List<String> expressions = expressions();

        assertThat(expressions).hasSizeGreaterThan(10);
        for (String expression : expressions) {
            List<String> names = found(NAME, expression);
            assertThat(names).as(expression).isNotEmpty();
            assertThat(labels.keySet()).as(expression).containsAll(names);
            assertThat(wrongLabels(expression, labels)).as(expression).isEmpty();
        }
    }

    private static List<String> wrongLabels(String expression, Map<String, Set<String>> labels) {
        List<String> wrong = new ArrayList<>();
        Matcher selected = SELECTED.matcher(expression);
        while (selected.find()) {
            Set<String> known = labels.get(selected.group(1));
            found(LABEL, selected.group(2)).stream()
                    .filter(label -> !known.contains(label))
                    .forEach(wrong::add);
        }
        Matcher grouped = GROUPED.matcher(expression);
        while (grouped.find()) {
            Set<String> known = labels.get(grouped.group(2));
            Pattern.compile("\\s*,\\s*")
                    .splitAsStream(grouped.group(1).strip())
                    .filter(label -> !known.contains(label))
                    .forEach(wrong::add);
        }
        return wrong;
    }

    /** All that the panels and variables of the dashboard ask. */
    static List<String> expressions() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(
                        PrometheusTest.class.getResourceAsStream("grafana.json").readAllBytes());
        List<String> expressions = new ArrayList<>(dashboard.findValuesAsString("expr"));
        dashboard.path("templating").path("list").forEach(variable -> {
            if (variable.path("type").asString().equals("query")) {
                expressions.add(variable.path("query").asString());
            }
        });
        return expressions;
    }

    @Test
    void shouldBeInTheGuideWithAllThatThereIs() throws IOException {
        Set<String> named = Set.copyOf(found(ROW, Files.readString(GUIDE)));
        Set<String> measured = registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> own = Set.of("sensors", "latest.celsius", "gap.seconds", "gap.seconds.values", "gap.seconds.sum");
        own.forEach(
                name -> assertThat(measured.remove("millrace.operator." + name)).isTrue());

        assertThat(named).containsAll(measured);
        assertThat(measured).containsAll(named);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount() > 0 ? 1 : 0))
                .toList();
    }
}
