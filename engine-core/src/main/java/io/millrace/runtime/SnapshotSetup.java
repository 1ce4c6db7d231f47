package io.millrace.runtime;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;

/**
 * How an attempt takes snapshots, and what it goes on from.
 *
 * @param options what the user wants
 * @param store open until the attempt is over
 * @param restored the snapshot to go on from, or null
 * @param nextId the number of the first snapshot
 * @param meter counts
 */
record SnapshotSetup(Snapshots options, SnapshotStore store, Manifest restored, long nextId, SnapshotMeter meter) {

    RestorePlan plan() {
        return restored == null ? RestorePlan.NOTHING : new RestorePlan(restored, store.placeOf(restored));
    }

    /** Whether there is nothing left to do but to commit what may not have been committed. */
    boolean isComplete() {
        return restored != null && restored.complete();
    }
}
