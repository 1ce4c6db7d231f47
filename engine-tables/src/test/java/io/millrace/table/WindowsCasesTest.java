package io.millrace.table;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Final and repeated results of windows, case by case: what other engines expect, at any parallelism. */
class WindowsCasesTest {

    private record Event(String key, long time) {}

    private final PushSource<Event> source = Sources.push(100);
    private final Pipeline pipeline = Pipeline.create("cases");

    private KeyedStream<String, Event> events() {
        return pipeline.source("events", source)
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .keyBy(Event::key, String.class);
    }

    private Simulation after(int parallelism, EventStream<?> results, EventStream<Event> late, Event... events) {
        results.to("out", Sinks.discard());
        late.map(Event::time).to("late", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).parallelism(parallelism).settle();
        for (Event event : events) {
            source.emit(event);
            simulation.settle();
        }
        return simulation;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("SU-7: each result of a window takes the place of the one before, up to the lateness that is allowed")
    void shouldReplaceResultsOfAWindow(int parallelism) {
        var counts = events().window(Windows.tumbling(ofMillis(2)))
                .allowedLateness(ofMillis(1))
                .aggregate("counts", Aggregates.count());
        var changes = Tables.ofWindows("latest", counts, Long.class, Ttl.eventTime(ofSeconds(1)))
                .changes();
        List<Event> events = List.of(
                new Event("k1", 0),
                new Event("k1", 1),
                new Event("k1", 2),
                new Event("k1", 1),
                new Event("k1", 0),
                new Event("k1", 5),
                new Event("k1", 0));
        Simulation run = after(parallelism, changes, counts.late(), events.toArray(Event[]::new));
        WindowKey<String> first = new WindowKey<>("k1", Instant.ofEpochMilli(0), Instant.ofEpochMilli(2));
        WindowKey<String> second = new WindowKey<>("k1", Instant.ofEpochMilli(2), Instant.ofEpochMilli(4));
        assertThat(run.output("out"))
                .containsExactly(
                        new TableChange<>(first, null, 2L),
                        new TableChange<>(first, 2L, 3L),
                        new TableChange<>(first, 3L, 4L),
                        new TableChange<>(second, null, 1L));
        assertThat(run.output("late")).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("SU-10: a session is told once, when no event can join it any more")
    void shouldTellSessionsOnce(int parallelism) {
        var counts = events().window(Windows.session(ofMillis(5))).aggregate("counts", Aggregates.count());
        var results = counts.map(
                session -> session.key() + " from " + session.start().toEpochMilli() + ": " + session.value());
        Simulation run = after(
                parallelism,
                results,
                counts.late(),
                new Event("k1", 0),
                new Event("k1", 5),
                new Event("k1", 1),
                new Event("k2", 11),
                new Event("k1", 5),
                new Event("k1", 30));
        assertThat(run.output("out")).containsExactly("k1 from 0: 3", "k2 from 11: 1");
        assertThat(run.output("late")).containsExactly(5L);
    }
}
