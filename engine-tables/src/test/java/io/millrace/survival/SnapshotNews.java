package io.millrace.survival;

/** What one instance is told of snapshots, and whether that may be. */
final class SnapshotNews {

    private final Mishaps mishaps;
    private final String who;
    private long begun;
    private long told;
    private long lastPosition;
    private boolean closed;

    SnapshotNews(Mishaps mishaps, String who) {
        this.mishaps = mishaps;
        this.who = who;
    }

    /** Its part has been asked for. */
    void begun(long snapshot) {
        blame(snapshot <= begun, "was asked twice for", snapshot);
        begun = snapshot;
    }

    void complete(long snapshot) {
        blame(begun == 0 ? told != 0 : snapshot > begun, "was told complete without a part in it", snapshot);
        told(snapshot);
    }

    /** As {@link #complete}, of what is not told which snapshot it is asked for. */
    void completeOf(long snapshot) {
        told(snapshot);
    }

    /** As {@link #complete}, of a reader, which is told its position. */
    void completeOf(long snapshot, Object position, long now) {
        long at = position == null ? 0 : (Long) position;
        blame(at < lastPosition || at > now, "was told position " + position + " at " + now + " of", snapshot);
        lastPosition = at;
        told(snapshot);
    }

    void aborted(long snapshot) {
        told(snapshot);
    }

    void closed() {
        closed = true;
    }

    private void told(long snapshot) {
        blame(closed, "had closed when told of", snapshot);
        blame(snapshot <= told, "was told twice, or late, of", snapshot);
        told = snapshot;
        mishaps.at(Hook.SNAPSHOT_TOLD);
    }

    private void blame(boolean isWrong, String what, long snapshot) {
        if (isWrong) {
            mishaps.blame(who + " " + what + " snapshot " + snapshot);
        }
    }
}
