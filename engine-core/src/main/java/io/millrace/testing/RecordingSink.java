package io.millrace.testing;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.List;

/** Remembers what a sink is given, and gives it to the sink. */
record RecordingSink(Sink<Object> sink, List<Object> record) implements Sink<Object> {

    @Override
    public SinkWriter<Object> open(SinkContext context) throws Exception {
        SinkWriter<Object> writer = sink.open(context);
        return new SinkWriter<>() {
            @Override
            public void write(Batch<Object> batch) throws Exception {
                writer.write(batch);
                for (int row = 0; row < batch.size(); row++) {
                    record.add(batch.value(row));
                }
            }

            @Override
            public void finish() throws Exception {
                writer.finish();
            }

            @Override
            public void close() throws Exception {
                writer.close();
            }
        };
    }

    @Override
    public boolean blocking() {
        return sink.blocking();
    }

    @Override
    public int maxParallelism() {
        return sink.maxParallelism();
    }
}
