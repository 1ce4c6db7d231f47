package io.millrace.runtime.snapshot;

import io.millrace.runtime.flight.SnapshotFlight;
import io.millrace.runtime.snapshot.SnapshotCollector.TaskAck;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.state.store.BlockWriter;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.TaskFiles;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A snapshot that is being taken. Confined to the coordinator's thread. */
final class PendingSnapshot {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    final long id;
    final String name;

    /** Whether all input has been worked off, so that the job ends with it, as far as is known. */
    private boolean last;

    final long begunNanos;

    List<CompletableFuture<SnapshotInfo>> answers = List.of();
    SnapshotFlight flight;

    private final Instant begun;
    private final SnapshotStore store;
    private final List<SnapshotParticipant> tasks;
    private final Set<SnapshotParticipant> waiting;
    private final Map<SnapshotParticipant, BlockWriter> files = new HashMap<>();
    private final Map<SnapshotParticipant, FileRef> finished = new HashMap<>();
    private final List<TaskAck> acks = new ArrayList<>();
    private long bytes;

    PendingSnapshot(
            long id,
            String name,
            boolean last,
            long begunNanos,
            long begunMillis,
            List<SnapshotParticipant> tasks,
            SnapshotStore store) {
        this.id = id;
        this.name = name;
        this.last = last;
        this.begunNanos = begunNanos;
        this.begun = Instant.ofEpochMilli(begunMillis);
        this.tasks = tasks;
        this.store = store;
        waiting = new LinkedHashSet<>(tasks);
    }

    boolean isLast() {
        return last;
    }

    void write(SnapshotParticipant task, byte[] block, int length) throws IOException {
        fileOf(task).write(block, length);
    }

    private BlockWriter fileOf(SnapshotParticipant task) throws IOException {
        BlockWriter file = files.get(task);
        if (file == null) {
            file = store.create(id, "task-" + tasks.indexOf(task));
            files.put(task, file);
        }
        return file;
    }

    /** A task has given all it has; returns whether that was the last one. */
    boolean acknowledge(TaskAck ack) throws IOException {
        if (!waiting.remove(ack.task())) {
            return false;
        }
        acks.add(ack);
        last &= !ack.holdsEnd();
        if (!ack.operators().isEmpty()) {
            FileRef file = fileOf(ack.task()).finish();
            finished.put(ack.task(), file);
            bytes += file.bytes();
        }
        return waiting.isEmpty();
    }

    Manifest manifest(String job, Map<String, String> labels, boolean complete, FileChains chains) {
        List<Part> parts = new ArrayList<>();
        List<TaskFiles> chainsOfTasks = new ArrayList<>();
        for (TaskAck ack : acks) {
            parts.addAll(ack.parts());
            FileRef file = finished.get(ack.task());
            if (file != null) {
                List<FileRef> chain = chains.extend(ack.task(), file, ack.whole());
                chainsOfTasks.add(new TaskFiles(
                        ack.operators(), ack.task().subtask(), ack.task().parallelism(), chain));
            }
        }
        return new Manifest(id, name, job, labels, begun, complete, parts, chainsOfTasks);
    }

    /** How long the files are that were written for it. */
    long bytes() {
        return bytes;
    }

    List<String> waitingFor() {
        return waiting.stream().map(SnapshotParticipant::roleName).toList();
    }

    /** Closes the files that have not been finished. */
    void close() {
        for (BlockWriter file : files.values()) {
            try {
                file.close();
            } catch (IOException | RuntimeException e) {
                LOG.log(Logger.Level.DEBUG, "a file of snapshot {0}, which is given up, cannot be closed: {1}", id, e);
            }
        }
    }
}
