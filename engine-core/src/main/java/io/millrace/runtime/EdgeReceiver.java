package io.millrace.runtime;

import io.millrace.edge.RowOutput;
import io.millrace.edge.Signal;
import io.millrace.operator.Batch;

/** The end of a branch: rows leave the task, or are owed by the output, so it is always done. */
record EdgeReceiver(RowOutput output) implements Receiver {

    @Override
    public boolean rows(Batch<Object> batch) {
        output.rows(batch);
        return true;
    }

    @Override
    public boolean signal(Signal signal) {
        if (!(signal instanceof Signal.EndOfSplit)) {
            output.signal(signal);
        }
        return true;
    }

    @Override
    public boolean resume() {
        return true;
    }
}
