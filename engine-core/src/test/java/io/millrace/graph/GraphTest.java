package io.millrace.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.operator.Operators;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {

    private final Pipeline pipeline = Pipeline.create("graph");

    private EventStream<Integer> numbers() {
        return pipeline.source("numbers", Sources.of(1, 2, 3));
    }

    private void assertProblems(String... problems) {
        assertThatThrownBy(() -> pipeline.graph().validated())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessage("pipeline 'graph' cannot start:\n  - " + String.join("\n  - ", problems));
    }

    @Test
    void shouldRefuseAnEmptyPipeline() {
        assertProblems("it is empty: begin with pipeline.source(\"name\", Sources...)");
    }

    @Test
    void shouldNameEveryStreamThatNothingReads() {
        numbers().map(number -> number);
        pipeline.source("other", Sources.of(1));
        assertProblems(
                "nothing reads the map 'map-1': end the stream with .to(\"name\", Sinks...), or leave it out",
                "nothing reads the source 'other': end the stream with .to(\"name\", Sinks...), or leave it out");
    }

    @Test
    void shouldRefuseTheSameNameTwice() {
        EventStream<Integer> numbers = numbers();
        numbers.to("out", Sinks.discard());
        numbers.map(number -> number).named("out").to("numbers", Sinks.discard());
        assertProblems(
                "two nodes are named 'out' (a sink and a map): names tell state and metrics apart, so give each its own",
                "two nodes are named 'numbers' (a source and a sink): names tell state and metrics apart, so give each"
                        + " its own");
    }

    @Test
    void shouldRefuseWhatCannotNameAnOperatorHoweverItIsDescribed() {
        OperatorSpec<Integer, Integer> spec = new OperatorSpec<>(
                "dedup", "a/b", Operators::identity, false, Map.of(), Map.of(), Set.of(), UpdateRule.PASSED_ON);
        EventStream<Integer> numbers = numbers();
        assertThatThrownBy(() -> numbers.transform(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'a/b' cannot name a");
    }

    @Test
    void shouldRefuseEventTimeWithoutTimestamps() {
        EventStream<Integer> timed = numbers().timestamps(Timestamps.millis(number -> number), Watermarks.ascending());
        EventStream<Integer> untimed = pipeline.source("untimed", Sources.of(1)).map(number -> number);
        OperatorSpec<Integer, Integer> window = OperatorSpec.<Integer, Integer>stateful(
                        "window", "velocity", Operators::identity)
                .onEventTime();
        timed.merge(untimed).transform(window).to("out", Sinks.discard());
        assertProblems("the window 'velocity' works on event time, but the events of 'untimed' reach it without"
                + " timestamps: put .timestamps(Event::time, Watermarks.boundedOutOfOrderness(...)) between them");
    }

    @Test
    void shouldAcceptEventTimeBehindTimestamps() {
        OperatorSpec<Integer, Integer> window = OperatorSpec.<Integer, Integer>stateful(
                        "window", "velocity", Operators::identity)
                .onEventTime();
        numbers()
                .map(number -> number)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .filter(number -> number > 1)
                .keyBy(number -> number)
                .transform(window)
                .to("out", Sinks.discard());
        assertThat(pipeline.graph().validated()).isEqualTo(pipeline.graph());
    }

    @Test
    void shouldRefuseMoreTasksThanCanShareTheWork() {
        numbers().parallelism(3).to("out", Sinks.discard());
        assertProblems("the source 'numbers' has parallelism 3, but its work can be shared by 1 at most: lower it with"
                + " .parallelism(1)");
    }

    /** A naive walk would take each of 2^60 ways. */
    @Test
    void shouldValidateStackedDiamondsInLinearTime() {
        EventStream<Integer> stream = numbers();
        for (int i = 0; i < 60; i++) {
            stream = stream.map(number -> number).merge(stream.filter(number -> true));
        }
        stream.timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .transform(OperatorSpec.<Integer, Integer>stateful("window", "late", Operators::identity)
                        .onEventTime())
                .to("late-out", Sinks.discard());
        assertThat(pipeline.graph().validated().nodes()).hasSize(184);
        stream.transform(OperatorSpec.<Integer, Integer>stateful("window", "early", Operators::identity)
                        .onEventTime())
                .to("early-out", Sinks.discard());
        assertThatThrownBy(() -> pipeline.graph().validated()).hasMessageContaining("'early' works on event time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", ".", "a\nb", " a", "a ", "\u00e4"})
    void shouldRefuseNamesThatPathsCannotHave(String name) {
        assertThatThrownBy(() -> pipeline.source(name, Sources.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot name a source");
        assertThatThrownBy(() -> numbers().to(name, Sinks.discard())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers().map(number -> number).named(name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseMisuseAtTheCall() {
        EventStream<Integer> numbers = numbers();
        assertThatThrownBy(() -> numbers.named("again"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already named 'numbers'");
        assertThatThrownBy(() -> numbers.parallelism(0)).hasMessageContaining("between 1 and 128");
        assertThatThrownBy(() -> numbers.parallelism(129)).hasMessageContaining("129");
        assertThatThrownBy(() -> numbers.map(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> numbers.keyBy(null)).isInstanceOf(NullPointerException.class);
        EventStream<Integer> foreign = Pipeline.create("foreign").source("a", Sources.of(1));
        assertThatThrownBy(() -> numbers.merge(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'foreign'");
        assertThatThrownBy(() -> numbers.transform(
                        OperatorSpec.<Integer, Integer>stateless("two", Operators::identity), foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'foreign'");
        assertThatThrownBy(() -> Pipeline.create(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobOptions.parallelism(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobOptions.defaults().withBatchSize(65_537)).hasMessageContaining("65537");
        assertThatThrownBy(() -> JobOptions.defaults().withEdgeCapacity(0)).hasMessageContaining("edge capacity");
    }

    @Test
    void shouldDescribeTheGraph() {
        EventStream<Integer> timed = numbers()
                .timestamps(
                        Timestamps.millis(number -> number), Watermarks.boundedOutOfOrderness(Duration.ofSeconds(30)));
        EventStream<Integer> processed = timed.keyBy(number -> number, Integer.class)
                .transform(OperatorSpec.<Integer, Integer>stateful("window", "velocity", Operators::identity)
                        .detail("size", Duration.ofMinutes(5)))
                .parallelism(4);
        processed.sideOutput(SideOutput.of("late", Integer.class)).broadcast().to("late quoted", Sinks.discard());
        processed.merge(timed.rebalance().filter(number -> number < 1)).to("out", Sinks.discard());
        assertThat(pipeline.graph().text()).isEqualTo("""
                        pipeline graph
                          0  source 'numbers'
                          1  timestamps, watermarks bounded out-of-orderness PT30S  <- 0
                          2  window 'velocity', size PT5M, parallelism 4  <- 1 (by key java.lang.Integer)
                          3  sink 'late quoted'  <- 2 (late, broadcast)
                          4  filter  <- 1 (rebalance)
                          5  merge  <- 2, 4
                          6  sink 'out'  <- 5
                        """);
        assertThat(pipeline.graph().mermaid()).isEqualTo("""
                        flowchart LR
                          n0(["source 'numbers'"])
                          n1["timestamps, watermarks bounded out-of-orderness PT30S"]
                          n0 --> n1
                          n2["window 'velocity', size PT5M, parallelism 4"]
                          n1 -->|by key java.lang.Integer| n2
                          n3[["sink 'late quoted'"]]
                          n2 -->|late, broadcast| n3
                          n4["filter"]
                          n1 -->|rebalance| n4
                          n5["merge"]
                          n2 --> n5
                          n4 --> n5
                          n6[["sink 'out'"]]
                          n5 --> n6
                        """);
        assertThat(pipeline.describe())
                .isEqualTo(pipeline.graph().text() + "\n" + pipeline.graph().mermaid());
    }

    @Test
    void shouldInferTypesThroughTheFluentCalls() {
        EventStream<Number> merged =
                pipeline.<Number>source("some", Sources.of(1, 2.0)).merge(numbers());
        EventStream<Object> objects = merged.map(number -> number);
        EventStream<CharSequence> words = merged.flatMap(number -> List.of("a", "b"));
        words.keyBy(CharSequence::length)
                .transform(OperatorSpec.<CharSequence, Object>stateful("any", "any", () -> Operators.map(word -> word)))
                .to("any-out", Sinks.print());
        objects.to("objects", Sinks.<Object>collect());
        assertThat(pipeline.graph().validated().nodes()).hasSize(8);
    }
}
