package io.millrace.testing;

import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.KeyState;
import io.millrace.metrics.Ledger;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.explain.Explainer;
import io.millrace.runtime.explain.KeyLook;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.state.time.Times;
import io.millrace.view.TableView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs a pipeline on the calling thread, deterministically: the seed decides which task steps next, how large batches are, how few of them an edge holds (down to one), and when
 * barriers pass. The clock is virtual and moves only when nothing else can, so a test of an hour takes no time, and a failure repeats with its seed. Its time of day is set forward
 * and back at random, which must not matter to anything that is a duration; see {@link #steadyClock}.
 *
 * <pre>{@code
 * Simulation run = Simulation.of(pipeline).seed(42).run();
 * assertThat(run.output("alerts")).containsExactly(...);
 * }</pre>
 *
 * <p>Sources and sinks that block hold up the whole simulation; a push source is fed between calls with {@code tryEmit} or as much as it has room for, and a request source is
 * asked between calls: its answers, and timeouts, come while the simulation runs, so that nobody is to wait for them. A journal of the pipeline is on the {@link #disk} from when
 * the simulation is made, and is written by whoever emits, between calls; a crash has it find its events again. Not thread-safe.
 */
public final class Simulation {

    private static final Path SNAPSHOTS = Path.of("/snapshots");

    private final SimulatedJob job;
    private final Recordings outputs;

    private Simulation(Graph graph, SimulatedDisk disk, UnsteadyClock time, Recordings outputs) {
        this.outputs = outputs;
        job = new SimulatedJob(outputs.recorded(graph).validated(), disk, time);
    }

    /**
     * A simulation of a pipeline, not yet started, with seed 0.
     *
     * @param pipeline what to run
     * @throws io.millrace.graph.Graph.InvalidGraphException when the pipeline cannot be run
     */
    public static Simulation of(Pipeline pipeline) {
        return of(pipeline.graph());
    }

    /**
     * A simulation of a graph, not yet started, with seed 0.
     *
     * @param graph what to run
     * @throws io.millrace.graph.Graph.InvalidGraphException when the graph cannot be run
     */
    public static Simulation of(Graph graph) {
        return new Simulation(graph, new SimulatedDisk(), new UnsteadyClock(), new Recordings());
    }

    /**
     * Sets the seed; before the first step.
     *
     * @param newSeed what decides everything that is not decided otherwise
     */
    public Simulation seed(long newSeed) {
        job.notStarted().seed = newSeed;
        return this;
    }

    /**
     * Sets the parallelism, which is otherwise 1 to 4 by the seed; before the first step.
     *
     * @param tasks the tasks of keyed and rebalanced nodes
     */
    public Simulation parallelism(int tasks) {
        job.notStarted().drawn.parallelism = tasks;
        return this;
    }

    /**
     * Sets the batch size, which is otherwise 1 to 256 by the seed; before the first step.
     *
     * @param events the rows of a batch
     */
    public Simulation batchSize(int events) {
        job.notStarted().drawn.batchSize = events;
        return this;
    }

    /**
     * Sets the capacity of edges, which is otherwise 1 to 16 by the seed; before the first step.
     *
     * @param batches the batches under way on an edge
     */
    public Simulation edgeCapacity(int batches) {
        job.notStarted().drawn.edgeCapacity = batches;
        return this;
    }

    /**
     * Has the job take snapshots, on the simulated {@link #disk}; before the first step. What a sink is given counts as
     * output when it is committed, so that what {@link #output} tells is what the world would see, whatever crashes.
     *
     * @param interval how often, by the virtual clock; besides, they are taken at moments that the seed decides
     */
    public Simulation snapshots(Duration interval) {
        return snapshots(Snapshots.in(job.disk, SNAPSHOTS).every(interval));
    }

    /**
     * Has the job take snapshots; before the first step.
     *
     * @param newSnapshots where, and how often by the virtual clock
     */
    public Simulation snapshots(Snapshots newSnapshots) {
        job.notStarted().snapshots = newSnapshots;
        return this;
    }

    /**
     * Has the job started again when it fails; before the first step.
     *
     * @param newRestart how often, and after which delay by the virtual clock
     */
    public Simulation restart(Restart newRestart) {
        job.notStarted().restart = newRestart;
        return this;
    }

    /**
     * Has somebody told what becomes of the job, by each process that runs it; before the first step.
     *
     * @param listener who
     */
    public Simulation listener(JobListener listener) {
        job.notStarted().listeners.add(listener);
        return this;
    }

    /**
     * Has work that the job gives to an executor done between its steps, at moments that the seed decides; before the
     * first step.
     *
     * <p>It stands in for the threads of {@code mapBlocking}, too, which otherwise have one of their own, of 20 ms.
     *
     * @param newExecutor what the functions of the pipeline use in place of other threads
     */
    public Simulation executor(SimulatedExecutor newExecutor) {
        job.notStarted().others.use(newExecutor);
        return this;
    }

    /**
     * Has nobody set the clock. Otherwise somebody does now and then while time passes, by up to an hour, forward and back,
     * as the seed decides: the time of day jumps, durations stay what they are. For tests of what goes by the time of day by
     * nature; before the first step.
     */
    public Simulation steadyClock() {
        job.notStarted().time.keepSteady();
        return this;
    }

    /** The disk that snapshots and sinks write to, which can be made to fail. */
    public SimulatedDisk disk() {
        return job.disk;
    }

    /**
     * Has the process die at this moment and starts the job anew, from its latest snapshot. What was not forced to the disk is lost as the seed decides. A crash that the disk was
     * told to bring about is followed by this without being asked.
     */
    public Simulation crashAndRestore() {
        job.crash();
        return this;
    }

    /**
     * The same job on the same disk, started anew when this one has ended: with another parallelism, say, or after a
     * change of the pipeline.
     *
     * @param pipeline what to run
     * @return a simulation, not yet started; its outputs go on from those of this one
     */
    public Simulation next(Pipeline pipeline) {
        return new Simulation(pipeline.graph(), job.disk, job.time, outputs).seed(job.seed + 1);
    }

    /** How often the process has died. */
    public int crashes() {
        return job.crashes();
    }

    /**
     * Takes a snapshot and runs until it is safe or has failed.
     *
     * @param name its name, or null
     * @return the snapshot
     * @throws IllegalArgumentException when a snapshot cannot be called so
     * @throws io.millrace.snapshot.SnapshotFailedException when it has failed
     */
    public SnapshotInfo snapshot(String name) {
        CompletableFuture<SnapshotInfo> answer =
                job.started().snapshot(name == null ? null : Snapshots.checkedName(name));
        job.settle();
        if (!answer.isDone()) {
            throw job.failure("the snapshot does not become complete; something holds barriers back", null);
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
        }
    }

    /**
     * Runs until the job has ended, letting time pass where the job waits for it.
     *
     * @throws SimulationException when the job fails, or waits for something that time does not bring, such as the next event of a push source
     */
    public Simulation run() {
        job.run();
        return this;
    }

    /**
     * Runs so many steps at most, and no further than {@link #settle} does.
     *
     * @param most how many
     */
    public Simulation steps(int most) {
        job.steps(most);
        return this;
    }

    /** Runs until nothing can be done before time passes or input comes. */
    public Simulation settle() {
        job.settle();
        return this;
    }

    /**
     * Lets time pass, from deadline to deadline, and runs what it makes due.
     *
     * @param duration how long
     */
    public Simulation advance(Duration duration) {
        clock().checkAdvance(duration);
        job.pass(Times.nanos(duration));
        return this;
    }

    /** Sends a barrier through the job and runs until it has passed. */
    public Simulation barrier() {
        job.requestBarrier();
        return settle();
    }

    /** Has the sources end, as {@link io.millrace.Job#stop()} does. */
    public Simulation stop() {
        job.started().stop(StopMode.STOP);
        return settle();
    }

    /** Has the sources and event time end, as {@link io.millrace.Job#drain()} does. */
    public Simulation drain() {
        job.started().stop(StopMode.DRAIN);
        return settle();
    }

    /** Cancels the job, as {@link io.millrace.Job#cancel()} does. */
    public Simulation cancel() {
        job.started().cancel();
        return settle();
    }

    /**
     * What a sink has been given so far.
     *
     * @param sink its name
     * @return an unmodifiable view, in the order of arrival
     */
    public List<Object> output(String sink) {
        return outputs.of(sink);
    }

    /** What the job is at. */
    public JobState state() {
        return job.started().state();
    }

    /**
     * What the job tells about itself; times are those of the virtual clock.
     *
     * @return the counters as of now
     */
    public JobMetrics metrics() {
        return job.started().metrics(AttemptObserver::measuredHere);
    }

    /**
     * What the job shows of its results, as {@link io.millrace.Job#view(String, Class, Class)} does; what a process that
     * has died has shown does not go on.
     *
     * @param view its name
     * @param keys the class of its keys
     * @param rows the class of its rows
     * @return the view
     */
    public <K, V> TableView<K, V> view(String view, Class<K> keys, Class<V> rows) {
        return job.started().objects().view(view, Type.of(keys), Type.of(rows));
    }

    /**
     * Tells why a window of a key has not fired, as {@link io.millrace.Job#explain} does, by the virtual clock.
     *
     * @param window the name of the window operator
     * @param key the key
     * @return the explanation
     * @throws IllegalArgumentException when there is no such operator, when it has no windows, or when the key is null or not of its type
     */
    public Explanation explain(String window, Object key) {
        return job.asked(
                "explain()",
                attempt -> attempt.explainer(Explainer.Asker.here()).explain(window, key));
    }

    /**
     * What an operator keeps of a key, as {@link io.millrace.Job#keyState} tells it.
     *
     * @param operator the name of an operator with keys
     * @param key the key
     * @return what is kept
     * @throws IllegalArgumentException when there is no such operator, or when the key is null or not of its type
     * @throws IllegalStateException when the task that owns the key has not begun, or has ended
     */
    public KeyState keyState(String operator, Object key) {
        return job.asked(
                "keyState()",
                attempt -> attempt.observer().keyLook(KeyLook.Asker.here()).look(operator, key));
    }

    /**
     * Tells where each event has gone, as {@link io.millrace.Job#ledger} does. It is checked now and then while the job runs, and when it has ended, and an event that
     * is gone fails the simulation.
     *
     * @return the ledger of the current attempt, or of the last one
     * @throws IllegalStateException when it is called by a function of the pipeline, amid whose step nothing belongs together
     */
    public Ledger ledger() {
        return job.asked("ledger()", attempt -> attempt.observer().ledgerHere());
    }

    /**
     * Has a node stand still, as a sink does whose system is down: its tasks, and what runs in the same ones, take no
     * step until {@link #release}. What is behind them fills up, and holds back what is before.
     *
     * @param node the name of a source, of a sink that blocks, or of another node with tasks of its own
     * @throws IllegalArgumentException when no task begins with that node
     */
    public Simulation hold(String node) {
        job.started();
        job.scheduler().hold(node);
        return this;
    }

    /**
     * Lets a node go on that was {@link #hold held}, from the next step on.
     *
     * @param node its name
     */
    public Simulation release(String node) {
        job.started();
        job.scheduler().release(node);
        return this;
    }

    /** The virtual clock. */
    public ManualClock clock() {
        return job.time.clock;
    }

    @Override
    public String toString() {
        return job.toString();
    }
}
