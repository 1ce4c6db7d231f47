package io.millrace.runtime.job;

import io.millrace.job.JobState;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What there is of a job over all its attempts: whether it has begun to run, its end, and what it has for its operators. The end gets known to its sources first,
 * then to whoever waits for it, then to those who like to be told. Thread-safe.
 */
final class JobLife {

    private final JobObjects objects;

    /** Completes when the first attempt has opened that does. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    /** Whether whoever starts the job waits for that. */
    private volatile boolean awaited;

    /** Ahead of the others, so that sources know it whatever those do who wait. */
    private final CompletableFuture<JobState> over = new CompletableFuture<>();

    private final CompletableFuture<JobState> end = new CompletableFuture<>();

    /** Behind the others: whoever waits for a future may have to run what depends on it. */
    private final CompletableFuture<JobState> told = new CompletableFuture<>();

    JobLife(JobObjects objects) {
        this.objects = objects;
    }

    JobObjects objects() {
        return objects;
    }

    /** Somebody goes on to {@link #awaitOpen}. */
    void willBeAwaited() {
        awaited = true;
    }

    /** Returns whether somebody has waited for it. */
    boolean opened() {
        boolean wasAwaited = awaited;
        opened.complete(null);
        return wasAwaited;
    }

    boolean hasOpened() {
        return opened.isDone();
    }

    /** Whether it is still to be seen whether the job can run. */
    boolean isOpening() {
        return !opened.isDone() && !end.isDone();
    }

    /** Whether what keeps the job from opening is told to whoever starts it, and so to nobody else. */
    boolean isToldByStart() {
        return awaited && !opened.isDone();
    }

    /**
     * Waits until the job has opened, or has ended before that.
     *
     * @return whether it has opened in time
     */
    boolean awaitOpen(Duration patience) throws InterruptedException {
        try {
            CompletableFuture.anyOf(opened, end).get(Times.nanos(patience), TimeUnit.NANOSECONDS);
            return opened.isDone();
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** Whoever has waited goes on: the log is told from now on. */
    void isAwaitedNoMore() {
        awaited = false;
    }

    /** The sources know that it is over. */
    void over(JobState last) {
        over.complete(last);
    }

    boolean isOver() {
        return over.isDone();
    }

    void end(JobState last) {
        end.complete(last);
        told.complete(last);
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** The end for sources; the same for all attempts. */
    CompletionStage<JobState> endForSources() {
        return over;
    }

    /** The end, only to be waited for. */
    CompletableFuture<JobState> end() {
        return end;
    }

    /** The end for all who like to be told. */
    CompletionStage<JobState> endToTell() {
        return told.minimalCompletionStage();
    }
}
