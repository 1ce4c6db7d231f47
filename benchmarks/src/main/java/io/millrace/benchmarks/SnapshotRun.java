package io.millrace.benchmarks;

import io.millrace.benchmarks.snapshot.SnapshotCosts;
import java.io.IOException;

/** What snapshots cost a whole job: see {@link SnapshotCosts}. */
public final class SnapshotRun {

    private SnapshotRun() {}

    public static void main(String[] arguments) throws IOException {
        SnapshotCosts.run(arguments);
    }
}
