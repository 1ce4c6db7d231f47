package io.millrace.host;

import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest.Part;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The part of a task in a snapshot, see {@link HostedTask#snapshot}. Used by the thread that drives the task, until that is told
 * {@linkplain HostedTask#endSnapshot what became} of the snapshot. A {@link SnapshotFailedException} says that the task cannot
 * give its part, and goes on; the snapshot is to be ended as void.
 */
public final class HostedSnapshot {

    private final HostedTask task;
    private final long number;
    private final HostedSnapshots snapshots;
    private final HostCollector collector;

    HostedSnapshot(HostedTask task, long number, HostedSnapshots snapshots) {
        this.task = task;
        this.number = number;
        this.snapshots = snapshots;
        collector = snapshots.collector();
    }

    /**
     * Which snapshot it belongs to.
     *
     * @return its number
     */
    public long number() {
        return number;
    }

    /**
     * Has the barrier go on. While it has not passed, because something goes before it that there is no room for, or that waits
     * for a wake, this is to be called again. Then the host sends the barrier on: what has left the task by now is before it.
     *
     * @return whether it has passed
     * @throws SnapshotFailedException when the task cannot give its part
     */
    public boolean passes() {
        checkInFlight();
        return snapshots.pass();
    }

    /**
     * What the task has besides keyed state, once the barrier has passed: to be kept with the snapshot, and given to all tasks of
     * its name when they go on from there.
     *
     * @return bytes with a checksum
     */
    public byte[] parts() {
        return bytes(collector.parts(), collector.reached());
    }

    /**
     * What transactional sinks in the task have prepared, once the barrier has passed: for {@link HostedCommitter#commit}, when
     * the snapshot is complete.
     *
     * @return bytes with a checksum
     */
    public byte[] prepared() {
        checkPassed();
        try {
            return bytes(snapshots.commits().upTo(number, task.subtask()), Map.of());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Writes some of the keyed state as it was when the barrier passed; to be called between rows until it is done.
     *
     * @return whether all is written, and the streams are closed
     * @throws SnapshotFailedException when it cannot be written
     */
    public boolean write() {
        checkPassed();
        if (!collector.isWritten()) {
            snapshots.write();
        }
        return collector.isWritten();
    }

    private byte[] bytes(List<Part> parts, Map<String, Long> reached) {
        checkPassed();
        try {
            return HostedState.bytes(task.planned(), task.subtask(), number, parts, reached);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void checkInFlight() {
        if (collector.snapshot() != number) {
            throw new IllegalStateException("snapshot " + number + " of task " + task + " is over");
        }
    }

    private void checkPassed() {
        checkInFlight();
        if (!collector.hasPassed() || snapshots.isPassing()) {
            throw new IllegalStateException("the barrier of snapshot " + number + " has not passed task " + task
                    + ": call passes() until it returns true");
        }
    }

    private SnapshotFailedException failed(IOException e) {
        return new SnapshotFailedException(
                "task " + task + " cannot give its part of snapshot " + number + ": " + SafeText.message(e), e);
    }
}
