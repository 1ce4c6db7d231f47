package io.millrace.flink;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import org.apache.flink.streaming.api.datastream.DataStream;

/** A stream of Flink's as a source. Nobody opens it: its rows come to the task behind it from Flink. */
final class EnteringStream<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Type<T> type;

    /** Where the program is made into a graph of Flink's, and nowhere else. */
    private final transient DataStream<T> stream;

    private EnteringStream(DataStream<T> stream, Type<T> type) {
        this.stream = stream;
        this.type = type;
    }

    static <T> EventStream<T> into(Pipeline pipeline, String name, DataStream<T> stream, Type<T> type) {
        return pipeline.source("stream of " + name, new EnteringStream<>(stream, type))
                .rebalance()
                .transform(new Entrance<T>())
                .named(name)
                .parallelism(Math.min(KeyGroups.COUNT, stream.getParallelism()));
    }

    DataStream<T> stream() {
        return stream;
    }

    @Override
    public Type<T> eventType() {
        return type;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        throw new IllegalStateException(
                "it is a stream of Flink's, which there is nowhere else: run the pipeline by FlinkRunner, or give it another source");
    }

    /** Where events come in, with the timestamps and watermarks that they have in Flink. */
    record Entrance<T>() implements OperatorLogic<T, T> {

        @Override
        public String kind() {
            return "stream of Flink";
        }

        @Override
        public boolean makesEventTime() {
            return true;
        }

        @Override
        public Operator<T, T> operator() {
            return new PassingOn<>();
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    private static final class PassingOn<T> implements Operator<T, T> {

        @Override
        public boolean process(int input, Batch<T> batch, Output<T> out) {
            out.emitAll(batch);
            return true;
        }
    }
}
