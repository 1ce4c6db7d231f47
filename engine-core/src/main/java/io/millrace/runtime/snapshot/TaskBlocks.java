package io.millrace.runtime.snapshot;

import io.millrace.state.store.BlockSink;
import java.util.concurrent.atomic.AtomicLong;

/** Hands the blocks of a task's file over to the coordinator, and knows how many of them wait to be written. */
final class TaskBlocks implements BlockSink {

    private final SnapshotCoordinator coordinator;
    private final SnapshotParticipant task;
    private final long snapshot;
    private final AtomicLong pending = new AtomicLong();

    TaskBlocks(SnapshotCoordinator coordinator, SnapshotParticipant task, long snapshot) {
        this.coordinator = coordinator;
        this.task = task;
        this.snapshot = snapshot;
    }

    @Override
    public void accept(byte[] bytes, int length) {
        pending.addAndGet(length);
        coordinator.tell(() -> write(bytes, length));
    }

    private void write(byte[] bytes, int length) {
        coordinator.block(task, snapshot, bytes, length);
        pending.addAndGet(-length);
        task.wake();
    }

    @Override
    public long pendingBytes() {
        return pending.get();
    }
}
