package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Delays;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Records how late events arrive. */
final class DelaySink implements Sink<DueCount> {

    @Override
    public SinkWriter<DueCount> createWriter(WriterInitContext context) {
        return new Writer();
    }

    private static final class Writer implements SinkWriter<DueCount> {

        @Override
        public void write(DueCount arrived, Context context) {
            Delays.arrived(arrived.dueNanos());
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
