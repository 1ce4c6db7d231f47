package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Tally;
import java.io.Serializable;
import java.util.function.ToLongFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Adds up results, and tells the sum when all are there. */
final class TallySink<T> implements Sink<T> {

    private final Sum<T> sum;

    TallySink(Sum<T> sum) {
        this.sum = sum;
    }

    /** The checksum of a result. */
    @FunctionalInterface
    interface Sum<T> extends ToLongFunction<T>, Serializable {}

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(sum);
    }

    private static final class Writer<T> implements SinkWriter<T> {

        private final Sum<T> sum;
        private long results;
        private long checksum;

        Writer(Sum<T> sum) {
            this.sum = sum;
        }

        @Override
        public void write(T result, Context context) {
            results++;
            checksum += sum.applyAsLong(result);
        }

        @Override
        public void flush(boolean endOfInput) {
            Tally.add(results, checksum);
            results = 0;
            checksum = 0;
        }

        @Override
        public void close() {}
    }
}
