package io.millrace.dashboard;

import io.millrace.Job;
import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.JobMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What holds a job up, from one look at its metrics to the next. When something does, its threads are looked at, too, beside
 * the looks, so that a later one knows the line of code. Thread-safe.
 */
final class Limits {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Job job;
    private final Executor executor;
    private Optional<JobMetrics> earlier = Optional.empty();
    private Optional<Bottleneck> seen = Optional.empty();
    private boolean looking;

    Limits(Job job, Executor executor) {
        this.job = job;
        this.executor = executor;
    }

    /** What has held it up until now, since the look before; empty at the first look. */
    synchronized Optional<Bottleneck> until(JobMetrics now) {
        Optional<JobMetrics> before = earlier;
        if (earlier.isEmpty()
                || Duration.between(earlier.get().asOf(), now.asOf()).compareTo(SHORTEST) >= 0) {
            earlier = Optional.of(now);
        }
        Optional<Bottleneck> found = before.flatMap(then -> now.since(then).bottleneck());
        found.ifPresent(unused -> lookCloser());
        return found.map(known ->
                seen.filter(closer -> closer.task().equals(known.task())).orElse(known));
    }

    private void lookCloser() {
        if (looking) {
            return;
        }
        looking = true;
        try {
            executor.execute(this::look);
        } catch (RejectedExecutionException e) {
            // All threads answer requests; or nobody is answered any more.
            looking = false;
        }
    }

    private void look() {
        try {
            looked(job.bottleneck(LOOK));
        } catch (IllegalStateException e) {
            // Interrupted, since the dashboard is closed.
            looked(Optional.empty());
        }
    }

    private synchronized void looked(Optional<Bottleneck> closer) {
        looking = false;
        seen = closer;
    }
}
