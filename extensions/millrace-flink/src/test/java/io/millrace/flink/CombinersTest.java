package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are put together by key and window before they go to another task. */
class CombinersTest {

    private static final int EVENTS = 600;
    private static final int OLD = 40;
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /** Ten events a second, so that a window has fifty. */
    private static final List<Event> MINUTE = events(EVENTS);

    @TempDir
    private Path directory;

    private static List<Event> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(seq -> new Event("k", seq, Event.START.plusMillis(seq * 100L), 1))
                .toList();
    }

    private static EventStream<Event> timed(Pipeline pipeline, String name, PacedSource source) {
        return pipeline.source(name, source)
                .typed(Event.class)
                .timestamps(Event::time, Watermarks.ascending())
                .typed(Event.class);
    }

    private void windows(EventStream<Event> events) {
        events.keyBy(Event::key)
                .window(Windows.tumbling(WINDOW))
                .aggregate("windows", Aggregates.count())
                .map(result -> result.value() + " from " + result.start())
                .to("out", Sinks.lines(directory.resolve("out.txt")));
    }

    private void assertFiftyInEachWindow() throws Exception {
        assertThat(Files.readAllLines(directory.resolve("out.txt")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, EVENTS / 50)
                        .mapToObj(window -> "50 from " + Event.START.plus(WINDOW.multipliedBy(window)))
                        .toList());
    }

    @Test
    void shouldHaveFewRowsGoBetweenTasks() throws Exception {
        String job = "metrics of combiners";
        Pipeline pipeline = Pipeline.create(job);
        windows(timed(pipeline, "in", PacedSource.flowing(MINUTE)));
        LocalFlink.runner(LocalFlink.plain(1)).execute(pipeline);
        assertFiftyInEachWindow();
        long combined = MetricsKept.of(job, "millrace.operator.windows.millrace:combined", Counter.class)
                .getCount();
        assertThat(combined).isGreaterThan(EVENTS * 3 / 4);
        assertThat(MetricsKept.all(job, "millrace.eventsIn", Gauge.class))
                .extracting(gauge -> gauge.getValue())
                .contains(EVENTS - combined);
    }

    /** Its task cannot know how far the windows had come, and puts together what is late for them. */
    @Test
    void shouldCountAsLateWhatASourceReadsThatIsNewInAnUpgrade() throws Exception {
        String job = "metrics of late combiners";
        PacedSource.hold(job);
        Pipeline first = Pipeline.create(job);
        windows(timed(first, "in", new PacedSource(job, MINUTE, 0)));
        JobClient running = LocalFlink.runner(surviving()).executeAsync(first);
        PacedSource.awaitHeld(job);
        String savepoint = LocalFlink.stop(running, false, directory.resolve("savepoints"));
        PacedSource.release(job);

        Pipeline upgraded = Pipeline.create(job);
        EventStream<Event> old = timed(upgraded, "old", PacedSource.flowing(events(OLD)));
        windows(timed(upgraded, "in", new PacedSource(job, MINUTE, 0)).merge(old));
        LocalFlink.runner(LocalFlink.from(savepoint, surviving())).execute(upgraded);

        assertFiftyInEachWindow();
        assertThat(MetricsKept.all(job, "millrace.operator.windows.millrace:late", Counter.class).stream()
                        .mapToLong(Counter::getCount)
                        .sum())
                .isEqualTo(OLD);
    }

    private Configuration surviving() {
        return LocalFlink.surviving(1, directory.resolve("checkpoints"));
    }
}
