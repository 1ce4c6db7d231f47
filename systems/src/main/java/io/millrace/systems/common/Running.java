package io.millrace.systems.common;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.http.Http;
import io.millrace.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/** A job and the server in front of it, until both are closed. */
public final class Running implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final Engine engine;
    private final Job job;
    private final HttpServer server;

    private final Runnable[] behind;

    private Running(Engine engine, Job job, HttpServer server, Runnable... behind) {
        this.engine = engine;
        this.job = job;
        this.server = server;
        this.behind = behind;
    }

    /**
     * Starts a job in an engine of its own, and then a server.
     *
     * @param pipeline what the job does
     * @param options of the job
     * @param http the server, which may ask the job
     * @param behind what is to be done when both are closed, and when they cannot be started
     * @return both
     */
    public static Running start(Pipeline pipeline, JobOptions options, Function<Job, Http> http, Runnable... behind) {
        Engine engine = Engine.create().stopOnShutdown(STOP_PATIENCE);
        try {
            Job job = engine.start(pipeline, options);
            return new Running(engine, job, http.apply(job).start(), behind);
        } catch (RuntimeException e) {
            close(engine, behind);
            throw e;
        }
    }

    private static void close(Engine engine, Runnable... behind) {
        engine.close();
        for (Runnable each : behind) {
            each.run();
        }
    }

    /**
     * The engine that has the job.
     *
     * @return the engine
     */
    public Engine engine() {
        return engine;
    }

    /**
     * The job, which may have ended.
     *
     * @return the job
     */
    public Job job() {
        return job;
    }

    /**
     * Where the server is.
     *
     * @return its address
     */
    public URI uri() {
        return server.uri();
    }

    /** Takes nothing more in, and ends the job, with a last snapshot where it takes any. */
    @Override
    public void close() {
        try {
            server.close();
            job.stop();
            job.join();
        } finally {
            close(engine, behind);
        }
    }
}
