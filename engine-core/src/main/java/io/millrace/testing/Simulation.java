package io.millrace.testing;

import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobState;
import io.millrace.runtime.Execution;
import io.millrace.runtime.ExecutionSettings;
import io.millrace.runtime.SimulatedScheduler;
import io.millrace.sink.Sink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Runs a pipeline on the calling thread, deterministically: the seed decides which task steps next, how large batches
 * are, how few of them an edge holds (down to one), and when barriers pass. The clock is virtual and moves only when
 * nothing else can, so a test of an hour takes no time, and a failure repeats with its seed.
 *
 * <pre>{@code
 * Simulation run = Simulation.of(pipeline).seed(42).run();
 * assertThat(run.output("alerts")).containsExactly(...);
 * }</pre>
 *
 * <p>Sources and sinks that block hold up the whole simulation; a push source is fed between calls with {@code tryEmit}
 * or as much as it has room for. Not thread-safe.
 */
public final class Simulation {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final int[] BATCH_SIZES = {1, 2, 3, 16, 256};
    private static final int[] EDGE_CAPACITIES = {1, 2, 3, 16};
    private static final int STEPS_BETWEEN_BARRIERS = 500;
    private static final int PATIENCE = 1_000;

    private final Graph graph;
    private final Map<String, List<Object>> outputs = new TreeMap<>();
    private final ManualClock clock = ManualClock.startingAt(START);
    private long seed;
    private Integer parallelism;
    private Integer batchSize;
    private Integer edgeCapacity;
    private SplittableRandom random;
    private ExecutionSettings settings;
    private SimulatedScheduler scheduler;
    private Execution execution;
    private long barriers;

    private Simulation(Graph graph) {
        List<Node> nodes = graph.nodes().stream().map(this::recorded).toList();
        this.graph = new Graph(graph.name(), nodes, graph.serdes()).validated();
    }

    /**
     * A simulation of a pipeline, not yet started, with seed 0.
     *
     * @param pipeline what to run
     * @return the simulation
     * @throws io.millrace.graph.InvalidGraphException when the pipeline cannot be run
     */
    public static Simulation of(Pipeline pipeline) {
        return new Simulation(pipeline.graph());
    }

    /**
     * Sets the seed; before the first step.
     *
     * @param newSeed what decides everything that is not decided otherwise
     * @return this simulation
     */
    public Simulation seed(long newSeed) {
        notStarted();
        seed = newSeed;
        return this;
    }

    /**
     * Sets the parallelism, which is otherwise 1 to 4 by the seed; before the first step.
     *
     * @param tasks the tasks of keyed and rebalanced nodes
     * @return this simulation
     */
    public Simulation parallelism(int tasks) {
        notStarted();
        parallelism = tasks;
        return this;
    }

    /**
     * Sets the batch size, which is otherwise 1 to 256 by the seed; before the first step.
     *
     * @param events the rows of a batch
     * @return this simulation
     */
    public Simulation batchSize(int events) {
        notStarted();
        batchSize = events;
        return this;
    }

    /**
     * Sets the capacity of edges, which is otherwise 1 to 16 by the seed; before the first step.
     *
     * @param batches the batches under way on an edge
     * @return this simulation
     */
    public Simulation edgeCapacity(int batches) {
        notStarted();
        edgeCapacity = batches;
        return this;
    }

    /**
     * Runs until the job has ended, letting time pass where the job waits for it.
     *
     * @return this simulation
     * @throws SimulationException when the job fails, or waits for something that time does not bring, such as the next
     *     event of a push source
     */
    public Simulation run() {
        settle();
        int overdue = 0;
        while (!state().isTerminal()) {
            long nanos = scheduler.nanosToDeadline();
            overdue = nanos == 0 ? overdue + 1 : 0;
            if (nanos == Long.MAX_VALUE || overdue > PATIENCE) {
                throw failure("stands still; these wait: " + execution.openUnits(), null);
            }
            clock.advance(Duration.ofNanos(nanos));
            settle();
        }
        return this;
    }

    /**
     * Runs until nothing can be done before time passes or input comes.
     *
     * @return this simulation
     * @throws SimulationException when the job fails
     */
    public Simulation settle() {
        start();
        while (scheduler.step()) {
            if (random.nextInt(STEPS_BETWEEN_BARRIERS) == 0) {
                execution.requestBarrier(++barriers);
            }
        }
        if (execution.failure() != null) {
            throw failure(execution.failure().getMessage(), execution.failure());
        }
        return this;
    }

    /**
     * Lets time pass, from deadline to deadline, and runs what it makes due.
     *
     * @param duration how long
     * @return this simulation
     * @throws SimulationException when the job fails
     */
    public Simulation advance(Duration duration) {
        settle();
        long left = duration.toNanos();
        while (left > 0) {
            long nanos = Math.min(left, Math.max(1, scheduler.nanosToDeadline()));
            clock.advance(Duration.ofNanos(nanos));
            left -= nanos;
            settle();
        }
        return this;
    }

    /**
     * Sends a barrier through the job and runs until it has passed.
     *
     * @return this simulation
     */
    public Simulation barrier() {
        start();
        execution.requestBarrier(++barriers);
        return settle();
    }

    /**
     * Has the sources end, as {@link io.millrace.Job#stop()} does.
     *
     * @return this simulation
     */
    public Simulation stop() {
        start();
        execution.stop(false);
        return settle();
    }

    /**
     * Has the sources and event time end, as {@link io.millrace.Job#drain()} does.
     *
     * @return this simulation
     */
    public Simulation drain() {
        start();
        execution.stop(true);
        return settle();
    }

    /**
     * Cancels the job, as {@link io.millrace.Job#cancel()} does.
     *
     * @return this simulation
     */
    public Simulation cancel() {
        start();
        execution.cancel();
        return settle();
    }

    /**
     * What a sink has been given so far.
     *
     * @param sink its name
     * @return an unmodifiable view, in the order of arrival
     */
    public List<Object> output(String sink) {
        List<Object> output = outputs.get(sink);
        if (output == null) {
            throw new IllegalArgumentException("there is no sink '" + sink + "'; there are " + outputs.keySet());
        }
        return Collections.unmodifiableList(output);
    }

    /**
     * What the job is at.
     *
     * @return its state
     */
    public JobState state() {
        start();
        return execution.state();
    }

    /**
     * What the job tells about itself; times are those of the virtual clock.
     *
     * @return the counters as of now
     */
    public JobMetrics metrics() {
        start();
        return execution.metrics();
    }

    /**
     * Tells why a window of a key has not fired, as {@link io.millrace.Job#explain} does, by the virtual clock.
     *
     * @param window the name of the window operator
     * @param key the key
     * @return the explanation
     * @throws IllegalArgumentException when there is no such operator, when it has no windows, or when the key is null or
     *     not of its type
     */
    public Explanation explain(String window, Object key) {
        start();
        if (scheduler.onEngineThread()) {
            throw new IllegalStateException(
                    "explain() was called by a function of the pipeline; call it between the steps of the simulation");
        }
        return execution.explainHere(window, key);
    }

    /**
     * Has a node stand still, as a sink does whose system is down: its tasks, and what runs in the same ones, take no
     * step until {@link #release}. What is behind them fills up, and holds back what is before.
     *
     * @param node the name of a source, of a sink that blocks, or of another node with tasks of its own
     * @return this simulation
     * @throws IllegalArgumentException when no task begins with that node
     */
    public Simulation hold(String node) {
        start();
        scheduler.hold(node);
        return this;
    }

    /**
     * Lets a node go on that was {@link #hold held}, from the next step on.
     *
     * @param node its name
     * @return this simulation
     */
    public Simulation release(String node) {
        start();
        scheduler.release(node);
        return this;
    }

    /**
     * The virtual clock.
     *
     * @return the clock
     */
    public ManualClock clock() {
        return clock;
    }

    private void start() {
        if (execution != null) {
            return;
        }
        random = new SplittableRandom(seed);
        settings = new ExecutionSettings(
                parallelism == null ? 1 + random.nextInt(4) : parallelism,
                batchSize == null ? oneOf(BATCH_SIZES) : batchSize,
                edgeCapacity == null ? oneOf(EDGE_CAPACITIES) : edgeCapacity,
                false);
        scheduler = new SimulatedScheduler(clock, random.split());
        execution = Execution.start(graph, settings, scheduler);
    }

    private int oneOf(int[] values) {
        return values[random.nextInt(values.length)];
    }

    private void notStarted() {
        if (execution != null) {
            throw new IllegalStateException("the simulation has begun; set it up before its first step");
        }
    }

    private Node recorded(Node node) {
        if (!(node.logic() instanceof NodeLogic.ToSink to)) {
            return node;
        }
        List<Object> output = new ArrayList<>();
        outputs.put(node.name(), output);
        return node.withLogic(new NodeLogic.ToSink(recording(to.sink(), output)));
    }

    @SuppressWarnings("unchecked") // the recorder hands on what it is given
    private static Sink<?> recording(Sink<?> sink, List<Object> output) {
        return new RecordingSink((Sink<Object>) sink, output);
    }

    private SimulationException failure(String what, Throwable cause) {
        return new SimulationException(this + ": " + what, cause);
    }

    @Override
    public String toString() {
        return "simulation of " + graph.name() + ", seed " + seed + (settings == null ? "" : ", " + settings);
    }
}
