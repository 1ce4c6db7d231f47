package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Joins with a table as of event time, drawn at random: they are what a look at all versions gives, whatever came first. */
class AsOfModelTest {

    private static final int SEEDS = 200;
    private static final int DISORDER = 10;

    record Event(String key, long time, int number) {}

    record Met(Event event, Row row) {}

    /** How the table that is joined comes of the one that is told. */
    private record Way(UnaryOperator<Table<String, Row>> verbs, UnaryOperator<Row> rows) {}

    private static final List<Way> WAYS = List.of(
            new Way(table -> table, row -> row),
            new Way(
                    table -> table.filter(row -> row.number() % 2 == 0),
                    row -> row == null || row.number() % 2 != 0 ? null : row),
            new Way(
                    table -> table.map(row -> new Row(row.group(), "x", row.number())),
                    row -> row == null ? null : new Row(row.group(), "x", row.number())));

    private static List<Event> events(SplittableRandom random) {
        List<Event> events = new ArrayList<>();
        long now = 0;
        for (int number = random.nextInt(60); number > 0; number--) {
            now += random.nextInt(6);
            events.add(new Event("k" + random.nextInt(4), now - random.nextInt(DISORDER), number));
        }
        return events;
    }

    private static List<Change> changes(SplittableRandom random) {
        return TableProgram.changes("t", random, 60).stream()
                .map(change -> new Change(
                        change.table(), change.key(), change.row(), change.time() - random.nextInt(DISORDER)))
                .toList();
    }

    private static <T> EventStream<T> timed(EventStream<T> stream, Timestamps<T> timestamps) {
        return stream.timestamps(timestamps, Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)));
    }

    private static Pipeline pipeline(List<Event> events, List<Change> changes, Way way, boolean inner, long history) {
        Pipeline pipeline = Pipeline.create("as of");
        Table<String, Row> table = timed(
                        pipeline.source("changes", Sources.collection(changes)), Timestamps.millis(Change::time))
                .keyBy(Change::key)
                .join(Tables.upserts("rows", Change::row, Row.class));
        AsOfJoin<String, Event, Row> join = timed(
                        pipeline.source("events", Sources.collection(events)), Timestamps.millis(Event::time))
                .typed(Event.class)
                .keyBy(Event::key)
                .join(way.verbs().apply(table).asOfEventTime(Duration.ofMillis(history)));
        AsOfJoined<Event, Met> joined = inner ? join.inner("met", Met::new) : join.left("met", Met::new);
        joined.late().to("late", Sinks.discard());
        joined.transform(OperatorSpec.<Met, Met>stateless("punctual", Punctual::new))
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static List<Object> expected(List<Event> events, List<Change> changes, Way way, boolean inner) {
        List<Change> sorted = new ArrayList<>(changes);
        sorted.sort(Comparator.comparing(Change::time));
        List<Object> met = new ArrayList<>();
        for (Event event : events) {
            Row row = null;
            for (Change change : sorted) {
                if (change.key().equals(event.key()) && change.time() <= event.time()) {
                    row = change.row();
                }
            }
            row = way.rows().apply(row);
            if (row != null || !inner) {
                met.add(new Met(event, row));
            }
        }
        return met;
    }

    private static Simulation begun(Simulation simulation, SplittableRandom random) {
        return simulation.parallelism(1 + random.nextInt(5)).snapshots(Duration.ofMillis(1 + random.nextInt(10)));
    }

    @Test
    void shouldFindWhatWasSoAtTheTimeOfEachEventWhateverCameFirstAndFailsMeanwhile() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Event> events = events(random);
            List<Change> changes = changes(random);
            Way way = WAYS.get(random.nextInt(WAYS.size()));
            boolean inner = random.nextBoolean();
            long history = random.nextInt(20);
            Simulation simulation = begun(
                    Simulation.of(pipeline(events, changes, way, inner, history))
                            .seed(seed),
                    random);
            for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
                simulation.steps(random.nextInt(200));
                if (random.nextBoolean()) {
                    simulation.disk().kill();
                    simulation = begun(simulation.next(pipeline(events, changes, way, inner, history)), random);
                } else {
                    simulation.crashAndRestore();
                }
            }
            simulation.run();
            assertThat(simulation.output("late")).isEmpty();
            assertThat(simulation.output("out"))
                    .as("%s of %s", events, changes)
                    .containsExactlyInAnyOrderElementsOf(expected(events, changes, way, inner));
            assertOrder(simulation.output("out"), events);
        });
    }

    /** By key: in the order of times, and of coming where these are equal. */
    private static void assertOrder(List<Object> met, List<Event> events) {
        for (String key : List.of("k0", "k1", "k2", "k3")) {
            List<Event> told = met.stream()
                    .map(each -> ((Met) each).event())
                    .filter(event -> event.key().equals(key))
                    .toList();
            assertThat(told)
                    .isSortedAccordingTo(Comparator.comparing(Event::time).thenComparing(events::indexOf));
        }
    }
}
