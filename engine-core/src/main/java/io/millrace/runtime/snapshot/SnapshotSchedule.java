package io.millrace.runtime.snapshot;

import io.millrace.runtime.schedule.Unit;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When the next snapshot is due: each interval, when all sources have ended, and once more when all data have been worked off, which is the last one and is tried again
 * when it fails. Confined to the coordinator's thread.
 */
final class SnapshotSchedule {

    private static final int LAST_ATTEMPTS = 5;
    private static final Duration LAST_PAUSE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Optional<Duration> interval;
    private int sourcesRunning;
    private boolean inputComplete = true;

    /** The tasks in which an operator is not done with the end of the data. */
    private final Set<SnapshotParticipant> holdingEnd = new HashSet<>();

    /** Whether a snapshot has been begun since all sources have ended. */
    private boolean begunBehindEnd;

    private long nextDueNanos;
    private int lastFailures;

    /** The last snapshot is complete, so that only commits are left. */
    private boolean hasLast;

    /** @param interval empty when they are only taken on demand, and at the end */
    SnapshotSchedule(Clock clock, Optional<Duration> interval) {
        this.clock = clock;
        this.interval = interval;
    }

    void expect(List<? extends SnapshotParticipant> tasks) {
        sourcesRunning =
                (int) tasks.stream().filter(SnapshotParticipant::isSource).count();
    }

    void sourceEnded(boolean complete) {
        sourcesRunning--;
        inputComplete &= complete;
    }

    void endHeld(SnapshotParticipant task, boolean held) {
        if (held) {
            holdingEnd.add(task);
        } else {
            holdingEnd.remove(task);
        }
    }

    /** Whether all sources have come to the end of their data, and were not told to end. */
    boolean isInputComplete() {
        return inputComplete;
    }

    /** Whether all data have been worked off, or are about to be. */
    boolean isBehindEnd() {
        return sourcesRunning == 0 && holdingEnd.isEmpty();
    }

    /** Time counts from now on. */
    void begin() {
        nextDueNanos = Times.after(clock.nanos(), interval.orElse(LAST_PAUSE));
    }

    /** A snapshot has begun. */
    void begun() {
        begin();
        begunBehindEnd = sourcesRunning == 0;
    }

    /** @param asked whether somebody waits for one */
    boolean isDue(boolean asked) {
        boolean timeHasCome = clock.nanos() - nextDueNanos >= 0;
        if (isBehindEnd()) {
            return lastFailures == 0 || timeHasCome;
        }
        boolean endedNow = sourcesRunning == 0 && !begunBehindEnd;
        return endedNow || asked || (interval.isPresent() && timeHasCome);
    }

    /** The last snapshot has failed; returns how often by now. */
    int lastFailed() {
        Duration pause = interval.filter(each -> each.compareTo(LAST_PAUSE) < 0).orElse(LAST_PAUSE);
        nextDueNanos = Times.after(clock.nanos(), pause);
        return ++lastFailures;
    }

    /** Whether the last snapshot is not tried again. */
    boolean isLastGivenUp() {
        return lastFailures >= LAST_ATTEMPTS;
    }

    void lastIsComplete() {
        hasLast = true;
    }

    /** Whether no snapshot follows. */
    boolean isOver() {
        return hasLast;
    }

    long nanosToNext() {
        boolean timed = !hasLast && (interval.isPresent() || lastFailures > 0);
        return timed ? Math.max(0, nextDueNanos - clock.nanos()) : Unit.NO_DEADLINE;
    }
}
