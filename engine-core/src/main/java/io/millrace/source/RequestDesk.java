package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.source.RequestFailedException.Reason;
import io.millrace.state.log.SafeText;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Where requests are asked, taken and answered, over all attempts of a job.
 *
 * <p>No request is forgotten. Who asks puts the question in, fences, and then looks whether the job goes on; whoever ends it says so first, and then fails all that are open: whoever
 * is second sees the first, and what is failed twice is failed once. So it is with the reader that is woken, and with the clock of a job that begins.
 */
final class RequestDesk<Q, A> {

    private enum Phase {
        /** No job has begun, and what is asked waits for one. */
        WAITING,
        /** A job runs, or waits to be started again. */
        RUNNING,
        /** The job was told to stop: nothing more is taken but what was asked before. */
        STOPPING,
        /** The job is over. */
        OVER
    }

    final OpenRequests<Q, A> open;
    final LongAdder refused = new LongAdder();
    final RequestTimeouts timeouts;
    private final Object lock = new Object();
    private volatile Phase phase = Phase.WAITING;

    /** Of the reader that is there, or null. */
    private volatile SourceContext reader;

    /** Of the latest reader of the latest job; null before the first one. */
    private volatile SourceContext latest;

    /** The one that is fed. */
    private final ReadingJob job = new ReadingJob();

    RequestDesk(int capacity) {
        open = new OpenRequests<>(capacity);
        timeouts = new RequestTimeouts(open::all, this::missing);
    }

    /** As {@link RequestSource#ask}; {@code timeout} null waits as long as it takes. */
    CompletableFuture<A> ask(Q question, Duration timeout) {
        if (isClosed()) {
            return refusal(endedBefore());
        }
        Asked<Q, A> asked = open.open(question, timeout, this::checkMayWait);
        if (asked == null && hasMadeRoom()) {
            asked = open.open(question, timeout, this::checkMayWait);
        }
        if (asked == null) {
            return refusal(full());
        }
        open.offer(asked);
        VarHandle.fullFence();
        SourceContext waiting = reader;
        if (waiting != null) {
            waiting.wake();
        }
        if (timeout != null) {
            timeouts.begin(asked, latest);
        }
        if (isClosed()) {
            withdraw(asked);
        }
        return asked;
    }

    /** While nobody takes anything, what is over keeps its place until somebody needs it. */
    private boolean hasMadeRoom() {
        synchronized (lock) {
            return reader == null && open.sweepIfAnyIsDone();
        }
    }

    private boolean isClosed() {
        Phase now = phase;
        return now == Phase.STOPPING || now == Phase.OVER;
    }

    /** It was asked while the job ended: what has been taken will be answered, unless the job is over. */
    private void withdraw(Asked<Q, A> asked) {
        asked.withdraw(endedBefore());
        if (phase == Phase.OVER) {
            fail(asked, latest, Reason.ENDED);
        }
    }

    private CompletableFuture<A> refusal(Throwable why) {
        refused.increment();
        return CompletableFuture.failedFuture(why);
    }

    private RequestFailedException full() {
        int over = open.doneUntaken();
        return new RequestFailedException(
                Reason.FULL,
                this + " has " + open.capacity()
                        + (over == 0
                                ? " open requests, which is as many as it may have: ask again when some are answered, or"
                                        + " make it with a larger capacity"
                                : " requests, which is as many as it may have; " + over
                                        + " of them are over, such as by their timeouts, and keep their places"
                                        + " until the pipeline, which is behind, has come by them: ask again then"),
                null);
    }

    private RequestFailedException endedBefore() {
        SourceContext of = latest;
        return new RequestFailedException(
                Reason.ENDED_BEFORE,
                this + " takes no more requests: its job "
                        + (phase == Phase.OVER ? "is over" : "has been told to stop"),
                of == null ? null : of.jobFailure());
    }

    private void checkMayWait() {
        SourceContext of = latest;
        if (of != null && of.onEngineThread()) {
            throw new IllegalStateException("an answer of " + this + " is waited for by the engine's thread '"
                    + Thread.currentThread().getName() + "', which would wait for itself: go on with thenAccept(...) or"
                    + " the like, or wait on a thread of your own");
        }
    }

    /** What is waited for when its time is over, for people. */
    private String missing(Asked<?, ?> asked) {
        if (asked.isTaken()) {
            return "the pipeline has taken it and has not answered yet; Job.metrics() tells which task is behind";
        }
        SourceContext of = latest;
        if (of == null || phase == Phase.WAITING) {
            return "no job has begun that would take it";
        }
        return reader == null
                ? "the job has failed and has not started again yet"
                : "the pipeline has not taken it yet: it is behind, or held back by what comes next";
    }

    /** The reader's side. */
    void open(SourceContext context) {
        synchronized (lock) {
            if (admit(context)) {
                phase = Phase.RUNNING;
                CompletionStage<Void> unused = context.jobEnd().thenAccept(state -> jobEnded(context, state));
            }
            latest = context;
            reader = context;
            CompletionStage<Void> unused = context.attemptEnd().thenRun(() -> tornDown(context));
        }
        VarHandle.fullFence();
        timeouts.begin(context);
    }

    private boolean admit(SourceContext context) {
        return job.admit(
                context,
                () -> "it is asked, as '" + name() + "', by job '" + latest.job()
                        + "', which has not ended; make one for each job with Sources.requests(capacity)",
                () -> "it feeds '" + name()
                        + "' of the same job already; read the stream of that twice, or make a source for each");
    }

    /** The attempt has failed or was cancelled: at once, whatever its tasks are at. */
    private void tornDown(SourceContext context) {
        if (context.jobRefused()) {
            return;
        }
        boolean goesOn = context.jobGoesOn();
        synchronized (lock) {
            // Its reader may have closed by now; another one has its own requests.
            if (!job.isThere() || latest != context) {
                return;
            }
            phase = goesOn ? phase : Phase.OVER;
        }
        Reason end = context.jobFailure() == null ? Reason.ENDED : Reason.FAILED;
        failAll(asked -> true, context, goesOn ? Reason.RESTARTED : end);
    }

    /** The reader's side: what it has taken since the attempt ended is not answered either. */
    void close(SourceContext context) {
        synchronized (lock) {
            if (reader == context) {
                reader = null;
                open.sweep();
            }
        }
        if (context.jobGoesOn()) {
            failAll(asked -> asked.isOf(context.attempt()), context, Reason.RESTARTED);
        }
    }

    private void jobEnded(SourceContext first, JobState state) {
        SourceContext last;
        synchronized (lock) {
            last = latest;
            job.leaves();
            reader = null;
            phase = first.jobRefused() ? Phase.WAITING : Phase.OVER;
            if (phase == Phase.WAITING) {
                timeouts.pause();
                latest = null;
            }
            open.sweep();
        }
        if (phase == Phase.OVER) {
            failAll(asked -> true, last, state == JobState.FAILED ? Reason.FAILED : Reason.ENDED);
        }
    }

    private void failAll(Predicate<Asked<Q, A>> which, SourceContext of, Reason reason) {
        // Those who are told may ask again.
        open.all().stream().filter(which).forEach(asked -> fail(asked, of, reason));
    }

    private void fail(Asked<Q, A> asked, SourceContext of, Reason reason) {
        Throwable failure = reason == Reason.ENDED ? null : of.jobFailure();
        String what = switch (reason) {
            case RESTARTED -> "failed, and starts again; ask again";
            case FAILED -> "failed";
            default -> "ended or was cancelled";
        };
        asked.completeExceptionally(new RequestFailedException(
                reason,
                "request " + asked.number() + " of " + this + " was open when job '" + of.job() + "' " + what
                        + (failure == null ? "" : ": " + SafeText.message(failure)),
                failure));
    }

    /** The reader's side: takes no more, and what was asked before is still to be taken. */
    void stop() {
        synchronized (lock) {
            if (phase == Phase.RUNNING) {
                phase = Phase.STOPPING;
            }
        }
    }

    /** Has whoever asked be told; false when nobody waits for that any more. */
    boolean answer(Answer<? extends A> answer) {
        RequestId request = answer.request();
        Asked<Q, A> asked = open.find(request.attempt(), request.number());
        if (asked == null) {
            return false;
        }
        return answer.refusal() == null
                ? asked.complete(answer.value())
                : asked.completeExceptionally(new RequestFailedException(Reason.REFUSED, answer.refusal(), null));
    }

    /** What the source is called in the job that it feeds, or null. */
    String name() {
        SourceContext of = latest;
        return of == null ? null : of.operator();
    }

    @Override
    public String toString() {
        String name = name();
        return name == null ? "this request source" : "source '" + name + "'";
    }
}
