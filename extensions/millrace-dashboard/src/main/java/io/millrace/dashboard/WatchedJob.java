package io.millrace.dashboard;

import io.millrace.Job;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.state.log.SafeText;
import io.millrace.time.Clock;
import io.millrace.view.ViewLogic;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.ObjectNode;

/** A job that is shown, by a number of its own: several may have one name. */
final class WatchedJob {

    private final int id;
    private final Job job;
    private final Story story;
    private final Limits limits;

    private WatchedJob(int id, Job job, Clock clock, Executor executor) {
        this.id = id;
        this.job = job;
        story = new Story(clock);
        limits = new Limits(job, executor);
    }

    static WatchedJob watch(int id, Job job, Clock clock, Executor executor) {
        WatchedJob watched = new WatchedJob(id, job, clock, executor);
        job.addListener(watched.story);
        return watched;
    }

    int id() {
        return id;
    }

    Job job() {
        return job;
    }

    /** Lets go of it. */
    void leave() {
        job.removeListener(story);
    }

    /** What a list of jobs has of it. */
    ObjectNode summary() {
        return Json.object()
                .put("id", id)
                .put("name", job.name())
                .put("state", job.state().name());
    }

    /** All that changes while it runs. */
    ObjectNode detail() {
        JobMetrics metrics = job.metrics();
        ObjectNode json = summary();
        MetricsJson.addTo(json, metrics);
        json.set("snapshots", Snapshot.json(metrics.snapshots()));
        json.set("story", story.json());
        if (metrics.state() == JobState.RUNNING) {
            json.put("runningSince", metrics.asOf().minus(metrics.uptime()).toEpochMilli());
            limits.until(metrics).ifPresent(limit -> json.set("bottleneck", MetricsJson.of(limit)));
        }
        if (metrics.state() == JobState.FAILED || metrics.state() == JobState.FAILING) {
            job.failure().ifPresent(failure -> json.put("failure", SafeText.message(failure)));
        }
        return json;
    }

    /** @throws Problem when it has none of that name */
    ViewLogic<?, ?, ?> view(String name) {
        return job.plan().graph().nodes().stream()
                .filter(node -> node.logic() instanceof ViewLogic && name.equals(node.name()))
                .map(node -> (ViewLogic<?, ?, ?>) node.logic())
                .findFirst()
                .orElseThrow(() -> new Problem(404, "job '" + job.name() + "' has no view '" + name + "'"));
    }
}
