package io.millrace.flink;

import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.state.table.KeyGroups;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;

/**
 * The part of a task in a checkpoint. At the barrier nothing keyed is written; then a portion between rows, into memory, and from there by a thread of
 * Flink's to where checkpoints are.
 */
final class CheckpointPart {

    /** What the stream of a group ends with that nothing was written for. */
    private static final int END = -1;

    /** Between the numbers of two checkpoints there is one more, for what is prepared at the end of the data. */
    private static final int NUMBERS = 2;

    private final long number;
    private final ByteArrayOutputStream[] groups = new ByteArrayOutputStream[KeyGroups.COUNT];
    private final CompletableFuture<ByteArrayOutputStream[]> written = new CompletableFuture<>();
    private HostedSnapshot snapshot;
    private byte[] parts;
    private Throwable failure;

    CheckpointPart(long number) {
        this.number = number;
    }

    /** The snapshot that a checkpoint is to the task. */
    static long numberOf(long checkpoint) {
        return NUMBERS * checkpoint;
    }

    long number() {
        return number;
    }

    /** Has the barrier come to the task, and pass; what cannot be given fails the checkpoint, not the task. */
    void pass(HostedTask task, TaskDriver driver) throws InterruptedException {
        try {
            snapshot = task.snapshot(number, this::stream);
            while (!written.isDone() && !snapshot.passes()) {
                driver.await();
            }
            if (written.isDone()) {
                // given up while it waited
                driver.settle(task.resume());
                return;
            }
            parts = snapshot.parts();
        } catch (SnapshotFailedException e) {
            fail(e);
        }
    }

    private ByteArrayOutputStream stream(int group) {
        groups[group] = new ByteArrayOutputStream();
        return groups[group];
    }

    /** Why there are no parts; null where there are. */
    Throwable failure() {
        return failure;
    }

    void fail(Throwable reason) {
        failure = reason;
        written.completeExceptionally(reason);
    }

    /** Whether there is more to be done for it by the task. */
    boolean isDone() {
        return written.isDone();
    }

    /** What the task has that is not keyed; null when it cannot be given. */
    byte[] parts() {
        return parts;
    }

    byte[] prepared() {
        return snapshot.prepared();
    }

    /** Writes a portion; returns whether that was the last. */
    boolean write() {
        if (written.isDone()) {
            return true;
        }
        try {
            if (snapshot.write()) {
                written.complete(groups);
            }
        } catch (SnapshotFailedException e) {
            fail(e);
        }
        return written.isDone();
    }

    /**
     * What a thread of Flink's does.
     *
     * @param range the groups of the task; null where it has no keyed state
     */
    RunnableFuture<SnapshotResult<KeyedStateHandle>> future(CheckpointStreamFactory factory, KeyGroupRange range) {
        return new FutureTask<>(() -> {
            ByteArrayOutputStream[] bytes = await();
            return range == null ? SnapshotResult.empty() : SnapshotResult.of(store(bytes, factory, range));
        });
    }

    private ByteArrayOutputStream[] await() throws Exception {
        try {
            return written.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static KeyedStateHandle store(
            ByteArrayOutputStream[] bytes, CheckpointStreamFactory factory, KeyGroupRange range) throws IOException {
        KeyGroupRangeOffsets offsets = new KeyGroupRangeOffsets(range);
        try (CheckpointStateOutputStream out =
                factory.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE)) {
            for (int group : range) {
                offsets.setKeyGroupOffset(group, out.getPos());
                if (bytes[group] == null) {
                    new DataOutputStream(out).writeInt(END);
                } else {
                    bytes[group].writeTo(out);
                }
            }
            return new KeyGroupsStateHandle(offsets, out.closeAndGetHandle());
        }
    }
}
