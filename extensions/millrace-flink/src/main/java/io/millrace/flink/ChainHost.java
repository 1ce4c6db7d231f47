package io.millrace.flink;

import io.millrace.host.Host;
import io.millrace.operator.Batch;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;

/** What Flink offers to a task: whatever leaves it goes to the exits behind it, one by one, and waits there while there is no room. */
abstract class ChainHost implements Host {

    private final Leaving leaving = new Leaving();
    private final boolean snapshots;

    ChainHost(boolean snapshots) {
        this.snapshots = snapshots;
    }

    /** Hands something to all exits, which is used again when this returns. */
    abstract void leave(Leaving leaves);

    /** What its sinks have prepared for a snapshot leaves by an exit of its own, behind all others. */
    void leavePrepared(int exit, long snapshot, byte[] prepared) {
        leave(leaving.row(exit, prepared, snapshot, 0));
    }

    @Override
    public void rows(int exit, Batch<Object> rows) {
        for (int row = 0, size = rows.size(); row < size; row++) {
            leave(leaving.row(exit, rows.value(row), rows.timestamp(row), rows.hash(row)));
        }
    }

    @Override
    public void watermark(int exit, long timestamp) {
        leave(leaving.watermark(exit, timestamp));
    }

    @Override
    public void idle(int exit) {
        leave(leaving.idle(exit));
    }

    @Override
    public void active(int exit) {
        leave(leaving.active(exit));
    }

    /** Flink tells it, when the whole task has ended. */
    @Override
    public void endOfData(int exit) {}

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public boolean takesSnapshots() {
        return snapshots;
    }

    @Override
    public Clock clock() {
        return SystemClock.INSTANCE;
    }
}
