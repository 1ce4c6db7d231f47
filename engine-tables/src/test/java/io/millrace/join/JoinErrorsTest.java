package io.millrace.join;

import static io.millrace.join.JoinRun.with;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.function.BiFn;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.join.JoinRun.Row;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What cannot be is told with the name of the join, and what to do about it. */
class JoinErrorsTest {

    private static KeyedStream<String, Row> rows(Pipeline pipeline, String name) {
        return stream(pipeline, name).keyBy(Row::key);
    }

    private static EventStream<Row> stream(Pipeline pipeline, String name) {
        return pipeline.source(name, Sources.collection(List.of(new Row("a", 1), new Row("b", 2))))
                .timestamps(Timestamps.millis(Row::time), Watermarks.ascending());
    }

    private static Join<String, Row, Row> join(Pipeline pipeline) {
        return rows(pipeline, "left").join(Joins.with(rows(pipeline, "right")).within(ofMillis(-1), ofMillis(1)));
    }

    @Test
    void shouldRefuseBoundsThatJoinNothing() {
        Pipeline pipeline = Pipeline.create("join");
        KeyedStream<String, Row> rows = rows(pipeline, "rows");
        assertThatThrownBy(() -> Joins.with(rows).within(ofMinutes(2), ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within PT2M to PT1M would join nothing");
        assertThatThrownBy(() -> Joins.with(rows).within(null, ofMinutes(1))).hasMessageContaining("must not be null");
        assertThatThrownBy(() -> Joins.with(rows).during(null)).hasMessageContaining("must not be null");
        assertThatThrownBy(() -> Joins.with(null)).hasMessageContaining("right stream");
        assertThatThrownBy(() -> join(Pipeline.create("join")).allowedLateness(ofMillis(-1)))
                .hasMessageContaining("must not be negative");
    }

    @Test
    void shouldRefuseAnAggregateWithoutEnd() {
        Pipeline pipeline = Pipeline.create("join");
        Join<String, Row, Row> join =
                rows(pipeline, "left").join(Joins.with(rows(pipeline, "right")).forever());
        assertThatThrownBy(() -> join.aggregate("all", Aggregates.count(), (row, count) -> count))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("join 'all'")
                .hasMessageContaining("within(...) or during(...)");
    }

    @Test
    void shouldSayAloudThatStateHasNoBound() {
        Pipeline pipeline = Pipeline.create("join");
        rows(pipeline, "left")
                .join(Joins.with(rows(pipeline, "right")).forever())
                .inner("all", JoinRun::pair);
        assertThat(pipeline.graph().nodes().stream()
                        .map(Node::logic)
                        .map(NodeLogic::caution)
                        .flatMap(Optional::stream))
                .singleElement()
                .asString()
                .contains("'all'", "keeps all rows");
    }

    @Test
    void shouldRefuseStreamsOfAnotherPipelineAndStreamsWithoutTimestamps() {
        Pipeline pipeline = Pipeline.create("join");
        Pipeline other = Pipeline.create("other");
        assertThatThrownBy(() -> rows(pipeline, "left")
                        .join(Joins.with(rows(other, "right")).within(ofMillis(0), ofMillis(1)))
                        .inner("join", JoinRun::pair))
                .hasMessageContaining("other");

        Pipeline untimed = Pipeline.create("untimed");
        KeyedStream<String, Row> right = untimed.source("right", Sources.collection(List.of(new Row("a", 1))))
                .keyBy(Row::key);
        rows(untimed, "left")
                .join(Joins.with(right).within(ofMillis(0), ofMillis(1)))
                .inner("join", JoinRun::pair)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(untimed)).hasMessageContaining("timestamps");
    }

    @Test
    void shouldSayWhichSideNeedsATypeForSnapshots() {
        Pipeline pipeline = Pipeline.create("join");
        KeyedStream<String, Object> left =
                stream(pipeline, "left").map(row -> (Object) row).keyBy(row -> ((Row) row).key(), String.class);
        left.join(Joins.with(rows(pipeline, "right")).within(ofMillis(-1), ofMillis(1)))
                .inner("join", (row, right) -> row + "+" + right)
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out")).isNotEmpty();
        assertThatThrownBy(() ->
                        Simulation.of(pipeline).snapshots(Duration.ofSeconds(1)).run())
                .rootCause()
                .hasMessageContaining(".typed(...) before keyBy on the left side");
    }

    @Test
    void shouldTellWhatAFunctionFailsOn() throws Exception {
        BiFn<Row, Row, String> thrower = (left, right) -> {
            throw new IllegalStateException("no");
        };
        BiFn<Row, Row, String> nothing = (left, right) -> null;
        for (BiFn<Row, Row, String> function : List.of(thrower, nothing)) {
            JoinRun pairs =
                    JoinRun.of(with(right -> right.within(ofMillis(0), ofMillis(1))), join -> join.left("j", function));
            pairs.left("a", "L", 1);
            assertFails(() -> pairs.right("a", "R", 1), "R");
            JoinRun alone =
                    JoinRun.of(with(right -> right.within(ofMillis(0), ofMillis(1))), join -> join.left("j", function));
            alone.left("a", "L", 1);
            assertFails(() -> alone.watermark(5), "L");
        }
        JoinRun endless = JoinRun.of(with(right -> right.during(row -> null)), join -> join.inner("j", JoinRun::pair));
        assertFails(() -> endless.left("a", "L", 1), "during(...)");
        JoinRun group = JoinRun.of(
                with(right -> right.during(row -> Instant.ofEpochMilli(9))),
                join -> join.aggregate("j", Aggregates.count(), (row, count) -> (String) null));
        group.left("a", "L", 1);
        assertFails(() -> group.watermark(9), "returned null");
    }

    private interface Call {
        void call() throws Exception;
    }

    private static void assertFails(Call call, String about) {
        assertThatThrownBy(call::call)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(about)
                .hasMessageContaining("a");
    }
}
