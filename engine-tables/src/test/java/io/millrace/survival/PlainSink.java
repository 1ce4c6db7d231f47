package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;

/**
 * Takes part in nothing, and fails where it is told to.
 *
 * @param isBlocking whether it has threads of its own
 */
record PlainSink(Mishaps mishaps, boolean isBlocking) implements Sink<Object> {

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        mishaps.at(Hook.SINK_OPEN);
        return new Writer(mishaps);
    }

    @Override
    public boolean blocking() {
        return isBlocking;
    }

    private record Writer(Mishaps mishaps) implements SinkWriter<Object> {

        @Override
        public void write(Batch<Object> batch) {
            mishaps.at(Hook.SINK_WRITE);
        }

        @Override
        public void flush() {
            mishaps.at(Hook.SINK_FLUSH);
        }

        @Override
        public void finish() {
            mishaps.at(Hook.SINK_FINISH);
        }

        @Override
        public void close() {
            mishaps.at(Hook.SINK_CLOSE);
        }
    }
}
