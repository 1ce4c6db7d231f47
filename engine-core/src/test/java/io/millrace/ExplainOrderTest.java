package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.Explanation.Cause;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever asks for a key whose events wait for event time is told up to which, and who holds it up. */
class ExplainOrderTest {

    record Row(String key, long second) {}

    private static final class Rules extends RulesProcess<String, Row, Row, String> {
        @Override
        protected void process(Row row, KeyedContext<String> context, Emitter<String> out) {
            out.emit(row.key());
        }

        @Override
        protected void rule(Row rule, RuleContext context) {}
    }

    private static final class Both extends ConnectedProcess<String, Row, Row, String> {
        @Override
        protected void left(Row row, KeyedContext<String> context, Emitter<String> out) {
            out.emit(row.key());
        }

        @Override
        protected void right(Row row, KeyedContext<String> context, Emitter<String> out) {
            out.emit(row.key());
        }
    }

    private final PushSource<Row> left = Sources.push(16);
    private final PushSource<Row> right = Sources.push(16);
    private final Pipeline pipeline = Pipeline.create("order");

    private EventStream<Row> rows(String name, PushSource<Row> source) {
        return pipeline.source(name, source)
                .typed(Row.class)
                .timestamps(
                        Timestamps.millis(row -> row.second() * 1_000),
                        Watermarks.boundedOutOfOrderness(Duration.ZERO));
    }

    private Simulation feed() {
        Simulation run = Simulation.of(pipeline).steadyClock().settle();
        assertThat(left.tryEmit(new Row("a", 5))).isTrue();
        assertThat(left.tryEmit(new Row("a", 7))).isTrue();
        return run.settle();
    }

    @Test
    void shouldSayThatTheOtherInputIsBehindWhereTwoAreInOrder() {
        rows("left", left)
                .keyBy(Row::key)
                .connect(rows("right", right).keyBy(Row::key))
                .inEventTimeOrder()
                .process("both", Both::new)
                .to("out", Sinks.discard());
        assertThat(feed().explain("both", "a")).asString().contains("00:00:05").contains("right");
    }

    @Test
    void shouldSayThatRulesAreBehind() {
        rows("left", left)
                .keyBy(Row::key)
                .connect(rows("right", right).broadcast())
                .inEventTimeOrder()
                .process("rules", Rules::new)
                .to("out", Sinks.discard());
        assertThat(feed().explain("rules", "a")).asString().contains("00:00:05");
    }

    @Test
    void shouldSayUpToWhenSmallVerbsWait() {
        KeyedStream<String, Row> rows = rows("left", left).keyBy(Row::key);
        rows.reorder("reorder").to("out", Sinks.discard());
        rows.debounce("debounce", Duration.ofSeconds(20)).to("out2", Sinks.discard());
        rows.sample("sample", Duration.ofSeconds(10)).to("out3", Sinks.discard());
        Simulation run = feed();
        assertThat(run.explain("reorder", "a")).asString().contains("00:00:07");
        assertThat(run.explain("debounce", "a")).asString().contains("00:00:26.999");
        assertThat(run.explain("sample", "a")).asString().contains("00:00:09.999");
        for (String operator : List.of("reorder", "debounce", "sample")) {
            assertThat(run.explain(operator, "b").cause()).isEqualTo(Cause.NO_SUCH_KEY);
        }
    }
}
