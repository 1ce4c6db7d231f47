package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.snapshot.Totals;
import io.millrace.state.KeyedState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import java.io.IOException;

/** A value for each of a number of keys, which can be changed, written and read. */
final class SnapshotTarget {
    private static final int ENTRIES_AT_A_TIME = 256;

    private final StateBackend<String> backend =
            StateBackend.written("benchmark", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(String.class));
    private final KeyedState<String> keyed = new KeyedState<>(backend);
    private final KeyHasher<String> hasher = SerdeRegistry.standard().hasher(Type.of(String.class));
    private final ValueState<Long> counts;
    private final ValueState<Totals> totals;

    /** Empty; with small values, or with records. */
    SnapshotTarget(boolean records) {
        counts = records ? null : keyed.state(ValueSpec.of("count", Long.class));
        totals = records ? keyed.state(ValueSpec.of("totals", Totals.class)) : null;
    }

    int hash(String key) {
        return hasher.hash(key);
    }

    /** Reads and changes the value of a key. */
    void update(String key, int hash) {
        keyed.currentKey(key, hash);
        if (totals == null) {
            counts.set(counts.getOr(1_000L) + 1);
        } else {
            totals.set(totals.getOr(Totals.NONE).plus(1));
        }
    }

    void begin(RecordWriter writer, boolean whole) {
        backend.beginSnapshot(writer, whole);
    }

    /** Looks at so many entries; returns whether all have been written. */
    boolean write(int entries) {
        for (int i = 0; i < entries; i += ENTRIES_AT_A_TIME) {
            if (backend.writeSnapshot(Math.min(ENTRIES_AT_A_TIME, entries - i))) {
                return true;
            }
        }
        return false;
    }

    void complete() {
        backend.completeSnapshot();
    }

    void abandon() {
        backend.abandonSnapshot();
    }

    void restore(RecordReader record) throws IOException {
        backend.restore(record);
    }

    long size() {
        return keyed.size();
    }
}
