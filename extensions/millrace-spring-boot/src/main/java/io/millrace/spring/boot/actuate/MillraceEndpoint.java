package io.millrace.spring.boot.actuate;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.metrics.Health;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.spring.boot.MillraceJobs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** What runs, what one job tells about itself, what holds it up; and a snapshot of it, now. */
@Endpoint(id = "millrace")
public final class MillraceEndpoint {

    private final Engine engine;
    private final MillraceJobs jobs;

    /**
     * The endpoint of an application.
     *
     * @param engine on which the jobs run
     * @param jobs its jobs
     */
    public MillraceEndpoint(Engine engine, MillraceJobs jobs) {
        this.engine = engine;
        this.jobs = jobs;
    }

    /**
     * All jobs, and whether they are well: {@code GET /actuator/millrace}.
     *
     * @return what runs
     */
    @ReadOperation
    public Overview overview() {
        return new Overview(
                engine.health(), jobs.all().stream().map(JobSummary::of).toList());
    }

    /**
     * What the actuator says of all jobs.
     *
     * @param health whether they are well, and why not
     * @param jobs the latest of each pipeline
     */
    public record Overview(Health health, List<JobSummary> jobs) {}

    /**
     * What a job tells about itself: {@code GET /actuator/millrace/JOB}.
     *
     * @param job the name of the pipeline
     * @return null when it was not started, which is 404 over HTTP
     */
    @ReadOperation
    public @Nullable JobDetails job(@Selector String job) {
        return jobs.find(job).map(each -> JobDetails.of(each.metrics())).orElse(null);
    }

    /** What there is to ask of a job besides. */
    public enum Question {
        /** What holds it up, of half a second. */
        BOTTLENECK,
        /** How it is divided into tasks, in words. */
        PLAN
    }

    /**
     * What takes a while to find out, or does not change: {@code GET /actuator/millrace/JOB/bottleneck}, {@code .../plan}.
     *
     * @param job the name of the pipeline
     * @param question what
     * @return null when it was not started, which is 404 over HTTP
     */
    @ReadOperation
    public @Nullable Object ask(@Selector String job, @Selector Question question) {
        Optional<Job> found = jobs.find(job);
        return switch (question) {
            case BOTTLENECK -> found.map(each -> Limit.of(each.bottleneck())).orElse(null);
            case PLAN -> found.map(each -> each.plan().toString()).orElse(null);
        };
    }

    /**
     * Takes a snapshot, and waits until it is safe: {@code POST /actuator/millrace/JOB}, with {@code {"name": "..."}} for
     * one that is kept.
     *
     * @param job the name of the pipeline
     * @param name what to call it; null for one that goes when others follow
     * @return the snapshot
     * @throws InvalidEndpointRequestException when there is none to be had, with the reason; that is 400 over HTTP
     */
    @WriteOperation
    public SnapshotDetails snapshot(@Selector String job, @Nullable String name) {
        Job found = jobs.find(job)
                .orElseThrow(() -> refused("there is no job '" + job + "'; there are "
                        + jobs.all().stream().map(Job::name).toList()));
        try {
            return SnapshotDetails.of(name == null ? found.snapshot() : found.snapshot(name));
        } catch (IllegalArgumentException | IllegalStateException | SnapshotFailedException e) {
            throw refused(e.getMessage());
        }
    }

    private static InvalidEndpointRequestException refused(String reason) {
        return new InvalidEndpointRequestException(reason, reason);
    }
}
