package io.millrace.runtime.snapshot;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.util.Optional;

/**
 * How an attempt takes snapshots, and what it goes on from.
 *
 * @param options what the user wants
 * @param store open until the attempt is over
 * @param restored the snapshot to go on from, if there is one
 * @param attempt the number of the attempt
 * @param nextId the number of the first snapshot
 * @param meter counts
 */
public record SnapshotSetup(
        Snapshots options,
        SnapshotStore store,
        Optional<Manifest> restored,
        int attempt,
        long nextId,
        SnapshotMeter meter) {

    public RestorePlan plan() {
        return restored.map(manifest -> new RestorePlan(manifest, store.placeOf(manifest)))
                .orElse(RestorePlan.NOTHING);
    }

    /** What messages call the snapshots. */
    public String where() {
        return "the " + options.where();
    }

    /** Whether there is nothing left to do but to commit what may not have been committed. */
    public boolean isComplete() {
        return restored.map(Manifest::complete).orElse(false);
    }
}
