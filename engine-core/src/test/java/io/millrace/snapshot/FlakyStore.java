package io.millrace.snapshot;

import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockWriter;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A store whose calls fail as long as a test wants them to. */
final class FlakyStore implements SnapshotStore {

    /** Something that fails a call. */
    interface Failure {
        void happen() throws IOException;
    }

    /** Nothing fails. */
    static final Failure NONE = () -> {};

    private final SimulatedDisk disk = new SimulatedDisk();
    private SnapshotStore store;
    Failure onRead = NONE;
    Failure onWrite = NONE;
    Failure onDiscard = NONE;
    int closed;
    int discarded;

    Snapshots snapshots() {
        return Snapshots.in(
                () -> {
                    store = DirectoryStore.open(disk, Path.of("/store"));
                    return this;
                },
                "a flaky store");
    }

    @Override
    public List<Manifest> manifests() throws IOException {
        onRead.happen();
        return store.manifests();
    }

    @Override
    public BlockWriter create(long snapshot, String file) throws IOException {
        onWrite.happen();
        return store.create(snapshot, file);
    }

    @Override
    public BlockReader open(FileRef file) throws IOException {
        onRead.happen();
        return store.open(file);
    }

    @Override
    public void publish(Manifest manifest) throws IOException {
        onWrite.happen();
        store.publish(manifest);
    }

    @Override
    public boolean has(FileRef file) throws IOException {
        onRead.happen();
        return store.has(file);
    }

    @Override
    public int beginAttempt() throws IOException {
        return store.beginAttempt();
    }

    @Override
    public void discard() throws IOException {
        onDiscard.happen();
        store.discard();
        discarded++;
    }

    @Override
    public void retain(int latest) throws IOException {
        onWrite.happen();
        store.retain(latest);
    }

    @Override
    public void close() throws IOException {
        closed++;
        store.close();
    }
}
