package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.List;

/** All rows to every task. */
public final class BroadcastOutput extends RowOutput {

    public BroadcastOutput(List<EdgeWriter> writers) {
        super(writers);
    }

    @Override
    public void rows(Batch<Object> batch) {
        for (EdgeWriter writer : writers) {
            writer.addAll(batch);
        }
    }
}
