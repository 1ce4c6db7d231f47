package io.millrace.runtime;

import io.millrace.refusal.NotEnoughMemoryException;
import io.millrace.state.KeyedState;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** Puts the keyed state of a snapshot into the tables of a task, in portions. */
final class TaskRestore {

    private static final int RECORDS_PER_STEP = 4_096;

    private final SnapshotStore store;
    private final ArrayDeque<FileRef> files;
    private final Map<String, KeyedState<?>> states;
    private RecordReader reader;

    TaskRestore(SnapshotStore store, List<FileRef> files, Map<String, KeyedState<?>> states) {
        this.store = store;
        this.files = new ArrayDeque<>(files);
        this.states = states;
    }

    /** Returns whether all is done. */
    boolean step() throws IOException {
        try {
            return restoreSome();
        } catch (OutOfMemoryError e) {
            throw new NotEnoughMemoryException(
                    "the keyed state of the snapshot needs more memory than this program may use, which is "
                            + Runtime.getRuntime().maxMemory() + " bytes: give it more, with -Xmx",
                    e);
        }
    }

    private boolean restoreSome() throws IOException {
        for (int i = 0; i < RECORDS_PER_STEP; i++) {
            if (reader == null) {
                if (files.isEmpty()) {
                    for (KeyedState<?> state : states.values()) {
                        state.restored();
                    }
                    return true;
                }
                reader = new RecordReader(store.open(files.poll()));
            }
            if (reader.next()) {
                take();
            } else {
                close();
            }
        }
        return false;
    }

    private void take() throws IOException {
        KeyedState<?> state = states.get(reader.operator());
        if (state != null) {
            state.restore(reader);
        }
    }

    void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
