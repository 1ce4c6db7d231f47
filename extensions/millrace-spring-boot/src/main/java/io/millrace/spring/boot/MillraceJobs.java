package io.millrace.spring.boot;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The jobs of the application, by the names of their pipelines: for whoever looks into a view, takes a snapshot, or starts one
 * again.
 *
 * <p>They start when all beans are there, one after the other in the order of their beans ({@code @Order}), and before a web
 * server takes requests. What keeps one from running keeps the application from starting.
 *
 * <p>They stop behind the web server, in the opposite order, each when the one before it has ended, and with a last snapshot
 * where they take any: for as long as {@code spring.lifecycle.timeout-per-shutdown-phase} allows. What is not over by then is
 * cancelled, and goes on from its latest snapshot when it is started again.
 *
 * <p>A job keeps the JVM alive as long as it runs. So a program without a web server ends when its input does.
 *
 * <p>Thread-safe.
 */
public final class MillraceJobs implements SmartLifecycle {

    /** Of Spring: that of the engine has no handlers left when the JVM shuts down. */
    private static final Log LOG = LogFactory.getLog(MillraceJobs.class);

    /** Web servers start at 2,048 less than the default, and things that call in with them or later. */
    private static final int PHASE = DEFAULT_PHASE - 4_096;

    private final Engine engine;
    private final Map<String, Pipeline> pipelines;
    private final MillraceProperties properties;
    private final List<JobOptionsCustomizer> customizers;

    /** The latest of each pipeline, in the order in which they were started. */
    private final Map<String, Job> jobs = Collections.synchronizedMap(new LinkedHashMap<>());

    private volatile boolean running;

    MillraceJobs(
            Engine engine,
            Map<String, Pipeline> pipelines,
            MillraceProperties properties,
            List<JobOptionsCustomizer> customizers) {
        this.engine = engine;
        this.pipelines = pipelines;
        this.properties = properties;
        this.customizers = customizers;
        properties.pipelines().keySet().forEach(each -> pipeline("millrace.pipelines." + each + " is about", each));
    }

    private Pipeline pipeline(String where, String name) {
        Pipeline pipeline = pipelines.get(name);
        if (pipeline == null) {
            throw new UnknownPipelineException(where, name, pipelines.keySet());
        }
        return pipeline;
    }

    /**
     * The jobs that were started: of each pipeline the latest, which may have ended.
     *
     * @return a copy, in the order in which they were started
     */
    public List<Job> all() {
        synchronized (jobs) {
            return List.copyOf(jobs.values());
        }
    }

    /**
     * The latest job of a pipeline.
     *
     * @param pipeline its name
     * @return empty when it was not started yet
     */
    public Optional<Job> find(String pipeline) {
        return Optional.ofNullable(jobs.get(pipeline));
    }

    /**
     * The latest job of a pipeline that has been started.
     *
     * @param pipeline its name
     * @return the job, which may have ended
     * @throws IllegalStateException when it was not started yet
     * @throws UnknownPipelineException when there is no such pipeline
     */
    public Job get(String pipeline) {
        String known = pipeline("was asked for", pipeline).name();
        return find(known)
                .orElseThrow(() -> new IllegalStateException("pipeline '" + known
                        + "' was not started: pipelines start when the application has all its beans,"
                        + " or by MillraceJobs.start(...) where millrace.auto-startup is false"));
    }

    /**
     * Starts a pipeline that does not run: one that does not start with the application, or whose job has ended. It goes on
     * from its latest snapshot where it has any.
     *
     * @param pipeline its name
     * @return its job, running
     * @throws IllegalStateException when it runs, or the application is closed
     * @throws UnknownPipelineException when there is no such pipeline
     * @throws RuntimeException what keeps it from running, as {@link Engine#start(Pipeline, JobOptions)} throws it
     */
    public synchronized Job start(String pipeline) {
        Pipeline known = pipeline("was to be started", pipeline);
        if (runs(pipeline)) {
            throw new IllegalStateException("pipeline '" + pipeline + "' runs already");
        }
        Job job = engine.start(known, options(known));
        jobs.remove(pipeline);
        jobs.put(pipeline, job);
        keepJvmAlive(job);
        return job;
    }

    private boolean runs(String pipeline) {
        return find(pipeline).filter(job -> !job.state().isTerminal()).isPresent();
    }

    private JobOptions options(Pipeline pipeline) {
        JobOptions options = properties.of(pipeline.name()).options();
        for (JobOptionsCustomizer customizer : customizers) {
            options = customizer.customize(pipeline, options);
        }
        return options;
    }

    /** All threads of an engine are daemons. */
    private static void keepJvmAlive(Job job) {
        CompletionStage<?> end = ended(job);
        Thread thread = new Thread(() -> end.toCompletableFuture().join(), "millrace-job-" + job.name());
        thread.setDaemon(false);
        thread.start();
    }

    private static CompletionStage<Job> ended(Job job) {
        return job.onEnd().handle((state, failure) -> job);
    }

    @Override
    public void start() {
        for (String pipeline : pipelines.keySet()) {
            if (properties.of(pipeline).startsWithTheApplication() && !runs(pipeline)) {
                start(pipeline);
            }
        }
        running = true;
    }

    @Override
    public void stop() {
        stopAll().toCompletableFuture().join();
    }

    @Override
    public void stop(Runnable callback) {
        CompletionStage<?> unused = stopAll().whenComplete((stopped, failure) -> callback.run());
    }

    private CompletionStage<?> stopAll() {
        running = false;
        List<Job> latestFirst = new ArrayList<>(all());
        Collections.reverse(latestFirst);
        CompletionStage<?> stopped = CompletableFuture.completedStage(null);
        for (Job job : latestFirst) {
            stopped = stopped.thenCompose(before -> stopped(job));
        }
        return stopped;
    }

    private static CompletionStage<?> stopped(Job job) {
        job.stop();
        return ended(job).thenAccept(MillraceJobs::tell);
    }

    private static void tell(Job job) {
        LOG.info("pipeline '" + job.name() + "' has stopped: " + job.state()
                + job.metrics()
                        .snapshots()
                        .latest()
                        .map(snapshot -> ", with " + snapshot)
                        .orElse(""));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** What others have put into a job goes by whether it runs; nothing is gained by its rest. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
