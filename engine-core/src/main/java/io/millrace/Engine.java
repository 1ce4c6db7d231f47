package io.millrace;

import io.millrace.runtime.ExecutionSettings;
import io.millrace.runtime.Supervisor;
import io.millrace.runtime.WorkerPool;
import io.millrace.time.SystemClock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs jobs on worker threads that all of its jobs share. Idle workers are parked and cost nothing. All threads are
 * daemons: a program that has more to wait for than its jobs waits for it itself.
 *
 * <p>Thread-safe. Several engines in one JVM know nothing of each other.
 */
public final class Engine implements AutoCloseable {

    private static final AtomicInteger ENGINES = new AtomicInteger();

    private final WorkerPool pool;
    private final int workers;
    private final List<Job> jobs = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Engine(int workers) {
        this.workers = workers;
        pool = new WorkerPool("millrace-" + ENGINES.incrementAndGet(), workers, SystemClock.INSTANCE, daemons());
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
     */
    public static Engine withWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("an engine needs at least one worker, not " + workers);
        }
        return new Engine(workers);
    }

    /**
     * Starts a job with default options.
     *
     * @param pipeline what to run; it may go on being changed, which does not concern the job
     * @return the job, running
     * @throws io.millrace.graph.InvalidGraphException when the pipeline cannot be run, with every problem found
     */
    public Job start(Pipeline pipeline) {
        return start(pipeline, JobOptions.defaults());
    }

    /**
     * Starts a job; from its latest snapshot where it has any. A job that is complete ends at once.
     *
     * @param pipeline what to run; it may go on being changed, which does not concern the job
     * @param options how to run it
     * @return the job, running
     * @throws IllegalStateException when the snapshots cannot be used, are damaged, or do not fit the pipeline
     * @throws io.millrace.graph.InvalidGraphException when the pipeline cannot be run, with every problem found
     */
    public Job start(Pipeline pipeline, JobOptions options) {
        Objects.requireNonNull(pipeline, "the pipeline must not be null");
        Objects.requireNonNull(options, "the options must not be null");
        ExecutionSettings settings = new ExecutionSettings(
                options.tasks(), options.batchSize(), options.edgeCapacity(), options.measuresLatency());
        synchronized (jobs) {
            if (closed.get()) {
                throw new IllegalStateException(
                        "the engine is closed; create another to run '" + pipeline.name() + "'");
            }
            Job job = new Job(Supervisor.start(
                    pipeline.graph().validated(),
                    settings,
                    pool,
                    options.snapshots().orElse(null),
                    options.restart()));
            jobs.removeIf(earlier -> earlier.state().isTerminal());
            jobs.add(job);
            return job;
        }
    }

    /**
     * Cancels the jobs that still run, waits until they are closed, and ends all threads. Closing again does nothing.
     */
    @Override
    public void close() {
        synchronized (jobs) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
        }
        jobs.forEach(Job::cancel);
        try {
            jobs.forEach(Job::close);
        } finally {
            pool.close();
        }
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
        return "Engine of " + workers + " workers" + (closed.get() ? ", closed" : "");
    }
}
