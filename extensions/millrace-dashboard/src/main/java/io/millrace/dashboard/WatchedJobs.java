package io.millrace.dashboard;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.state.log.SafeText;
import io.millrace.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The jobs of an engine, each with a number that stays. Thread-safe. */
final class WatchedJobs implements AutoCloseable {

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Engine engine;
    private final Clock clock;
    private final Executor executor;
    private final boolean actions;

    /** What tells the numbers of these jobs from those of a dashboard that was at the same address before. */
    private final String run;

    private List<WatchedJob> jobs = List.of();
    private int seen;
    private boolean closed;

    WatchedJobs(Engine engine, Clock clock, Executor executor, boolean actions) {
        this.engine = engine;
        this.clock = clock;
        this.executor = executor;
        this.actions = actions;
        run = clock.millis() + "-" + RUNS.incrementAndGet();
    }

    /** The jobs that there are now, those that the engine has forgotten no more. */
    synchronized List<WatchedJob> look() {
        if (closed) {
            return jobs;
        }
        List<WatchedJob> now = new ArrayList<>();
        for (Job job : engine.jobs()) {
            now.add(jobs.stream()
                    .filter(known -> known.job() == job)
                    .findFirst()
                    .orElseGet(() -> WatchedJob.watch(++seen, job, clock, executor)));
        }
        jobs = List.copyOf(now);
        return jobs;
    }

    /** Lets go of all jobs: none is looked at any more. */
    @Override
    public synchronized void close() {
        closed = true;
        jobs.forEach(WatchedJob::leave);
        jobs = List.of();
    }

    /** @throws Problem when there is none of that number */
    WatchedJob job(String id) {
        return look().stream()
                .filter(job -> Integer.toString(job.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        404, "there is no job " + SafeText.of(id) + "; /api/jobs has those that there are"));
    }

    ObjectNode list() {
        ObjectNode json = Json.object()
                .put("run", run)
                .put("engine", engine.toString())
                .put("time", clock.millis())
                .put("health", engine.health().toString())
                .put("actions", actions);
        ArrayNode list = json.putArray("jobs");
        look().forEach(job -> list.add(job.summary()));
        return json;
    }

    /** The list, and one job as well as it is known. */
    ObjectNode update(String id) {
        ObjectNode json = list();
        look().stream()
                .filter(job -> Integer.toString(job.id()).equals(id))
                .findFirst()
                .ifPresent(job -> json.set("job", job.detail()));
        return json;
    }
}
