package io.millrace.runtime.snapshot;

import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.SnapshotInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The snapshots that users have asked for. Confined to the coordinator's thread. */
final class SnapshotRequests {

    private final List<Request> waiting = new ArrayList<>();

    /**
     * Who waits for a snapshot.
     *
     * @param name what it is to be called, or null
     */
    private record Request(String name, CompletableFuture<SnapshotInfo> answer) {}

    void add(String name, CompletableFuture<SnapshotInfo> answer) {
        waiting.add(new Request(name, answer));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What the next snapshot is to be called, or null. */
    String nextName() {
        return waiting.stream()
                .map(Request::name)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Takes those that a snapshot of that name serves. */
    List<CompletableFuture<SnapshotInfo>> take(String name) {
        List<Request> served = waiting.stream()
                .filter(request -> request.name() == null || request.name().equals(name))
                .toList();
        waiting.removeAll(served);
        return served.stream().map(Request::answer).toList();
    }

    void refuse(SnapshotFailedException reason) {
        waiting.forEach(request -> request.answer().completeExceptionally(reason));
        waiting.clear();
    }
}
