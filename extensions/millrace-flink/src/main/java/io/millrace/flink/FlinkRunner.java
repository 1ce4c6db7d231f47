package io.millrace.flink;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.PipelineRef;
import io.millrace.graph.Graph;
import io.millrace.host.Plan;
import io.millrace.state.serde.Type;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs pipelines on a cluster of Apache Flink, with the results that they have in an {@link io.millrace.Engine}: the same operators with the same
 * state, exactly once where Flink takes checkpoints.
 *
 * <pre>{@code
 * FlinkRunner.run(pipeline); // in place of: engine.start(pipeline).join();
 * }</pre>
 *
 * <p>The parallelism, checkpoints and restarts are Flink's, by its configuration; {@code JobOptions} have no effect. What Flink keeps in
 * checkpoints and savepoints can be gone on with at another parallelism, and by another version of the program, as the engine's snapshots can.
 *
 * <p>A pipeline that could not do elsewhere what it does here is refused before anything is submitted, as {@link PipelineNotForFlinkException} says.
 */
public final class FlinkRunner {

    private final StreamExecutionEnvironment environment;

    private FlinkRunner(StreamExecutionEnvironment environment) {
        this.environment = Objects.requireNonNull(environment, "the environment must not be null");
    }

    /**
     * Runs a pipeline where the program was submitted to, which is this JVM when it was not submitted, and waits for its end.
     *
     * @param pipeline what to run; all of it that is not known to the cluster has to be in the jar of the program
     * @return what Flink tells of the job
     * @throws PipelineNotForFlinkException when the pipeline, or the configuration of Flink, has to be changed first
     * @throws Exception what Flink throws when the job fails
     */
    public static JobExecutionResult run(Pipeline pipeline) throws Exception {
        return on(StreamExecutionEnvironment.getExecutionEnvironment()).execute(pipeline);
    }

    /**
     * Runs pipelines in an environment of the program's choice.
     *
     * @param environment where to: its configuration says the parallelism, when checkpoints are taken and what becomes of
     *     failures
     * @return the runner
     */
    public static FlinkRunner on(StreamExecutionEnvironment environment) {
        return new FlinkRunner(environment);
    }

    /**
     * Runs a pipeline, and waits for its end.
     *
     * @param pipeline what to run
     * @return what Flink tells of the job
     * @throws PipelineNotForFlinkException when the pipeline, or the configuration of Flink, has to be changed first
     * @throws Exception what Flink throws when the job fails
     */
    public JobExecutionResult execute(Pipeline pipeline) throws Exception {
        addAlone(pipeline);
        return environment.execute(pipeline.name());
    }

    /**
     * Submits a pipeline.
     *
     * @param pipeline what to run
     * @return the job, running
     * @throws PipelineNotForFlinkException when the pipeline, or the configuration of Flink, has to be changed first
     * @throws Exception what Flink throws when the job cannot be submitted
     */
    public JobClient executeAsync(Pipeline pipeline) throws Exception {
        addAlone(pipeline);
        return environment.executeAsync(pipeline.name());
    }

    /**
     * Adds a pipeline to the environment, to be run by {@code environment.execute()} together with whatever else the program adds.
     *
     * @param pipeline what to run; two that are added to one environment have to have other names for their nodes
     * @throws PipelineNotForFlinkException when the pipeline, or the configuration of Flink, has to be changed first
     */
    public void add(Pipeline pipeline) {
        Graph graph = Objects.requireNonNull(pipeline, "the pipeline must not be null")
                .graph();
        add(graph, graph);
    }

    /**
     * Adds a pipeline by the function that builds it, which each task calls for itself: for pipelines with parts that cannot be serialized.
     *
     * @param pipeline what to run
     * @throws PipelineNotForFlinkException when the pipeline, or the configuration of Flink, has to be changed first
     */
    public void add(PipelineRef pipeline) {
        Objects.requireNonNull(pipeline, "the pipeline must not be null");
        add(pipeline.pipeline().graph(), pipeline);
    }

    /**
     * Has a stream of Flink's be a source of a pipeline, so that a program can be moved piece by piece: its events keep their timestamps, and event
     * time goes on by its watermarks, as Flink says. {@code .timestamps(...)} behind it gives them others. The pipeline runs in the environment of the stream alone.
     *
     * @param <T> the events; none is null, and nobody changes one once it is in the pipeline
     * @param pipeline where it is added
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param stream where the events come from, of an environment that the pipeline is {@linkplain #add(Pipeline) added} to
     * @param type the type of the events, which a serde of the pipeline knows
     * @return the stream of its events, in as many tasks as the stream of Flink's has
     */
    public static <T> EventStream<T> from(Pipeline pipeline, String name, DataStream<T> stream, Type<T> type) {
        Objects.requireNonNull(pipeline, "the pipeline must not be null");
        Objects.requireNonNull(stream, "the stream of Flink's must not be null");
        Objects.requireNonNull(type, "the type of the events must not be null");
        return EnteringStream.into(pipeline, name, stream, type);
    }

    /**
     * As {@link #from(Pipeline, String, DataStream, Type)}, of a class that is not generic.
     *
     * @param <T> the events
     * @param pipeline where it is added
     * @param name its name
     * @param stream where the events come from
     * @param type the class of the events
     * @return the stream of its events
     */
    public static <T> EventStream<T> from(Pipeline pipeline, String name, DataStream<T> stream, Class<T> type) {
        return from(pipeline, name, stream, Type.of(type));
    }

    /**
     * Ends a stream of a pipeline where one of Flink's begins, with the same timestamps and watermarks, so that operators and sinks of Flink's can
     * go on with its events. The serde of the type writes them, also where they are keys or state of operators of Flink's.
     *
     * @param <T> the events
     * @param stream the stream
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param type the type of the events, which a serde of the pipeline knows
     * @return the stream of Flink's, which is there once the pipeline has been {@linkplain #add(Pipeline) added}; before, asking for it throws
     *     {@link IllegalStateException}
     */
    public static <T> Supplier<DataStream<T>> to(EventStream<? extends T> stream, String name, Type<T> type) {
        Objects.requireNonNull(stream, "the stream must not be null");
        LeavingStream<T> leaving = new LeavingStream<>(type);
        stream.to(name, leaving);
        return leaving;
    }

    /**
     * As {@link #to(EventStream, String, Type)}, of a class that is not generic.
     *
     * @param <T> the events
     * @param stream the stream
     * @param name its name
     * @param type the class of the events
     * @return the stream of Flink's, once the pipeline has been added
     */
    public static <T> Supplier<DataStream<T>> to(EventStream<? extends T> stream, String name, Class<T> type) {
        return to(stream, name, Type.of(type));
    }

    private void addAlone(Pipeline pipeline) {
        Objects.requireNonNull(pipeline, "the pipeline must not be null");
        List<String> reasons = Refusals.ofBackend(environment);
        if (!reasons.isEmpty()) {
            throw new PipelineNotForFlinkException(pipeline.name(), reasons);
        }
        add(pipeline);
    }

    private void add(Graph graph, Serializable code) {
        List<String> reasons = new ArrayList<>(Refusals.ofEnvironment(environment));
        reasons.addAll(Refusals.ofGraph(graph, code != graph));
        if (!reasons.isEmpty()) {
            throw new PipelineNotForFlinkException(graph.name(), reasons);
        }
        Plan plan = Plan.of(graph, Math.max(1, environment.getParallelism())).withCombiners();
        Translation translation = new Translation(environment, plan, code(plan, code));
        if (!translation.refusals().isEmpty()) {
            throw new PipelineNotForFlinkException(graph.name(), translation.refusals());
        }
        environment.configure(new org.apache.flink.configuration.Configuration()
                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING));
        translation.add();
    }

    private JobCode code(Plan plan, Serializable code) {
        try {
            return new JobCode(
                    code,
                    plan.parallelism(),
                    SystemClock.INSTANCE.millis(),
                    environment.getCheckpointConfig().isCheckpointingEnabled());
        } catch (IOException e) {
            throw new UncheckedIOException("pipeline '" + plan.graph().name() + "' cannot be serialized", e);
        }
    }

    @Override
    public String toString() {
        return "FlinkRunner on " + environment;
    }
}
