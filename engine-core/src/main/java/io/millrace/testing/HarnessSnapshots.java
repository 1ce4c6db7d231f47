package io.millrace.testing;

import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.StateBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes the snapshots of a harness, of which one may be in flight: the first is whole, the others what has changed. */
final class HarnessSnapshots {

    private static final int BLOCK_BYTES = 64;
    private static final long MAX_PENDING_BYTES = 1 << 20;

    private final StateBackend<Object> state;
    private List<List<byte[]>> chain = List.of();
    private OperatorSnapshot.File file;
    private RecordWriter writer;
    private boolean whole;
    private Part part;
    private HarnessContext.Seen seen;

    HarnessSnapshots(StateBackend<Object> state) {
        this.state = state;
    }

    boolean isInFlight() {
        return file != null;
    }

    void begin(Part notKeyed, HarnessContext.Seen seenByNow) {
        if (isInFlight()) {
            throw new IllegalStateException("a snapshot is in flight: end it, or abandon it, first");
        }
        whole = chain.isEmpty() || state.wantsWholeSnapshot();
        file = new OperatorSnapshot.File();
        writer = new RecordWriter(BLOCK_BYTES, MAX_PENDING_BYTES, file);
        part = notKeyed;
        seen = seenByNow;
        state.beginSnapshot(writer, whole);
    }

    /** Writes a portion, if a snapshot is in flight. */
    boolean write(int entries) throws IOException {
        if (!isInFlight()) {
            return true;
        }
        boolean done = state.writeSnapshot(entries);
        if (writer.failure() != null) {
            throw new IOException("the snapshot has failed", writer.failure());
        }
        return done;
    }

    OperatorSnapshot end(long number) throws IOException {
        if (!isInFlight()) {
            throw new IllegalStateException("no snapshot is in flight: call beginSnapshot() first");
        }
        while (!write(Integer.MAX_VALUE)) {
            // some are always left when entries come while others are written
        }
        writer.finish();
        List<List<byte[]>> files = whole ? new ArrayList<>() : new ArrayList<>(chain);
        files.add(file.blocks());
        chain = files;
        file = null;
        state.completeSnapshot();
        return new OperatorSnapshot(number, files, part, seen);
    }

    void abandon() {
        file = null;
        state.abandonSnapshot();
    }

    static void restore(List<OperatorSnapshot> snapshots, StateBackend<?> state) throws IOException {
        for (OperatorSnapshot snapshot : snapshots) {
            for (RecordReader reader : snapshot.readers()) {
                while (reader.next()) {
                    state.restore(reader);
                }
                reader.close();
            }
        }
        state.restored();
    }
}
