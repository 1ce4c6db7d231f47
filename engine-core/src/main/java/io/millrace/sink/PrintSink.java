package io.millrace.sink;

import io.millrace.operator.Batch;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Prints events as lines; a null stream stands for standard output. */
final class PrintSink implements Sink<Object> {

    private static final long serialVersionUID = 1;

    private final PrintStream stream;

    PrintSink(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        return new PrintStreamWriter(stream == null ? System.out : stream, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return stream == null
                ? Optional.empty()
                : Optional.of("its stream is open in this JVM; Sinks.print() prints wherever it runs");
    }

    /** Prints the lines of a batch in one go, so that those of parallel writers do not mix. */
    private static final class PrintStreamWriter implements SinkWriter<Object> {

        private final PrintStream stream;
        private final SinkContext context;
        private final StringBuilder text = new StringBuilder();

        PrintStreamWriter(PrintStream stream, SinkContext context) {
            this.stream = stream;
            this.context = context;
        }

        @Override
        public void write(Batch<Object> batch) throws IOException {
            text.setLength(0);
            try {
                appendAll(batch);
            } finally {
                stream.print(text);
            }
            // A print stream throws nothing; without a look at it the job would run on for nobody.
            if (stream.checkError()) {
                throw new IOException("cannot print: the stream is closed, or nobody reads it any more");
            }
        }

        private void appendAll(Batch<Object> batch) {
            for (int row = 0, size = batch.size(); row < size; row++) {
                Object event = batch.value(row);
                try {
                    text.append(event.toString()).append(System.lineSeparator());
                } catch (Throwable e) {
                    throw context.failure(e, event, batch.timestamp(row));
                }
            }
        }
    }
}
