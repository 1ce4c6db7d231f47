package io.millrace.edge;

import io.millrace.operator.Batch;
import java.util.List;

/** All rows to one task. */
public final class ForwardOutput extends RowOutput {

    public ForwardOutput(EdgeWriter writer) {
        super(List.of(writer));
    }

    @Override
    public void rows(Batch<Object> batch) {
        writers[0].addAll(batch);
    }
}
