package io.millrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan of a job has the tasks and edges that its metrics speak of. */
class JobPlanTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldNameTasksAndEdgesAsMetricsDo(int parallelism) {
        Pipeline pipeline = Pipeline.create("numbers");
        var left = pipeline.source("left", Sources.of(1, 2, 3));
        var right = pipeline.source("right", Sources.of(4, 5)).parallelism(1);
        left.merge(right)
                .filter(number -> number > 1)
                .keyBy(number -> number % 2, Integer.class)
                .view("latest", number -> number, Integer.class)
                .rebalance()
                .map(number -> -number)
                .to("log", Sinks.blockingCallback(number -> {}));
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, JobOptions.parallelism(parallelism))) {
            job.join();
            Plan plan = job.plan();
            assertThat(plan.graph().name()).isEqualTo(job.name());
            assertThat(job.metrics().tasks().stream().map(TaskMetrics::task))
                    .containsExactlyInAnyOrderElementsOf(plan.tasks().stream()
                            .flatMap(task -> IntStream.range(0, task.parallelism())
                                    .mapToObj(subtask -> task.name() + "-" + subtask))
                            .toList());
            Set<String> planned = plan.tasks().stream()
                    .flatMap(task -> task.exits().stream())
                    .map(edge -> edge.from() + " to " + edge.to())
                    .collect(Collectors.toSet());
            assertThat(job.metrics().edges().stream().map(JobPlanTest::text).collect(Collectors.toSet()))
                    .isEqualTo(planned);
        }
    }

    private static String text(EdgeMetrics edge) {
        return withoutNumber(edge.from()) + " to " + withoutNumber(edge.to());
    }

    private static String withoutNumber(String task) {
        return task.substring(0, task.lastIndexOf('-'));
    }
}
