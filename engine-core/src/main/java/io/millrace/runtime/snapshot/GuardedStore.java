package io.millrace.runtime.snapshot;

import io.millrace.refusal.JobRefusedException;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockWriter;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A store whose every fault is an {@link IOException} that says whose it is and what was asked of it: a store that
 * throws something else, an Error even, or returns null, fails the snapshot as one whose disk is full does.
 *
 * @param store of the user's
 * @param where what messages call the snapshots
 */
record GuardedStore(SnapshotStore store, String where) implements SnapshotStore {

    /** What a store is asked for. */
    private interface Call<R> {
        R run() throws Exception;
    }

    /** What a store is told. */
    private interface Order {
        void run() throws Exception;
    }

    private <R> R ask(String method, Call<R> call) throws IOException {
        R answer;
        try {
            answer = call.run();
        } catch (Throwable e) {
            throw failure(method, e);
        }
        if (answer == null) {
            throw new IOException(of(method) + " returned null, which it must not: " + remedy());
        }
        return answer;
    }

    private void tell(String method, Order order) throws IOException {
        ask(method, () -> {
            order.run();
            return true;
        });
    }

    private IOException failure(String method, Throwable error) {
        if (error instanceof JobRefusedException refusal) {
            throw refusal;
        }
        boolean speaks = store instanceof DirectoryStore || error instanceof DamagedSnapshotException;
        if (speaks && error instanceof IOException told) {
            return told;
        }
        return new IOException(of(method) + " failed: " + SafeText.of(error) + ": " + remedy(), error);
    }

    private String of(String method) {
        return method + " of the store of the " + where;
    }

    private String remedy() {
        return "see to " + store.getClass().getName() + ", or keep the snapshots elsewhere";
    }

    @Override
    public List<Manifest> manifests() throws IOException {
        return ask("manifests", store::manifests);
    }

    @Override
    public Optional<Manifest> latest() throws IOException {
        return ask("latest", store::latest);
    }

    @Override
    public long oldest() throws IOException {
        return ask("oldest", store::oldest);
    }

    @Override
    public int beginAttempt() throws IOException {
        return ask("beginAttempt", store::beginAttempt);
    }

    @Override
    public BlockWriter create(long snapshot, String file) throws IOException {
        return new GuardedWriter(ask("create", () -> store.create(snapshot, file)));
    }

    @Override
    public BlockReader open(FileRef file) throws IOException {
        return new GuardedReader(ask("open", () -> store.open(file)));
    }

    @Override
    public boolean has(FileRef file) throws IOException {
        return ask("has", () -> store.has(file));
    }

    @Override
    public void publish(Manifest manifest) throws IOException {
        tell("publish", () -> store.publish(manifest));
    }

    @Override
    public void retain(int latest) throws IOException {
        tell("retain", () -> store.retain(latest));
    }

    @Override
    public void discard() throws IOException {
        tell("discard", store::discard);
    }

    @Override
    public String placeOf(Manifest manifest) {
        try {
            return ask("placeOf", () -> store.placeOf(manifest));
        } catch (IOException e) {
            return "snapshot " + manifest.id() + " of the " + where;
        }
    }

    @Override
    public void close() throws IOException {
        tell("close", store::close);
    }

    @Override
    public String toString() {
        return SafeText.of(store);
    }

    private long number(String method, Call<Long> call) {
        try {
            return ask(method, call);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private final class GuardedWriter implements BlockWriter {

        private final BlockWriter writer;

        private GuardedWriter(BlockWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            tell("the writer's write", () -> writer.write(bytes, length));
        }

        @Override
        public FileRef finish() throws IOException {
            return ask("the writer's finish", writer::finish);
        }

        @Override
        public void close() throws IOException {
            tell("the writer's close", writer::close);
        }
    }

    private final class GuardedReader implements BlockReader {

        private final BlockReader reader;

        private GuardedReader(BlockReader reader) {
            this.reader = reader;
        }

        @Override
        public byte[] next() throws IOException {
            byte[][] block = new byte[1][];
            // null is the end of the file
            tell("the reader's next", () -> block[0] = reader.next());
            return block[0];
        }

        @Override
        public long bytesLeft() {
            return number("the reader's bytesLeft", reader::bytesLeft);
        }

        @Override
        public String place() {
            try {
                return ask("the reader's place", reader::place);
            } catch (IOException e) {
                return "a file of the " + where;
            }
        }

        @Override
        public long snapshot() {
            return number("the reader's snapshot", reader::snapshot);
        }

        @Override
        public void close() throws IOException {
            tell("the reader's close", reader::close);
        }
    }
}
