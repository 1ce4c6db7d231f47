package io.millrace.flink;

import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.state.serde.Type;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.datastream.DataStream;

/** A sink that is a stream of Flink's. Nobody opens it: what leaves the task before it goes to Flink. */
final class LeavingStream<T> implements Sink<T>, Supplier<DataStream<T>> {

    private static final long serialVersionUID = 1;

    private final Type<T> type;
    private transient DataStream<T> stream;

    LeavingStream(Type<T> type) {
        this.type = Objects.requireNonNull(type, "the type of the events must not be null");
    }

    Type<T> type() {
        return type;
    }

    void begins(DataStream<T> made) {
        stream = made;
    }

    @Override
    public DataStream<T> get() {
        if (stream == null) {
            throw new IllegalStateException(
                    "there is no stream of Flink's yet: add the pipeline to an environment first, by FlinkRunner.on(environment).add(pipeline)");
        }
        return stream;
    }

    /** So that it is in no other task, and rows have to leave for it. */
    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        throw new IllegalStateException(
                "it is a stream of Flink's, which there is nowhere else: run the pipeline by FlinkRunner, or give it another sink");
    }
}
