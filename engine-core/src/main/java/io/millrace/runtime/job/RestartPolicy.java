package io.millrace.runtime.job;

import io.millrace.operator.OperatorException;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Restart.PoisonEventException;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;

/** Counts the attempts at a job, and decides whether another one follows. Thread-safe. */
final class RestartPolicy {

    /** An event that fails the same operator so often fails it always. */
    private static final int POISONOUS = 3;

    private final Restart restart;
    private final Clock clock;
    private int begun;
    private int inARow;
    private long begunNanos;
    private boolean ownSnapshot;
    private String culprit;
    private int sameCulprit;
    private PoisonEventException poison;

    RestartPolicy(Restart restart, Clock clock) {
        this.restart = restart;
        this.clock = clock;
    }

    synchronized void begin() {
        begun++;
        begunNanos = clock.nanos();
    }

    /** How many have begun. */
    synchronized int begun() {
        return begun;
    }

    /** Whether a snapshot of this job has become complete, so that the latest one is the one to go on from. */
    synchronized boolean hasOwnSnapshot() {
        return ownSnapshot;
    }

    /**
     * Decides once per attempt, when it has failed.
     *
     * @param snapshots how many have become complete in all attempts
     */
    synchronized boolean mayFollow(Throwable failure, long snapshots) {
        ownSnapshot |= snapshots > 0;
        if (clock.nanos() - begunNanos >= Times.nanos(restart.healthyAfter())) {
            inARow = 0;
        }
        String blamed = culpritOf(failure);
        sameCulprit = blamed != null && blamed.equals(culprit) ? sameCulprit + 1 : 1;
        culprit = blamed;
        if (restart.attempts() > 0 && culprit != null && sameCulprit >= POISONOUS) {
            poison = new PoisonEventException(sameCulprit, (OperatorException) failure);
            return false;
        }
        return ++inARow <= restart.attempts();
    }

    /** How many failures there have been in a row. */
    synchronized int inARow() {
        return inARow;
    }

    /** The delay before the next attempt. */
    synchronized Duration delay() {
        return restart.delay(inARow);
    }

    /** What to tell of a failure: of one that came again and again, that it did. */
    synchronized Throwable verdictOn(Throwable failure) {
        return poison != null && poison.getCause() == failure ? poison : failure;
    }

    /** The operator and event that a failure is about, or null. */
    private static String culpritOf(Throwable failure) {
        return failure instanceof OperatorException known && known.isAboutEvent() ? known.getMessage() : null;
    }
}
