package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources of several tasks, and sinks of several writers that commit together. */
class DealtSourceTest {

    private static final int EVENTS = 2_000;

    @TempDir
    private Path directory;

    private static Pipeline pipeline(String test, List<Event> events, int readers, boolean fails) {
        Pipeline pipeline = Pipeline.create("dealt");
        pipeline.source("in", new DealtSource(test, events, fails))
                .parallelism(readers)
                .keyBy(Event::key)
                .window(Windows.count(10))
                .aggregate("tens", Aggregates.count())
                .map(ten -> ten.key())
                .to("out", new ParallelVault(test));
        return pipeline;
    }

    /** Of each key as many lines as there are tens of it. */
    private static List<String> expected(List<Event> events) {
        Map<String, Integer> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.key(), 1, Integer::sum));
        return counts.entrySet().stream()
                .flatMap(count -> java.util.Collections.nCopies(count.getValue() / 10, count.getKey()).stream())
                .toList();
    }

    @Test
    void shouldCountAFailureOnce() throws Exception {
        String test = "once";
        List<Event> events = Event.some(21, EVENTS, 13);
        Configuration configuration = LocalFlink.surviving(3, directory.resolve("checkpoints"))
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        LocalFlink.runner(configuration).execute(pipeline(test, events, 3, true));
        assertThat(DealtSource.failures(test)).hasValue(1);
        assertThat(ParallelVault.committed(test)).isEqualTo(expected(events));
        assertThat(ParallelVault.writers(test)).hasSize(3);
    }

    @Test
    void shouldDealSplitsAgainAtAnotherParallelism() throws Exception {
        String test = "dealt again";
        List<Event> events = Event.some(22, EVENTS, 13);
        DealtSource.hold(test);
        JobClient job = LocalFlink.runner(LocalFlink.surviving(2, directory.resolve("checkpoints")))
                .executeAsync(pipeline(test, events, 2, false));
        DealtSource.awaitHeld(test);
        String savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        DealtSource.release(test);
        Configuration configuration = LocalFlink.surviving(3, directory.resolve("checkpoints"));
        LocalFlink.runner(LocalFlink.from(savepoint, configuration)).execute(pipeline(test, events, 4, false));
        assertThat(ParallelVault.committed(test)).isEqualTo(expected(events));
    }
}
