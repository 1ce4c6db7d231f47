package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.architecture.Serialized;
import io.millrace.graph.Graph;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables can go to another JVM, and do the same there; whatever they keep can be written without declarations. */
class TablePortabilityTest {

    private static final List<Change> CHANGES = TableProgram.changes("t", new SplittableRandom(5), 200);

    /** What is done with two tables of the same changes and with the stream of these. */
    private record Part(String name, BiFunction<Table<String, Row>, EventStream<Change>, EventStream<?>> verbs) {
        @Override
        public String toString() {
            return name;
        }

        Graph graph() {
            Pipeline pipeline = Pipeline.create("portable");
            EventStream<Change> changes = pipeline.source("changes", Sources.collection(CHANGES))
                    .timestamps(Timestamps.millis(Change::time), Watermarks.ascending())
                    .typed(Change.class);
            Table<String, Row> table = changes.keyBy(Change::key).join(Tables.upserts("rows", Change::row, Row.class));
            table.changes().to("unused", Sinks.discard());
            verbs.apply(table, changes).to("out", Sinks.discard());
            return pipeline.graph();
        }
    }

    private static Row both(Row left, Row right) {
        return left == null ? right : left;
    }

    private static Part part(String name, BiFunction<Table<String, Row>, EventStream<Change>, EventStream<?>> verbs) {
        return new Part(name, verbs);
    }

    static Stream<Part> parts() {
        return Stream.of(
                part(
                        "Tables.latest",
                        (table, changes) -> changes.keyBy(Change::key)
                                .join(Tables.latest("latest", Change.class))
                                .changes()),
                part(
                        "Tables.upserts with ttl",
                        (table, changes) -> changes.keyBy(Change::key)
                                .join(Tables.latest("latest", Change.class, Ttl.eventTime(Duration.ofMillis(20))))
                                .changes()),
                part(
                        "Tables.ofWindows",
                        (table, changes) -> Tables.ofWindows(
                                        "minutes",
                                        changes.keyBy(Change::key)
                                                .window(Windows.tumbling(Duration.ofMillis(20)))
                                                .aggregate("count", Aggregates.count()),
                                        Long.class,
                                        Ttl.eventTime(Duration.ofMillis(50)))
                                .changes()),
                part(
                        "filter",
                        (table, changes) ->
                                table.filter(row -> row.number() > 3).changes()),
                part("map", (table, changes) -> table.map(Row::group).changes()),
                part(
                        "groupBy count",
                        (table, changes) -> table.groupBy(Row::group)
                                .aggregate("groups", Aggregates.count())
                                .changes()),
                part(
                        "groupBy max",
                        (table, changes) -> table.groupBy(Row::group)
                                .aggregate("groups", Aggregates.maxLong(Row::number))
                                .changes()),
                part(
                        "join",
                        (table, changes) -> table.join(table.filter(row -> row.number() > 3))
                                .full("joined", TablePortabilityTest::both)
                                .changes()),
                part(
                        "join by foreign key",
                        (table, changes) -> table.join(table.filter(row -> row.number() > 3), Row::foreign)
                                .left("joined", TablePortabilityTest::both)
                                .changes()),
                part(
                        "latest",
                        (table, changes) -> changes.keyBy(Change::key)
                                .join(table.latest())
                                .left("joined", (change, row) -> change)),
                part(
                        "asOfEventTime",
                        (table, changes) -> changes.keyBy(Change::key)
                                .join(table.asOfEventTime(Duration.ofMillis(10)))
                                .left("joined", (change, row) -> new TableProgram.Change("", change.key(), row, 0))),
                part(
                        "groupBy max every",
                        (table, changes) -> table.groupBy(Row::group)
                                .every(Duration.ofMillis(10))
                                .aggregate("groups", Aggregates.maxLong(Row::number))
                                .changes()),
                part("every", (table, changes) -> table.changes().every(Duration.ofMillis(10))));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldDoTheSameElsewhere(Part part) {
        Graph graph = part.graph();

        assertThat(graph.unportable()).isEmpty();
        Graph copy = Serialized.copy(graph);
        assertThat(copy.text()).isEqualTo(graph.text());
        List<Object> results = results(graph);
        assertThat(results).isNotEmpty();
        if (!part.name().startsWith("join") && !part.name().equals("latest")) {
            assertThat(results(copy)).containsExactlyInAnyOrderElementsOf(results);
        }
        assertThat(results(copy)).isNotEmpty();
    }

    private static List<Object> results(Graph graph) {
        return Simulation.of(graph)
                .seed(4)
                .parallelism(2)
                .snapshots(Duration.ofMillis(1))
                .run()
                .output("out");
    }
}
