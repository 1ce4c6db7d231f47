package io.millrace.examples.portable;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.architecture.Serialized;
import io.millrace.examples.EmbeddedCounter;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipelines of the example programs can go to another JVM, or it is known why they cannot. */
class PortableExamplesTest {

    private static final int STEPS = 20_000;

    /** What keeps programs from it; those that are not named are portable. */
    private static final Map<String, List<String>> REASONS = Map.of(
            "EmbeddedCounter",
            List.of("the source 'clicks': the application pushes its events in, in this JVM"),
            "PushReadings",
            List.of("the source 'readings': the application pushes its events in, in this JVM"),
            "Asking",
            List.of(
                    "the source 'payments': the application asks in this JVM",
                    "the sink 'decisions': the application waits for the answers in this JVM"),
            "Journaling",
            List.of("the source 'orders': the application writes its events, in this JVM"),
            "BadEvents",
            List.of("the sink 'store': its function holds a java.util.concurrent.ConcurrentHashMap of this JVM"),
            "OwnOperators",
            List.of("the scoring 'scores': its factory"));

    /** Files below a directory of the test's, for programs that want them. */
    private static final Map<String, List<String>> ARGUMENTS =
            Map.of("Surviving", List.of("snapshots", "results"), "Journaling", List.of("journal"));

    @TempDir
    private Path directory;

    private final TappedClasses classes = new TappedClasses();

    @Test
    void shouldGiveTheSameResultsInAnotherJvmUnlessItIsKnownWhyNot() throws Exception {
        Map<String, Graph> graphs = graphs();

        assertThat(graphs).containsKeys("Quickstart", "FailingParse", "MeasuredJob", "Surviving");
        assertThat(graphs.keySet()).containsAll(REASONS.keySet());
        graphs.forEach((program, graph) -> {
            List<String> reasons = REASONS.get(program);
            if (reasons == null) {
                assertThat(graph.unportable()).as(program).isEmpty();
                assertThat(outcome(Serialized.copy(graph, classes))).as(program).isEqualTo(outcome(graph));
            } else {
                assertThat(graph.unportable())
                        .as(program)
                        .zipSatisfy(reasons, (told, reason) -> assertThat(told).startsWith(reason));
            }
        });
    }

    /** Of each program that starts a job. */
    private Map<String, Graph> graphs() throws Exception {
        Map<String, Graph> graphs = new TreeMap<>();
        for (String className : names()) {
            Class<?> program = classes.loadClass(className);
            try {
                String[] arguments = ARGUMENTS.getOrDefault(program.getSimpleName(), List.of()).stream()
                        .map(name -> directory.resolve(name).toString())
                        .toArray(String[]::new);
                program.getMethod("main", String[].class).invoke(null, (Object) arguments);
            } catch (NoSuchMethodException e) {
                // No program.
            } catch (InvocationTargetException e) {
                assertThat(e.getCause()).as(className).isInstanceOf(Tap.Started.class);
                graphs.put(program.getSimpleName(), ((Tap.Started) e.getCause()).graph);
            }
        }
        return graphs;
    }

    private static List<String> names() throws IOException, URISyntaxException {
        Path root = Path.of(EmbeddedCounter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root.resolve("io/millrace/examples"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("$") && !file.contains("-info"))
                    .filter(file -> !file.contains("pictures") && !file.contains("fraud"))
                    .filter(file -> !file.endsWith("Shop.class")) // shows its engine to a dashboard
                    .map(file -> file.replace(".class", "")
                            .replace(root.getFileSystem().getSeparator(), "."))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** What sinks are given in some time, and how it ends. */
    private static List<String> outcome(Graph graph) {
        Simulation run = Simulation.of(graph).seed(1);
        String end;
        try {
            end = String.valueOf(run.steps(STEPS).state());
            run.cancel();
        } catch (SimulationException e) {
            end = e.getMessage();
        }
        return Stream.concat(
                        Stream.of(end),
                        graph.nodes().stream()
                                .filter(Node::isSink)
                                .map(node -> node.name() + " " + run.output(node.name())))
                .toList();
    }
}
