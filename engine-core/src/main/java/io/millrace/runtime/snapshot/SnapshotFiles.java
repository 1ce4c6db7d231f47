package io.millrace.runtime.snapshot;

import io.millrace.runtime.JobContext;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.function.Supplier;

/**
 * Looks after the files of snapshots: those that the next one is added to have to be there, and those that nobody needs go.
 * What fails is told, and not thrown. Confined to the coordinator's thread.
 */
final class SnapshotFiles {

    private final JobContext job;
    private final SnapshotSetup setup;
    private final SnapshotStore store;
    private final FileChains chains = new FileChains();

    private volatile long oldest;

    /** Whether anybody wants to know which snapshot is the oldest: else nobody looks for it behind each one. */
    private volatile boolean isAsked;

    /** Whether files may be left that could not be deleted. */
    private boolean hasLeftovers;

    SnapshotFiles(JobContext job, SnapshotSetup setup) {
        this.job = job;
        this.setup = setup;
        store = setup.store();
    }

    FileChains chains() {
        return chains;
    }

    /** A snapshot is about to begin; returns whether it can be added to earlier ones, where tasks would do so. */
    boolean canBeAddedTo() {
        if (hasLeftovers) {
            discard();
        }
        try {
            for (FileRef file : chains.files()) {
                if (!store.has(file)) {
                    breakOff(file);
                    return false;
                }
            }
        } catch (IOException e) {
            warn(
                    "chains",
                    () -> "job " + job.name() + ": it cannot be told whether the files of earlier snapshots are"
                            + " still there: " + SafeText.message(e));
        }
        return true;
    }

    /** Nobody could restore the sum. */
    private void breakOff(FileRef lost) {
        chains.breakOff();
        setup.meter().chainBroken();
        warn(
                "chains",
                () -> "job " + job.name() + ": file " + lost.name() + " of snapshot " + lost.snapshot()
                        + " is no longer among " + setup.where()
                        + " as it was written, so that no snapshot that needs"
                        + " it can be restored. The next one is a whole one. Leave the directory to the job while it runs");
    }

    /** Deletes what failed snapshots have left. */
    void discard() {
        try {
            store.discard();
            hasLeftovers = false;
        } catch (Exception e) {
            hasLeftovers = true;
            warn(
                    "discard",
                    () -> "job " + job.name() + ": what failed snapshots have left beside " + setup.where()
                            + " cannot be deleted, which is tried again: " + SafeText.message(e));
        }
    }

    /** Deletes old snapshots. */
    void retain() {
        try {
            store.retain(setup.options().kept());
        } catch (Exception e) {
            warn("retain", () -> "job " + job.name() + ": old snapshots cannot be deleted: " + SafeText.message(e));
        }
        if (isAsked) {
            look();
        }
    }

    /** From any thread: the oldest snapshot that there is, 0 for none or when that cannot be told. */
    long oldest() {
        isAsked = true;
        return oldest;
    }

    /** Finds out which snapshots there are. */
    void look() {
        try {
            oldest = store.oldest();
        } catch (Exception e) {
            oldest = 0;
            warn("look", () -> "job " + job.name() + ": its snapshots cannot be listed: " + SafeText.message(e));
        }
    }

    private void warn(String place, Supplier<String> message) {
        job.warnings().at(place).log(Logger.Level.WARNING, message);
    }
}
