package io.millrace.state.table;

import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.StateHeader;
import java.util.ArrayList;
import java.util.List;

/** The snapshots of some tables, of which one may be in flight. */
final class TablesSnapshot<K> {
    private final Epoch epoch;
    private final Tombstones<K> tombstones;
    private final List<TableWriter<K>> writers = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private RecordFiles out;
    private boolean whole;
    private boolean tombstonesWritten;
    private int nextWriter;
    private long lookedAt;

    private record Progress(GroupProgress progress, StateHeader header) {}

    TablesSnapshot(Epoch epoch) {
        this.epoch = epoch;
        this.tombstones = new Tombstones<>(epoch);
    }

    TableWriter<K> writer(StateTable<K, ?> table, TableForm<K> form) {
        TableWriter<K> writer = new TableWriter<>(form, table, tombstones);
        if (out != null) {
            writer.begin(out);
        }
        writers.add(writer);
        return writer;
    }

    void add(GroupProgress state, StateHeader header) {
        progress.add(new Progress(state, header));
    }

    void begin(RecordFiles files, boolean everything) {
        if (out != null) {
            throw new IllegalStateException("A snapshot is in flight: end it before the next one begins");
        }
        if (!everything && wantsWhole()) {
            throw new IllegalStateException("The next snapshot has to be whole: ask wantsWholeSnapshot first");
        }
        out = files;
        whole = everything;
        nextWriter = 0;
        lookedAt = 0;
        tombstonesWritten = false;
        epoch.beginSnapshot(whole);
        writers.forEach(table -> table.begin(files));
        tombstones.begin(whole);
        progress.forEach(state -> state.progress().write(files, state.header()));
    }

    boolean write(int entries) {
        if (out == null) {
            throw new IllegalStateException("No snapshot is in flight: begin one first");
        }
        for (int i = 0; i < entries && !isDone(); i++) {
            if (out.isCongested()) {
                return false;
            }
            next();
        }
        return isDone();
    }

    /** The snapshot is over; no effect when there is none. */
    void end(boolean complete) {
        if (out == null) {
            return;
        }
        if (complete && (!isDone() || out.failure() != null)) {
            throw new IllegalStateException("A snapshot is declared complete that is not", out.failure());
        }
        int written = !complete ? -1 : whole ? epoch.snapshot() : 0;
        epoch.endSnapshot(complete);
        tombstones.end(written, lookedAt);
        writers.forEach(TableWriter::end);
        out = null;
    }

    boolean wantsWhole() {
        return !tombstones.areComplete();
    }

    /** Nothing is to be written any more, be it because the writer has failed. */
    private boolean isDone() {
        return out.failure() != null || (tombstonesWritten && nextWriter == writers.size());
    }

    private void next() {
        if (!tombstonesWritten) {
            tombstonesWritten = !tombstones.next();
        } else if (writers.get(nextWriter).next()) {
            lookedAt++;
        } else {
            nextWriter++;
        }
    }
}
