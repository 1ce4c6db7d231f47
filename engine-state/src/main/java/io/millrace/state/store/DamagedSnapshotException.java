package io.millrace.state.store;

import java.io.IOException;

/** Says which file of a snapshot is not what was written, where, and what can be done. */
public final class DamagedSnapshotException extends IOException {

    DamagedSnapshotException(Object file, long snapshot, String damage) {
        this(file, snapshot, damage, null);
    }

    DamagedSnapshotException(Object file, long snapshot, String damage, Exception cause) {
        super(
                file + " is damaged: " + damage + ". Restore a backup of it; or move the directories of snapshot "
                        + snapshot + " and of all later ones away, so that the job starts from an older one"
                        + " and repeats what it has done since",
                cause);
    }
}
