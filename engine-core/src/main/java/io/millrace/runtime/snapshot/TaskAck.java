package io.millrace.runtime.snapshot;

import io.millrace.state.store.Manifest.Part;
import java.util.List;

/**
 * What a task has given to a snapshot.
 *
 * @param parts what is not keyed
 * @param operators the stages with keyed state, which is in the task's file; no file when there is none
 * @param whole whether the file has everything, and not only changes
 * @param bytes the length of what is in the file
 * @param holdsEnd whether the data have ended for it, and an operator was not done with that
 */
public record TaskAck(
        SnapshotParticipant task,
        long snapshot,
        List<Part> parts,
        List<String> operators,
        boolean whole,
        long bytes,
        boolean holdsEnd) {}
