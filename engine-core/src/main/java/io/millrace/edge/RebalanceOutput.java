package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.List;

/** Rows in turn to each task. */
public final class RebalanceOutput extends RowOutput {

    private int next;

    /**
     * An output to several tasks.
     *
     * @param first which task gets the first row; producers begin at different ones
     */
    public RebalanceOutput(List<EdgeWriter> writers, int first) {
        super(writers);
        next = first % writers.size();
    }

    @Override
    public void rows(Batch<Object> batch) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            writers[next].add(batch.value(row), batch.timestamp(row), 0);
            next = next + 1 == writers.length ? 0 : next + 1;
        }
    }
}
