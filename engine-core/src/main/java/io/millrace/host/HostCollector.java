package io.millrace.host;

import io.millrace.runtime.snapshot.SnapshotCollector;
import io.millrace.runtime.snapshot.SnapshotCollector.TaskAck;
import io.millrace.runtime.snapshot.SnapshotParticipant;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.RecordFiles;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Takes what one task gives to the snapshot that is in flight. Confined to its thread. */
final class HostCollector implements SnapshotCollector {

    private static final long NONE = 0;

    private final String task;
    private long snapshot = NONE;
    private GroupFiles files;
    private List<Part> parts;
    private Map<String, Long> reached;
    private boolean written;
    private Throwable reason;
    private boolean sourceEnded;

    HostCollector(String task) {
        this.task = task;
    }

    void begin(long newSnapshot, IntFunction<? extends OutputStream> groups) {
        snapshot = newSnapshot;
        files = new GroupFiles(groups);
        parts = null;
        written = false;
        reason = null;
    }

    void end() {
        abandon();
        snapshot = NONE;
        files = null;
        parts = null;
    }

    /** What is not written is not going to be. */
    void abandon() {
        if (files != null && !written) {
            files.abandon();
        }
    }

    /** The one in flight, or 0. */
    long snapshot() {
        return snapshot;
    }

    boolean hasPassed() {
        return parts != null;
    }

    /** Whether the barrier has neither passed, nor is it known that the task cannot give its part. */
    boolean isPassing() {
        return parts == null && reason == null;
    }

    boolean isWritten() {
        return written;
    }

    List<Part> parts() {
        return parts;
    }

    Map<String, Long> reached() {
        return reached;
    }

    boolean hasSourceEnded() {
        return sourceEnded;
    }

    /** Throws why the task cannot give its part, if it cannot. */
    void throwFailure() {
        if (reason != null) {
            Throwable cause = reason;
            long failed = snapshot;
            end();
            reason = null;
            throw new SnapshotFailedException(
                    "task '" + task + "' cannot give its part of snapshot " + failed + ": " + SafeText.message(cause),
                    cause);
        }
    }

    @Override
    public RecordFiles filesOf(SnapshotParticipant participant, long ofSnapshot) {
        return files.records();
    }

    @Override
    public void passed(
            SnapshotParticipant participant, long ofSnapshot, List<Part> notKeyed, Map<String, Long> operators) {
        parts = notKeyed;
        reached = operators;
    }

    @Override
    public void acknowledge(TaskAck ack) {
        files.finish();
        if (files.failure() == null) {
            written = true;
        } else {
            reason = files.failure();
            files.abandon();
        }
    }

    @Override
    public void decline(SnapshotParticipant participant, long ofSnapshot, Throwable why) {
        reason = why;
    }

    @Override
    public void endHeld(SnapshotParticipant participant, boolean held) {}

    @Override
    public void sourceEnded(boolean complete) {
        sourceEnded = true;
    }
}
