package io.millrace.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.JobOptions;
import io.millrace.snapshot.Snapshots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MillracePropertiesTest {

    private static MillraceProperties bound(String... namesAndValues) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put("millrace." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace", MillraceProperties.class);
    }

    private static Snapshots snapshots(MillraceProperties properties, String pipeline) {
        return properties.of(pipeline).options().snapshots().orElseThrow();
    }

    @Test
    void shouldBeAsTheEngineHasItWhereNothingIsSaid() {
        JobOptions options = bound().of("any").options();

        assertThat(options).hasToString(JobOptions.defaults().toString());
        assertThat(bound().of("any").startsWithTheApplication()).isTrue();
    }

    @Test
    void shouldHoldForAllPipelines() {
        JobOptions options = bound(
                        "parallelism", "3",
                        "batch-size", "64",
                        "edge-capacity", "4",
                        "latency", "true",
                        "restart.attempts", "5",
                        "restart.delay", "10ms",
                        "restart.max-delay", "2s",
                        "restart.healthy-after", "30s")
                .of("any")
                .options();

        assertThat(options)
                .hasToString("parallelism 3, batch size 64, edge capacity 4, latency measured,"
                        + " up to 5 restarts in a row, after PT0.01S to PT2S");
        assertThat(options.restart().healthyAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldHaveASayForOnePipeline() {
        MillraceProperties properties = bound(
                "parallelism", "3",
                "restart.attempts", "5",
                "restart.delay", "1s",
                "pipelines.fraud.parallelism", "7",
                "pipelines.fraud.restart.attempts", "2",
                "pipelines.[fraud alerts].batch-size", "8");

        assertThat(properties.of("fraud").options().tasks()).isEqualTo(7);
        assertThat(properties.of("fraud").options().restart())
                .hasToString("up to 2 restarts in a row, after PT1S to PT1M");
        assertThat(properties.of("fraud alerts").options().batchSize()).isEqualTo(8);
        assertThat(properties.of("other").options().tasks()).isEqualTo(3);
        assertThat(properties.of("other").options().restart().attempts()).isEqualTo(5);
    }

    @Test
    void shouldCheckWhatIsSaidOfOnePipelineWithWhatIsSaidOfAll() {
        assertThat(bound(
                                "restart.delay", "100ms",
                                "pipelines.fraud.restart.attempts", "5",
                                "pipelines.fraud.restart.max-delay", "500ms")
                        .of("fraud")
                        .options()
                        .restart())
                .hasToString("up to 5 restarts in a row, after PT0.1S to PT0.5S");
        assertThatThrownBy(() -> bound(
                        "restart.attempts", "5", "restart.max-delay", "1s", "pipelines.fraud.restart.delay", "5s"))
                .hasStackTraceContaining("millrace.pipelines.fraud");
    }

    @Test
    void shouldGiveEachPipelineADirectoryOfItsOwn() {
        MillraceProperties properties = bound(
                "snapshots.directory", "/snapshots",
                "pipelines.fraud.snapshots.directory", "/elsewhere",
                "pipelines.none.snapshots.enabled", "false");

        assertThat(snapshots(properties, "clicks").where()).isEqualTo("snapshots in /snapshots/clicks");
        assertThat(snapshots(properties, "per minute / user").where())
                .isEqualTo("snapshots in /snapshots/per+minute+%2F+user");
        assertThat(snapshots(properties, "..").where()).isEqualTo("snapshots in /snapshots/%2E%2E");
        assertThat(snapshots(properties, "fraud").where()).isEqualTo("snapshots in /elsewhere");
        assertThat(properties.of("none").options().snapshots()).isEmpty();
    }

    @Test
    void shouldTakeSnapshotsAsIsSaid() {
        MillraceProperties properties = bound(
                "snapshots.directory", "/snapshots",
                "snapshots.interval", "250ms",
                "snapshots.timeout", "1m",
                "snapshots.keep", "9",
                "snapshots.at-least-once", "true",
                "snapshots.labels.input", "europe",
                "snapshots.allow-dropped-state", "old,older",
                "pipelines.fraud.snapshots.on-demand", "true",
                "pipelines.fraud.snapshots.from", "before-upgrade",
                "pipelines.fraud.snapshots.labels.stage", "test");
        Snapshots ofAll = snapshots(properties, "any");
        Snapshots ofFraud = snapshots(properties, "fraud");

        assertThat(ofAll.interval()).isEqualTo(Duration.ofMillis(250));
        assertThat(ofAll.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(ofAll.kept()).isEqualTo(9);
        assertThat(ofAll.isAligned()).isFalse();
        assertThat(ofAll.labels()).containsExactly(Map.entry("input", "europe"));
        assertThat(ofAll.droppable()).containsExactlyInAnyOrder("old", "older");
        assertThat(ofAll.from()).isNull();
        assertThat(ofFraud.interval()).isNull();
        assertThat(ofFraud.from()).isEqualTo("before-upgrade");
        assertThat(ofFraud.labels()).isEqualTo(Map.of("input", "europe", "stage", "test"));
        assertThat(ofFraud.droppable()).containsExactlyInAnyOrder("old", "older");
    }

    @Test
    void shouldSayWhichPropertyIsWrong() {
        assertThatThrownBy(() -> bound("workers", "0"))
                .hasRootCauseMessage("millrace.workers: an engine needs at least one worker, not 0");
        assertThatThrownBy(() -> bound("parallelism", "500"))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessage("the parallelism must be between 1 and 128, but is 500");
        assertThatThrownBy(() ->
                        bound("pipelines.fraud.snapshots.interval", "0s", "pipelines.fraud.snapshots.directory", "/x"))
                .hasStackTraceContaining("millrace.pipelines.fraud: the interval of snapshots must be positive");
        assertThatThrownBy(() -> bound("restart.attempts", "-1"))
                .hasStackTraceContaining("millrace: the number of attempts must be at least 1, but is -1");
    }
}
