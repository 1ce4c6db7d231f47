package io.millrace;

import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Health;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.KeyState;
import io.millrace.metrics.Ledger;
import io.millrace.runtime.explain.Explainer;
import io.millrace.runtime.explain.KeyLook;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.StackSamples;
import io.millrace.runtime.job.StallWatch;
import io.millrace.runtime.job.Supervisor;
import io.millrace.state.log.SafeText;
import java.time.Duration;
import java.util.Optional;

/** Looks how a job gets on. Thread-safe. */
final class JobLook {

    private static final String ELSEWHERE = "ask from a thread of your own";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(10);

    private final Supervisor job;
    private final JobWaiter waiter;
    private final StallWatch stalls;

    JobLook(Supervisor job, JobWaiter waiter, StallWatch stalls) {
        this.job = job;
        this.waiter = waiter;
        this.stalls = stalls;
    }

    /** Why a window of a key has not fired. */
    Explanation explain(String window, Object key) {
        waiter.checkMayWait("explain()", ELSEWHERE);
        try {
            return job.attempt().explainer(Explainer.Asker.patient(PATIENCE)).explain(window, key);
        } catch (InterruptedException e) {
            throw waiter.interrupted(e);
        }
    }

    /** What an operator keeps of a key. */
    KeyState keyState(String operator, Object key) {
        waiter.checkMayWait("keyState()", ELSEWHERE);
        try {
            return job.attempt()
                    .observer()
                    .keyLook(KeyLook.Asker.patient(PATIENCE))
                    .look(operator, key);
        } catch (InterruptedException e) {
            throw waiter.interrupted(e);
        }
    }

    /** Where each event has gone. */
    Ledger ledger() {
        waiter.checkMayWait("ledger()", ELSEWHERE);
        try {
            return job.attempt().observer().ledger(PATIENCE.dividedBy(3));
        } catch (InterruptedException e) {
            throw waiter.interrupted(e);
        }
    }

    /** What holds it up, of a while from now. */
    Optional<Bottleneck> bottleneck(Duration within) {
        waiter.checkMayWait("bottleneck()", ELSEWHERE);
        JobMetrics before = job.metrics(AttemptObserver::measured);
        StackSamples samples = new StackSamples();
        Duration left = within.isNegative() ? Duration.ZERO : within;
        do {
            job.attempt().observer().sample(samples);
            left = left.minus(BETWEEN_SAMPLES);
        } while (!waiter.await(job.end(), BETWEEN_SAMPLES, () -> {}) && !left.isNegative());
        return samples.bottleneck(job.metrics(AttemptObserver::measured).since(before));
    }

    /** Whether it does its work. One that has ended as it was told to, or since there is no more to do, is well. */
    Health health() {
        String name = "job '" + job.name() + "' ";
        return switch (job.state()) {
            case FAILED, FAILING -> Health.notReady(name + "has failed: " + SafeText.of(job.failure()));
            case RESTARTING ->
                Health.notReady(name + "starts again, since it has failed: " + SafeText.of(job.failure()));
            case RUNNING, STOPPING -> healthOfRunning(name);
            case FINISHED, CANCELLING, CANCELLED -> Health.WELL;
        };
    }

    private Health healthOfRunning(String name) {
        return job.isOpening()
                ? Health.notReady(name + "is starting: not all of it has opened yet")
                : stalls.stall()
                        .map(reason -> stalled(name + "stands still: " + reason.text(), reason.hangs()))
                        .orElse(Health.WELL);
    }

    /** Whoever waits for others would do so in another process, too. */
    private static Health stalled(String text, boolean hangs) {
        return hangs ? Health.dead(text) : Health.notReady(text);
    }
}
