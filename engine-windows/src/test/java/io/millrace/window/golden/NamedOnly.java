package io.millrace.window.golden;

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

/** Has the snapshots fail that nobody has asked for, so that few files are left. */
final class NamedOnly implements SnapshotStore {

    private final DirectoryStore store;

    NamedOnly(SimulatedDisk disk) throws IOException {
        store = DirectoryStore.open(disk, Path.of("/snapshots"));
    }

    @Override
    public List<Manifest> manifests() throws IOException {
        return store.manifests();
    }

    @Override
    public BlockWriter create(long snapshot, String file) throws IOException {
        return store.create(snapshot, file);
    }

    @Override
    public BlockReader open(FileRef file) throws IOException {
        return store.open(file);
    }

    @Override
    public void publish(Manifest manifest) throws IOException {
        if (manifest.name() == null) {
            throw new IOException("nobody has asked for this snapshot");
        }
        store.publish(manifest);
        store.retain(1);
    }

    @Override
    public boolean has(FileRef file) throws IOException {
        return store.has(file);
    }

    @Override
    public int beginAttempt() throws IOException {
        return store.beginAttempt();
    }

    @Override
    public void discard() throws IOException {
        store.discard();
    }

    @Override
    public void retain(int latest) throws IOException {
        store.retain(latest);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
