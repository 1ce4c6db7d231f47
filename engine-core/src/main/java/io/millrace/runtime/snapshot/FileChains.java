package io.millrace.runtime.snapshot;

import io.millrace.state.store.FileRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that make up the state of each task as of the latest complete snapshot. */
final class FileChains {

    private Map<SnapshotParticipant, List<FileRef>> complete = new HashMap<>();
    private Map<SnapshotParticipant, List<FileRef>> next = new HashMap<>();

    /** The chain of a task with one more file, which counts from {@link #advance} on. */
    List<FileRef> extend(SnapshotParticipant task, FileRef file, boolean whole) {
        if (!whole && !complete.containsKey(task)) {
            throw new IllegalStateException(
                    "task " + task.roleName() + " has given what has changed, and there is nothing to add it to");
        }
        List<FileRef> chain = whole ? new ArrayList<>() : new ArrayList<>(complete.getOrDefault(task, List.of()));
        chain.add(file);
        next.put(task, chain);
        return chain;
    }

    /** The snapshot that the chains were extended for is complete. */
    void advance() {
        complete = next;
        next = new HashMap<>();
    }

    /** All files that the next snapshot may be added to. */
    List<FileRef> files() {
        return complete.values().stream().flatMap(List::stream).toList();
    }

    /** Nothing can be added to what there is. */
    void breakOff() {
        complete = new HashMap<>();
    }

    /** It is not. */
    void forget() {
        next = new HashMap<>();
    }
}
