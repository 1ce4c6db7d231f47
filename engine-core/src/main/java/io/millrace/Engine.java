package io.millrace;

import io.millrace.graph.Graph;
import io.millrace.host.Plan;
import io.millrace.metrics.Health;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.job.StallWatch;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs jobs on worker threads that all of its jobs share. A worker without work looks for some a few hundred times
 * more, and is then parked until there is: an idle engine costs nothing, unless it is a {@linkplain #spinning spinning}
 * one. All threads are daemons: a program that ends ends its jobs, so it waits for them with {@link Job#join}.
 *
 * <p>Thread-safe. Several engines in one JVM know nothing of each other.
 */
public final class Engine implements AutoCloseable {

    private static final AtomicInteger ENGINES = new AtomicInteger();

    /** Of what has ended. */
    private static final int ENDED_JOBS = 16;

    private final WorkerPool pool;
    private final String description;
    private final List<Job> jobs = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final LeftJobs left = LeftJobs.watch(jobs);
    private volatile ShutdownHook hook;

    private Engine(int workers, String kind, Pools pools) {
        if (workers < 1) {
            throw new IllegalArgumentException("an engine needs at least one worker, not " + workers);
        }
        description = "Engine of " + workers + kind;
        pool = pools.create("millrace-" + ENGINES.incrementAndGet(), workers, SystemClock.INSTANCE, daemons());
    }

    private interface Pools {
        WorkerPool create(String name, int workers, Clock clock, ThreadFactory threads);
    }

    /**
     * An engine with a worker per processor.
     *
     * @return the engine, running
     */
    public static Engine create() {
        return withWorkers(Runtime.getRuntime().availableProcessors());
    }

    /**
     * An engine with a number of workers.
     *
     * @param workers how many threads run tasks, at least 1; blocking sources and sinks have threads of their own besides
     * @return the engine, running
     * @throws IllegalArgumentException when there are no workers
     */
    public static Engine withWorkers(int workers) {
        return new Engine(workers, " workers", WorkerPool::new);
    }

    /**
     * An engine whose workers never park, for pipelines whose events are rare and urgent: none of them waits until the
     * operating system has woken a worker, and no sender spends time on waking one. Where workers are seldom without
     * work there is nothing to gain.
     *
     * <p>It costs a whole processor for each worker, from now until {@link #close}, whether or not a job runs: 100 % in
     * every monitor, and what a battery, a shared host or a CPU quota makes of that. Leave processors for the threads
     * that events come from, for the collector and for the compiler, in containers by their quota; with more workers
     * than processors the spinning ones keep those that have work waiting, and latency is worse than with parking.
     *
     * <p>All else is as with {@link #withWorkers}: the same threads run the same tasks, and sources and sinks that
     * block have threads of their own, which do wait. Snapshots know nothing of it: a job may go on in either kind of
     * engine.
     *
     * @param workers how many threads run tasks, at least 1, and better fewer than there are processors
     * @return the engine, running, and busy already
     * @throws IllegalArgumentException when there are no workers
     */
    public static Engine spinning(int workers) {
        return new Engine(workers, " spinning workers", WorkerPool::spinning);
    }

    /**
     * Starts a job with default options.
     *
     * @param pipeline what to run; it may go on being changed, which does not concern the job
     * @return the job, running
     * @throws io.millrace.refusal.JobRefusedException as {@link #start(Pipeline, JobOptions)} does, and so are the others
     */
    public Job start(Pipeline pipeline) {
        return start(pipeline, JobOptions.defaults());
    }

    /**
     * Starts a job; from its latest snapshot where it has any. A job that is complete ends at once.
     *
     * <p>Returns when everything has opened: sinks have committed what they had to, tasks have their state, sources are
     * open, and no event has been read before that. So what keeps a job from running is thrown from here. When something
     * takes longer than half a minute to open, a warning says what, and this returns; then, and on a thread of the
     * engine, where it does not wait, what keeps the job from running is thrown by {@link Job#join()}, as later failures
     * are. A {@code Restart} does not apply to what a job is refused for; while it applies to another failure to open,
     * this waits for the next attempt.
     *
     * @param pipeline what to run; it may go on being changed, which does not concern the job
     * @param options how to run it
     * @return the job, running
     * @throws io.millrace.refusal.JobRefusedException when the job cannot run as it is; there is a subclass for
     *     each cause, nested in it where no other place is named, such as a file that cannot be read, a serde that is missing, snapshots that do not fit, or too
     *     little memory
     * @throws io.millrace.graph.Graph.InvalidGraphException when the pipeline cannot be run, with every problem found; it is
     *     refused for that, too
     * @throws io.millrace.operator.OperatorException when a function of the user's, a source or a sink fails otherwise
     *     while it opens
     * @throws IllegalStateException when the engine is closed, or is closed meanwhile; or when the calling thread is
     *     interrupted, which cancels the job and leaves the thread interrupted
     */
    public Job start(Pipeline pipeline, JobOptions options) {
        return start(
                Objects.requireNonNull(pipeline, "the pipeline must not be null")
                        .graph(),
                options);
    }

    /**
     * Starts a job of a graph, as one that was serialized is; otherwise as {@link #start(Pipeline, JobOptions)}.
     *
     * @param graph what to run
     * @param options how to run it
     * @return the job, running
     * @throws io.millrace.refusal.JobRefusedException as there, and so are the others
     */
    public Job start(Graph graph, JobOptions options) {
        Objects.requireNonNull(graph, "the graph must not be null");
        Objects.requireNonNull(options, "the options must not be null");
        JobSettings settings = JobSettings.of(options.tasks(), options.batchSize(), options.edgeCapacity())
                .measuringLatency(options.measuresLatency());
        boolean waits = !pool.onEngineThread();
        checkOpen(graph);
        // Not under a lock: what it calls of the user's may take long, and even wait for the engine to be closed.
        Graph valid = graph.validated();
        Supervisor supervisor =
                new Supervisor(valid, settings, pool, options.snapshots(), options.restart(), options.listeners());
        Supervisor started = waits ? supervisor.startAwaited() : supervisor.start();
        StallWatch stalls = new StallWatch(started, pool, pool.helpers("stalls of " + valid.name(), 1));
        Job job = new Job(started, () -> Plan.ofEngine(valid, options.tasks()), stalls.begin());
        add(job);
        if (waits) {
            job.awaitOpen();
        }
        return job;
    }

    /**
     * The jobs of this engine: all that have not ended, and the latest of those that have, {@value #ENDED_JOBS} at most, for
     * whoever shows what has become of them. A job that was refused, or has failed to open, is among them too.
     *
     * @return a copy, in the order in which they were started
     */
    public List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /**
     * Whether the engine and its jobs are well, for whoever watches over the process. A job that has stood still for a minute though it has something to do
     * is not: that is looked at every ten seconds, so that asking costs nothing. A job that has failed counts until another one of its name is started.
     *
     * @return the health, with a reason for whatever is not well; its {@code toString} is for people
     */
    public Health health() {
        Health health = closed.get() ? Health.notReady("the engine is closed") : Health.WELL;
        for (String thread : closed.get() ? List.<String>of() : pool.deadThreads()) {
            health = health.and(
                    Health.dead("thread " + thread + " of the engine has died, and what it ran stands still"));
        }
        Map<String, Job> latest = new LinkedHashMap<>();
        jobs.forEach(job -> latest.put(job.name(), job));
        for (Job job : latest.values()) {
            health = health.and(job.health());
        }
        return health;
    }

    private void checkOpen(Graph graph) {
        if (hook != null && hook.hasBegun()) {
            throw new IllegalStateException("the JVM shuts down; '" + graph.name() + "' cannot start any more");
        }
        if (closed.get()) {
            throw new IllegalStateException("the engine is closed; create another to run '" + graph.name() + "'");
        }
    }

    /** The engine may have been closed while the job was being started. */
    private void add(Job job) {
        synchronized (jobs) {
            List<Job> ended = jobs.stream()
                    .filter(earlier -> earlier.state().isTerminal())
                    .toList();
            jobs.removeAll(ended.subList(0, Math.max(0, ended.size() - ENDED_JOBS)));
            jobs.add(job);
        }
        if (closed.get()) {
            job.cancel();
        } else if (hook != null && hook.hasBegun()) {
            job.stop();
        }
    }

    /**
     * Cancels the jobs that still run, waits until they are closed, and ends all threads. Closing again does nothing. What
     * jobs have failed with is not thrown from here; each failure is in the log. May be called by a shutdown hook, also
     * when a function of a job has called {@code System.exit}.
     *
     * @throws IllegalStateException when the calling thread is one of the engine, which would wait for itself
     */
    @Override
    public void close() {
        if (pool.onEngineThread()) {
            throw new IllegalStateException("close() of an engine was called by its thread '"
                    + Thread.currentThread().getName()
                    + "', which would wait for itself; close it on a thread of your own,"
                    + " after cancelling its jobs here if they are to end now");
        }
        synchronized (jobs) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
        }
        jobs.forEach(Job::cancel);
        try {
            jobs.forEach(Job::closeQuietly);
        } finally {
            pool.close();
            left.forget();
            if (hook != null) {
                hook.closed();
            }
        }
    }

    /**
     * Has the jobs end in order when the JVM shuts down, because of SIGTERM, Ctrl-C or {@code System.exit}: each is
     * {@linkplain Job#stop stopped}, with a last snapshot where it takes any, so that it can be gone on with. The JVM then
     * waits for the program to close this engine, as the end of try-with-resources does behind {@code join}; so there is
     * time for last words, too. A job whose function has called {@code System.exit} cannot end in order, and is cancelled;
     * when the thread that calls this has done so, the JVM waits for the jobs alone. The exit status is what it would be without: 143 after SIGTERM.
     *
     * <p>Without this call nothing is done at shutdown: all threads of the engine are daemons, and jobs end where they
     * are, as in a crash. When the JVM ends since the program has ended, with nobody who waits for a job, a warning says so.
     *
     * @param patience how long the JVM waits at most, positive; less than whoever sends the signal waits before it kills
     * @return this engine
     * @throws IllegalStateException when this was called before, the engine is closed, or the JVM shuts down already
     */
    public Engine stopOnShutdown(Duration patience) {
        synchronized (jobs) {
            if (hook != null || closed.get()) {
                throw new IllegalStateException(
                        hook == null
                                ? "the engine is closed"
                                : "stopOnShutdown(...) was called before; once is enough");
            }
            hook = ShutdownHook.install(patience, jobs);
            left.forget();
        }
        return this;
    }

    private static ThreadFactory daemons() {
        return target -> {
            Thread thread = new Thread(target);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public String toString() {
        return description + (closed.get() ? ", closed" : "");
    }
}
