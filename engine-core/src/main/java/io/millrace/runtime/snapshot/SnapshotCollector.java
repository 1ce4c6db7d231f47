package io.millrace.runtime.snapshot;

import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.RecordFiles;
import java.util.List;
import java.util.Map;

/** Takes the parts of snapshots that tasks give. Each method may be called by the thread of any task. */
public interface SnapshotCollector {

    /** What a task writes its keyed state to. */
    RecordFiles filesOf(SnapshotParticipant task, long snapshot);

    /**
     * A barrier has passed a task; {@link #acknowledge} follows, or {@link #decline}.
     *
     * @param parts what is not keyed
     * @param reached the operators with keyed state, and how far event time has come for each: for the key group that is
     *     ahead of the others
     */
    default void passed(SnapshotParticipant task, long snapshot, List<Part> parts, Map<String, Long> reached) {}

    /** A task has given its part. */
    void acknowledge(TaskAck ack);

    /** A task cannot give its part, which fails the snapshot. */
    void decline(SnapshotParticipant task, long snapshot, Throwable reason);

    /** A task has an operator that is not done with the end of the data, or has none any more. */
    void endHeld(SnapshotParticipant task, boolean held);

    /**
     * A task has ended what a barrier has to wait for: its source.
     *
     * @param complete whether nothing is left to be read by a later run
     */
    void sourceEnded(boolean complete);

    /**
     * What a task has given to a snapshot.
     *
     * @param parts what is not keyed
     * @param operators the stages with keyed state, which is in the task's file; no file when there is none
     * @param whole whether the file has everything, and not only changes
     * @param bytes the length of what is in the file
     * @param holdsEnd whether the data have ended for it, and an operator was not done with that
     */
    record TaskAck(
            SnapshotParticipant task,
            long snapshot,
            List<Part> parts,
            List<String> operators,
            boolean whole,
            long bytes,
            boolean holdsEnd) {}
}
