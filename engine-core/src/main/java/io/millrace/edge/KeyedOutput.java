package io.millrace.edge;

import io.millrace.operator.Batch;
import io.millrace.state.table.KeyGroups;
import java.util.List;

/** Each row to the task that owns the key group of its key. */
public final class KeyedOutput extends RowOutput {

    private final RowHasher hasher;
    private final EdgeWriter[] writerOfGroup = new EdgeWriter[KeyGroups.COUNT];

    public KeyedOutput(List<EdgeWriter> writers, RowHasher hasher) {
        super(writers);
        this.hasher = hasher;
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            writerOfGroup[group] = writers.get(KeyGroups.taskOf(group, writers.size()));
        }
    }

    @Override
    public void rows(Batch<Object> batch) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            Object value = batch.value(row);
            long timestamp = batch.timestamp(row);
            int hash = hasher.hash(value, timestamp);
            writerOfGroup[KeyGroups.groupOf(hash)].add(value, timestamp, hash);
        }
    }
}
