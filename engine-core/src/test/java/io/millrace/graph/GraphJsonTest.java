package io.millrace.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.Node.Input;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import io.millrace.metrics.internal.JsonText;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Graphs and plans as JSON. */
class GraphJsonTest {

    private static final class Counting extends KeyedProcess<String, String, Long> {

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<Long> out) {
            out.emit(1L);
        }
    }

    private static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("quotes \"\\< \u00e9\n");
        EventStream<String> words =
                pipeline.source("words", Sources.of("a", "b")).map(word -> word + "!");
        words.keyBy(word -> word, String.class).process("count", Counting::new).to("counts", Sinks.discard());
        words.rebalance().map(String::length).to("out", Sinks.print());
        return pipeline;
    }

    @SuppressWarnings("unchecked") // an object of JSON
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    @SuppressWarnings("unchecked") // an array of objects
    private static List<Map<String, Object>> objects(Object json) {
        return (List<Map<String, Object>>) json;
    }

    @Test
    void shouldReadBackAnyText() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String text = random.ints(random.nextInt(20), 0, random.nextBoolean() ? 128 : 0x10000)
                    .mapToObj(c -> Character.toString((char) c))
                    .collect(Collectors.joining());
            assertThat(JsonReader.read(JsonText.string(text))).isEqualTo(text);
        });
    }

    @Test
    void shouldHaveAllNodesOfAGraph() {
        Graph graph = pipeline().graph();
        Map<String, Object> json = object(JsonReader.read(graph.json()));
        assertThat(json).containsEntry("name", graph.name());
        List<Map<String, Object>> nodes = objects(json.get("nodes"));
        assertThat(nodes).hasSameSizeAs(graph.nodes());
        for (Node node : graph.nodes()) {
            Map<String, Object> told = nodes.get(node.id());
            assertThat(told)
                    .containsEntry("id", (long) node.id())
                    .containsEntry("label", node.label())
                    .containsEntry("kind", node.kind())
                    .containsEntry("details", node.details())
                    .containsEntry("keyed", node.isKeyed())
                    .containsEntry("role", node.isSource() ? "source" : node.isSink() ? "sink" : "operator");
            assertThat(told.get("name")).isEqualTo(node.name());
            assertThat(objects(told.get("inputs")))
                    .extracting(input -> ((Long) input.get("from")).intValue())
                    .isEqualTo(node.inputs().stream().map(Input::from).toList());
        }
        Node count = graph.nodes().stream()
                .filter(node -> "count".equals(node.name()))
                .findFirst()
                .orElseThrow();
        assertThat(nodes.get(count.id())).containsEntry("keyType", "java.lang.String");
        assertThat(objects(nodes.get(count.id()).get("inputs")).get(0))
                .containsEntry("exchange", "by key")
                .containsEntry("keyType", "java.lang.String");
    }

    @Test
    void shouldHaveAllTasksOfAPlan() {
        Plan plan = Plan.ofEngine(pipeline().graph(), 3);
        Map<String, Object> json = object(JsonReader.read(plan.json()));
        assertThat(json).containsEntry("parallelism", 3L);
        List<Map<String, Object>> tasks = objects(json.get("tasks"));
        assertThat(tasks)
                .extracting(task -> task.get("name"))
                .isEqualTo(plan.tasks().stream().map(PlannedTask::name).toList());
        for (PlannedTask task : plan.tasks()) {
            assertThat(plan.text()).contains(task.toString());
            assertThat(tasks)
                    .anySatisfy(told -> assertThat(told)
                            .containsEntry("name", task.name())
                            .containsEntry("parallelism", (long) task.parallelism())
                            .containsEntry("keyed", task.isKeyed())
                            .containsEntry("source", task.isSource())
                            .containsEntry("blocks", task.blocks())
                            .containsEntry(
                                    "nodes",
                                    task.nodes().stream()
                                            .map(node -> JsonReader.read(Graph.json(node)))
                                            .toList()));
        }
        assertThat(tasks.stream().flatMap(task -> objects(task.get("inputs")).stream()))
                .anySatisfy(input -> assertThat(input)
                        .containsEntry("exchange", "by key")
                        .containsEntry("keyType", "java.lang.String"));
        assertThat(plan.mermaid()).startsWith("flowchart LR\n").contains("words<br>", "-->|by key", "-->|rebalance|");
    }
}
