package io.millrace.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.graph.Node;
import io.millrace.operator.Operator;
import io.millrace.source.Sources;
import io.millrace.testing.OperatorHarness;
import java.util.List;
import java.util.function.Function;

/** A join in hand: rows by key, of which each has a name. */
final class JoinRun {

    /** A row of either side. */
    record Row(String key, String name, long time) {
        Row(String name, long time) {
            this("key", name, time);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    final Operator<Object, String> operator;
    final OperatorHarness<Object, String> harness;

    private JoinRun(Operator<Object, String> operator) throws Exception {
        this.operator = operator;
        harness = OperatorHarness.of(operator)
                .<Row, String>keyedBy(0, Row::key)
                .<Row, String>keyedBy(1, Row::key)
                .snapshots()
                .open();
    }

    /** Opens a join. */
    static JoinRun of(
            KeyedExtension<String, Row, Join<String, Row, Row>> bounds,
            Function<Join<String, Row, Row>, Joined<Row, Row, String>> join)
            throws Exception {
        return of(operator(bounds, join));
    }

    static JoinRun of(Operator<Object, String> operator) throws Exception {
        return new JoinRun(operator);
    }

    @SuppressWarnings("unchecked") // what was made of these streams
    static Operator<Object, String> operator(
            KeyedExtension<String, Row, Join<String, Row, Row>> bounds,
            Function<Join<String, Row, Row>, Joined<Row, Row, String>> join)
            throws Exception {
        Pipeline pipeline = Pipeline.create("join");
        assertThat(join.apply(rows(pipeline, "left").join(bounds))).isNotNull();
        return (Operator<Object, String>) pipeline.graph().nodes().stream()
                .map(Node::logic)
                .filter(JoinSpec.class::isInstance)
                .map(JoinSpec.class::cast)
                .findAny()
                .orElseThrow()
                .operator();
    }

    /** Bounds of a join with rows of another source of the same kind, for {@link #of}. */
    static KeyedExtension<String, Row, Join<String, Row, Row>> with(
            Function<Joins.With<String, Row>, KeyedExtension<String, Row, Join<String, Row, Row>>> bounds) {
        return left -> bounds.apply(Joins.with(left)).extend(left);
    }

    private static KeyedStream<String, Row> rows(Pipeline pipeline, String name) {
        EventStream<Row> rows = pipeline.source(name, Sources.<Row>collection(List.of()));
        return rows.typed(Row.class).keyBy(Row::key);
    }

    JoinRun left(String key, String name, long time) throws Exception {
        harness.event(0, new Row(key, name, time), time);
        return this;
    }

    JoinRun right(String key, String name, long time) throws Exception {
        harness.event(1, new Row(key, name, time), time);
        return this;
    }

    JoinRun watermark(long time) throws Exception {
        harness.watermark(time);
        return this;
    }

    /** What was told since the last call, each with its time. */
    List<String> told() {
        return harness.takeOutput().stream()
                .map(each -> each.value() + "#" + each.timestamp())
                .toList();
    }

    List<String> late(String side) {
        return harness.sideOutput(side).stream()
                .map(each -> each.value().toString())
                .toList();
    }

    static String pair(Row left, Row right) {
        return left + "+" + right;
    }
}
