package io.millrace.benchmarks;

import io.millrace.benchmarks.snapshot.HostedPauses;

/** For how long snapshots stop a task that another runtime drives: see {@link HostedPauses}. */
public final class HostedSnapshotRun {

    private HostedSnapshotRun() {}

    public static void main(String[] arguments) {
        HostedPauses.run(arguments);
    }
}
