package io.millrace.testing;

import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.JobMetrics;
import io.millrace.runtime.JobSettings;
import io.millrace.runtime.StopMode;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.state.time.Times;
import io.millrace.view.TableView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

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
    private static final int STEPS_BETWEEN_BARRIERS = 500;
    private static final int PATIENCE = 1_000;

    private final Graph graph;
    private final Recordings outputs;
    private final UnsteadyClock time;
    private final DrawnSettings drawn = new DrawnSettings();
    private long seed;
    private SplittableRandom random;
    private JobSettings settings;
    private SimulatedScheduler scheduler;
    private Supervisor supervisor;
    private Snapshots snapshots;
    private Restart restart = Restart.none();
    private final List<JobListener> listeners = new ArrayList<>();
    private final OtherThreads others = new OtherThreads();
    private final SimulatedDisk disk;
    private int crashes;
    private long barriers;

    /** The last snapshot that was asked for; null where there has been none in this process. */
    private Future<SnapshotInfo> asked;

    private Simulation(Graph graph, SimulatedDisk disk, UnsteadyClock time, Recordings outputs) {
        this.disk = disk;
        this.time = time;
        this.outputs = outputs;
        this.graph = outputs.recorded(graph).validated();
        SimulatedProcess.begin(graph, disk);
    }

    /**
     * A simulation of a pipeline, not yet started, with seed 0.
     *
     * @param pipeline what to run
     * @return the simulation
     * @throws io.millrace.graph.InvalidGraphException when the pipeline cannot be run
     */
    public static Simulation of(Pipeline pipeline) {
        return of(pipeline.graph());
    }

    /**
     * A simulation of a graph, not yet started, with seed 0.
     *
     * @param graph what to run
     * @return the simulation
     * @throws io.millrace.graph.InvalidGraphException when the graph cannot be run
     */
    public static Simulation of(Graph graph) {
        return new Simulation(graph, new SimulatedDisk(), new UnsteadyClock(), new Recordings());
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
        drawn.parallelism = tasks;
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
        drawn.batchSize = events;
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
        drawn.edgeCapacity = batches;
        return this;
    }

    /**
     * Has the job take snapshots, on the simulated {@link #disk}; before the first step. What a sink is given counts as
     * output when it is committed, so that what {@link #output} tells is what the world would see, whatever crashes.
     *
     * @param interval how often, by the virtual clock; besides, they are taken at moments that the seed decides
     * @return this simulation
     */
    public Simulation snapshots(Duration interval) {
        return snapshots(Snapshots.in(disk, SNAPSHOTS).every(interval));
    }

    /**
     * Has the job take snapshots; before the first step.
     *
     * @param newSnapshots where, and how often by the virtual clock
     * @return this simulation
     */
    public Simulation snapshots(Snapshots newSnapshots) {
        notStarted();
        snapshots = newSnapshots;
        return this;
    }

    /**
     * Has the job started again when it fails; before the first step.
     *
     * @param newRestart how often, and after which delay by the virtual clock
     * @return this simulation
     */
    public Simulation restart(Restart newRestart) {
        notStarted();
        restart = newRestart;
        return this;
    }

    /**
     * Has somebody told what becomes of the job, by each process that runs it; before the first step.
     *
     * @param listener who
     * @return this simulation
     */
    public Simulation listener(JobListener listener) {
        notStarted();
        listeners.add(listener);
        return this;
    }

    /**
     * Has work that the job gives to an executor done between its steps, at moments that the seed decides; before the
     * first step.
     *
     * <p>It stands in for the threads of {@code mapBlocking}, too, which otherwise have one of their own, of 20 ms.
     *
     * @param newExecutor what the functions of the pipeline use in place of other threads
     * @return this simulation
     */
    public Simulation executor(SimulatedExecutor newExecutor) {
        notStarted();
        others.use(newExecutor);
        return this;
    }

    /**
     * Has nobody set the clock. Otherwise somebody does now and then while time passes, by up to an hour, forward and back,
     * as the seed decides: the time of day jumps, durations stay what they are. For tests of what goes by the time of day by
     * nature; before the first step.
     *
     * @return this simulation
     */
    public Simulation steadyClock() {
        notStarted();
        time.keepSteady();
        return this;
    }

    /**
     * The disk that snapshots and sinks write to, which can be made to fail.
     *
     * @return the disk
     */
    public SimulatedDisk disk() {
        return disk;
    }

    /**
     * Has the process die at this moment and starts the job anew, from its latest snapshot. What was not forced to the disk is lost as the seed decides. A crash that the disk was
     * told to bring about is followed by this without being asked.
     *
     * @return this simulation
     */
    public Simulation crashAndRestore() {
        start();
        crashes++;
        disk.crash(random.split());
        SimulatedProcess.begin(graph, disk);
        startAgain();
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
        return new Simulation(pipeline.graph(), disk, time, outputs).seed(seed + 1);
    }

    /** How often the process has died. */
    public int crashes() {
        return crashes;
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
        start();
        CompletableFuture<SnapshotInfo> answer = supervisor.snapshot(name == null ? null : Snapshots.checkedName(name));
        settle();
        if (!answer.isDone()) {
            throw failure("the snapshot does not become complete; something holds barriers back", null);
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
     * @return this simulation
     * @throws SimulationException when the job fails, or waits for something that time does not bring, such as the next event of a push source
     */
    public Simulation run() {
        settle();
        int overdue = 0;
        Standstill standstill = new Standstill();
        while (!state().isTerminal()) {
            long nanos = scheduler.nanosToDeadline();
            overdue = nanos == 0 ? overdue + 1 : 0;
            if (nanos == Long.MAX_VALUE || overdue > PATIENCE || standstill.lasts(metrics())) {
                throw failure("stands still; these wait: " + supervisor.openUnits(), null);
            }
            time.pass(nanos);
            settle();
        }
        return this;
    }

    /**
     * Runs so many steps at most, and no further than {@link #settle} does.
     *
     * @param most how many
     * @return this simulation
     * @throws SimulationException when the job fails
     */
    public Simulation steps(int most) {
        start();
        for (int left = most; left > 0 && step(); left--) {
            // as many as are wanted
        }
        return checked();
    }

    /**
     * Runs until nothing can be done before time passes or input comes.
     *
     * @return this simulation
     * @throws SimulationException when the job fails
     */
    public Simulation settle() {
        start();
        scheduler.asksAllAgain();
        while (step()) {
            // until there is nothing to do
        }
        return checked();
    }

    /** Returns whether there is something to be done before time passes. */
    private boolean step() {
        if (disk.hasCrashed()) {
            crashAndRestore();
            return true;
        }
        // one after the other: a large job takes longer for a snapshot than there is between two, and would never
        // settle
        if (random.nextInt(STEPS_BETWEEN_BARRIERS) == 0 && (asked == null || asked.isDone())) {
            requestBarrier();
        }
        return scheduler.step() || disk.hasCrashed();
    }

    private Simulation checked() {
        JobState state = supervisor.state();
        Throwable failure = supervisor.failure();
        if (failure != null && (state == JobState.FAILING || state == JobState.FAILED)) {
            throw failure(SafeText.message(failure), failure);
        }
        return this;
    }

    private void requestBarrier() {
        if (snapshots == null) {
            supervisor.attempt().requestBarrier(++barriers);
        } else if (!supervisor.state().isTerminal()) {
            asked = supervisor.snapshot(null);
        }
        // units that had nothing to do are told of it, too
        scheduler.asksAllAgain();
    }

    /**
     * Lets time pass, from deadline to deadline, and runs what it makes due.
     *
     * @param duration how long
     * @return this simulation
     * @throws SimulationException when the job fails
     */
    public Simulation advance(Duration duration) {
        time.clock.checkAdvance(duration);
        settle();
        long left = Times.nanos(duration);
        while (left > 0) {
            long nanos = Math.min(left, Math.max(1, scheduler.nanosToDeadline()));
            time.pass(nanos);
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
        requestBarrier();
        return settle();
    }

    /**
     * Has the sources end, as {@link io.millrace.Job#stop()} does.
     *
     * @return this simulation
     */
    public Simulation stop() {
        start();
        supervisor.stop(StopMode.STOP);
        return settle();
    }

    /**
     * Has the sources and event time end, as {@link io.millrace.Job#drain()} does.
     *
     * @return this simulation
     */
    public Simulation drain() {
        start();
        supervisor.stop(StopMode.DRAIN);
        return settle();
    }

    /**
     * Cancels the job, as {@link io.millrace.Job#cancel()} does.
     *
     * @return this simulation
     */
    public Simulation cancel() {
        start();
        supervisor.cancel();
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

    /**
     * What the job is at.
     *
     * @return its state
     */
    public JobState state() {
        start();
        return supervisor.state();
    }

    /**
     * What the job tells about itself; times are those of the virtual clock.
     *
     * @return the counters as of now
     */
    public JobMetrics metrics() {
        start();
        return supervisor.metrics();
    }

    /**
     * What the job shows of its results, as {@link io.millrace.Job#view(String, Class, Class)} does; what a process that
     * has died has shown does not go on.
     *
     * @param <K> the keys
     * @param <V> the rows
     * @param view its name
     * @param keys the class of its keys
     * @param rows the class of its rows
     * @return the view
     */
    public <K, V> TableView<K, V> view(String view, Class<K> keys, Class<V> rows) {
        start();
        return supervisor.objects().view(view, Type.of(keys), Type.of(rows));
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
        return supervisor.attempt().explainHere(window, key);
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
        return time.clock;
    }

    private void start() {
        if (supervisor != null) {
            return;
        }
        random = new SplittableRandom(seed);
        time.begin(seed);
        settings = drawn.draw(random);
        startAgain();
    }

    /** Nothing of what ran before takes another step. A disk may crash again while the job starts. */
    private void startAgain() {
        while (true) {
            // The process that has died is gone, also when the next one cannot be started.
            if (supervisor != null) {
                supervisor.dies();
            }
            supervisor = null;
            asked = null;
            scheduler = new SimulatedScheduler(time.clock, disk, random.split());
            others.begin(scheduler, time.clock, random);
            try {
                supervisor = Supervisor.start(
                        graph, settings, scheduler, Optional.ofNullable(snapshots), restart, listeners, false);
                if (opens()) {
                    if (supervisor.state() == JobState.FAILED) {
                        checked();
                    }
                    return;
                }
            } catch (RuntimeException | SimulatedCrash e) {
                if (!disk.hasCrashed()) {
                    throw e;
                }
                // As when it is seen between two steps.
            }
            crashes++;
            disk.crash(random.split());
            SimulatedProcess.begin(graph, disk);
        }
    }

    /** As a job is started in an engine, too, when all of it has opened; returns false when the disk has crashed. */
    private boolean opens() {
        boolean more = true;
        while (more && supervisor.isOpening() && !disk.hasCrashed()) {
            more = scheduler.step();
        }
        return !disk.hasCrashed();
    }

    private void notStarted() {
        if (supervisor != null) {
            throw new IllegalStateException("the simulation has begun; set it up before its first step");
        }
    }

    private SimulationException failure(String what, Throwable cause) {
        return new SimulationException(this + ": " + what, cause);
    }

    @Override
    public String toString() {
        return "simulation of " + graph.name() + ", seed " + seed + (settings == null ? "" : ", " + settings);
    }
}
