package io.millrace.state.store;

import io.millrace.state.log.SafeText;
import java.io.EOFException;
import java.io.IOException;

/** Says which file of a snapshot is not what was written, where, and what can be done. */
public final class DamagedSnapshotException extends IOException {

    /**
     * A part of a snapshot cannot be.
     *
     * @param place the file, and where in it
     * @param snapshot the number of the snapshot that wrote it
     * @param damage what is wrong, without a full stop
     * @param cause why, or null
     */
    public static DamagedSnapshotException at(String place, long snapshot, String damage, Throwable cause) {
        return new DamagedSnapshotException(place, snapshot, damage, cause);
    }

    /**
     * A value in a snapshot cannot be read: because its type has changed, or because it is damaged.
     *
     * @param place the file, and where in it
     * @param snapshot the number of the snapshot that wrote it
     * @param problem what cannot be read, as what, and why, without a full stop
     * @param cause why
     */
    public static DamagedSnapshotException unreadable(String place, long snapshot, String problem, Throwable cause) {
        return new DamagedSnapshotException(
                place + ": " + problem
                        + ". If its type is as it was when that was written, the file is damaged: restore a"
                        + " backup of it; or move the directories of snapshot " + snapshot
                        + " and of all later ones away,"
                        + " so that the job starts from an older one and repeats what it has done since",
                cause);
    }

    /**
     * Why something failed, in as few words as it has.
     *
     * @param cause what was thrown
     */
    public static String reason(Throwable cause) {
        if (cause instanceof StackOverflowError) {
            return "it is nested too deeply";
        }
        if (cause instanceof OutOfMemoryError) {
            return "it needs more memory than this program has";
        }
        if (cause instanceof EOFException) {
            return "it ends too early";
        }
        return cause instanceof IOException ? SafeText.message(cause) : SafeText.of(cause);
    }

    private DamagedSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }

    DamagedSnapshotException(Object file, long snapshot, String damage) {
        this(file, snapshot, damage, null);
    }

    DamagedSnapshotException(Object file, long snapshot, String damage, Throwable cause) {
        this(
                file + " is damaged: " + damage + ". Restore a backup of it; or move the directories of snapshot "
                        + snapshot + " and of all later ones away, so that the job starts from an older one"
                        + " and repeats what it has done since",
                cause);
    }
}
